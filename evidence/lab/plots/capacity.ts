import type { Spec } from 'vega';
import type { CapacityRow } from '../experiments/bind-before-connect.ts';
import { autobindReuseLaw } from '../formulas/autobind-reuse.ts';
import { mean } from '../formulas/distribution.ts';
import { axes, colour, drawPlot, frame, label } from './theme.ts';
import type { Colour } from './theme.ts';

/** `below`: how far under its last point the name of the series stands, in CSS pixels. */
const SERIES: readonly { name: string; colour: Colour; shape: string; below: number }[] = [
  { name: 'connect() picks the port', colour: 'blue', shape: 'circle', below: -6 },
  {
    name: 'localAddress, with ip_autobind_reuse = 1: fails at random',
    colour: 'purple',
    shape: 'square',
    below: -16,
  },
  { name: 'localAddress: bind() to port 0 first', colour: 'orange', shape: 'triangle-up', below: 22 },
];

function toSeries({ local, autobindReuse }: CapacityRow): string {
  const index = local === 'automatic' ? 0 : autobindReuse ? 1 : 2;
  return SERIES[index]?.name ?? '';
}

function expected(row: CapacityRow, ports: number): number {
  if (row.local === 'automatic') {
    return ports * row.destinations;
  }
  return row.autobindReuse ? mean(autobindReuseLaw(ports, row.destinations, row.attempts)) : ports;
}

/**
 * Connections open at once against the number of destinations.
 *
 * @param rows what experiment 3 measured, at least one
 * @param ports how many ephemeral ports there were
 * @returns an SVG document
 */
export function plotCapacity(rows: readonly CapacityRow[], ports: number): Promise<string> {
  const values = rows.map((row) => ({
    series: toSeries(row),
    destinations: row.destinations,
    opened: row.opened,
    expected: expected(row, ports),
  }));
  const encode = {
    x: { scale: 'x', field: 'destinations' },
    stroke: { scale: 'colour', field: 'series' },
    strokeWidth: { value: 2 },
  };
  const spec: Spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: 'TCP connections open at once against the number of destinations, on Linux',
    ...frame(300),
    title: {
      text: `TCP connections open at once over ${ports} ephemeral ports (Linux)`,
      subtitle: 'Points measured, lines by the rules of the kernel',
    },
    data: [{ name: 'rows', values }],
    scales: [
      { name: 'x', domain: [0, Math.max(...values.map((row) => row.destinations))], range: 'width' },
      { name: 'y', domain: [0, Math.max(...values.map((row) => row.opened))], nice: true, range: 'height' },
      {
        name: 'colour',
        type: 'ordinal',
        domain: SERIES.map(({ name }) => name),
        range: SERIES.map((series) => colour(series.colour)),
      },
      {
        name: 'shape',
        type: 'ordinal',
        domain: SERIES.map(({ name }) => name),
        range: SERIES.map(({ shape }) => shape),
      },
    ],
    axes: axes('destinations', 'connections', { x: { format: 'd', tickCount: 8 }, y: { tickCount: 5 } }),
    marks: [
      {
        type: 'group',
        from: { facet: { name: 'line', data: 'rows', groupby: 'series' } },
        marks: [
          {
            type: 'line',
            from: { data: 'line' },
            encode: { enter: { ...encode, y: { scale: 'y', field: 'expected' } } },
          },
        ],
      },
      {
        type: 'symbol',
        from: { data: 'rows' },
        encode: {
          enter: {
            ...encode,
            y: { scale: 'y', field: 'opened' },
            shape: { scale: 'shape', field: 'series' },
            size: { value: 80 },
          },
        },
      },
      ...SERIES.flatMap(({ name, below }) => {
        const last = values.findLast((row) => row.series === name);
        return last === undefined
          ? []
          : [label(name, { x: last.destinations, y: last.expected }, { x: -16, y: below })];
      }),
    ],
  };
  return drawPlot(spec);
}
