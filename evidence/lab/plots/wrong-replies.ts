import type { Spec } from 'vega';
import type { CrossedReplies } from '../experiments/crossed-replies.ts';
import { expectedWrongShare } from '../formulas/occupancy.ts';
import { groupDigits } from '../group-digits.ts';
import { axes, colour, drawPlot, frame, label } from './theme.ts';
import type { Colour } from './theme.ts';

const SERIES_COLOURS: readonly Colour[] = ['orange', 'purple', 'blue'];
const LEAST_CLIENTS = 10;

function formulaLine(ports: number, most: number): { ports: string; clients: number; share: number }[] {
  const steps = 60;
  return Array.from({ length: steps + 1 }, (_, i) => {
    const clients = LEAST_CLIENTS * (most / LEAST_CLIENTS) ** (i / steps);
    return { ports: getName(ports), clients, share: expectedWrongShare(clients, ports) };
  });
}

function getName(ports: number): string {
  return `${groupDigits(ports)} ephemeral ports`;
}

/**
 * Replies at the wrong client against the number of clients: measured points over the formula.
 *
 * @param rows what experiment 1 measured; at least one with `reuseAddr`
 * @returns an SVG document
 */
export function plotWrongReplies(rows: readonly CrossedReplies[]): Promise<string> {
  const measured = rows
    .filter((row) => row.option !== 'reusePort')
    .map((row) => ({
      ports: row.option === 'none' ? 'without the option' : getName(row.ports),
      clients: row.clients,
      share: row.wrong / (row.clients * row.rounds),
    }));
  const portCounts = [...new Set(rows.map((row) => row.ports))].toSorted((a, b) => a - b);
  const most = (ports: number): number =>
    Math.max(...rows.filter((row) => row.ports === ports).map((row) => row.clients));
  const lines = portCounts.flatMap((ports) => formulaLine(ports, most(ports)));
  const greatest = 2.5 * Math.max(...portCounts.map(most));
  const names = [...portCounts.map(getName), 'without the option'];
  const colours = [...SERIES_COLOURS.slice(0, portCounts.length).map(colour), colour('green')];
  const spec: Spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: 'Share of replies that reach the wrong UDP client against the number of clients, on Linux',
    ...frame(320),
    title: {
      text: 'Replies delivered to the wrong UDP client (Linux, reuseAddr: true)',
      subtitle: 'Points measured, lines by the formula 1 − R(1 − (1 − 1/R)^n)/n',
    },
    data: [
      { name: 'lines', values: lines },
      { name: 'points', values: measured },
    ],
    scales: [
      {
        name: 'x',
        type: 'log',
        domain: [LEAST_CLIENTS, greatest],
        range: 'width',
      },
      { name: 'y', domain: [0, 0.4], range: 'height', clamp: true, nice: true },
      { name: 'colour', type: 'ordinal', domain: names, range: colours },
    ],
    axes: axes('UDP clients open at once', 'share of all replies', {
      x: { values: [10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000], format: ',d' },
      y: { format: '.0%', tickCount: 5 },
    }),
    marks: [
      {
        type: 'group',
        from: { facet: { name: 'series', data: 'lines', groupby: 'ports' } },
        marks: [
          {
            type: 'line',
            from: { data: 'series' },
            encode: {
              enter: {
                x: { scale: 'x', field: 'clients' },
                y: { scale: 'y', field: 'share' },
                stroke: { scale: 'colour', field: 'ports' },
                strokeWidth: { value: 2 },
              },
            },
          },
        ],
      },
      {
        type: 'symbol',
        from: { data: 'points' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'clients' },
            y: { scale: 'y', field: 'share' },
            fill: { scale: 'colour', field: 'ports' },
            size: { value: 70 },
          },
        },
      },
      ...portCounts.map((ports) =>
        label(
          getName(ports),
          { x: most(ports), y: expectedWrongShare(most(ports), ports) },
          { x: -12, y: -6 },
        ),
      ),
      label('without the option: none', { x: greatest, y: 0 }, { x: 0, y: -10 }),
    ],
  };
  return drawPlot(spec);
}
