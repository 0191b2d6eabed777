import type { Mark, Spec } from 'vega';
import type { FailureRow } from '../simulation.ts';
import { axes, colour, drawPlot, frame, label, PLOT_WIDTH } from './theme.ts';
import type { Colour } from './theme.ts';

/** A colour and a shape a kernel, so that lines that lie on each other can be told apart. */
const KERNELS: readonly { name: string; colour: Colour; shape: string }[] = [
  { name: 'OpenBSD', colour: 'orange', shape: 'circle' },
  { name: 'FreeBSD', colour: 'purple', shape: 'square' },
  { name: 'Linux', colour: 'blue', shape: 'triangle-up' },
  { name: 'macOS', colour: 'green', shape: 'triangle-down' },
];
const PANEL_GAP = 60;
const PANEL_WIDTH = (PLOT_WIDTH - PANEL_GAP) / 2;
const PANELS = [
  { choice: 'at connect', title: 'connect() picks the port' },
  { choice: 'bind first', title: 'bind() to port 0, then connect()' },
] as const;

function panel(index: number, { choice, title }: (typeof PANELS)[number], rows: readonly FailureRow[]): Mark {
  const immune = KERNELS.map(({ name }) => name).filter((name) =>
    rows.every((row) => row.kernel !== name || row.choice !== choice || row.expected === 0),
  );
  const most = Math.max(...rows.map((row) => row.timeWait));
  const at = {
    x: { scale: 'x', field: 'timeWait' },
    stroke: { scale: 'colour', field: 'kernel' },
  };
  return {
    type: 'group',
    encode: {
      enter: {
        x: { value: index * (PANEL_WIDTH + PANEL_GAP) },
        width: { value: PANEL_WIDTH },
        height: { signal: 'height' },
      },
    },
    // The grid of a nested group is as long as its own `width`.
    signals: [{ name: 'width', value: PANEL_WIDTH }],
    data: [
      {
        name: 'panel',
        source: 'rows',
        transform: [{ type: 'filter', expr: `datum.choice === '${choice}'` }],
      },
    ],
    axes: axes(
      'connections in TIME_WAIT to the same peer',
      index === 0 ? 'of connects fail with EADDRINUSE' : '',
      {
        x: { format: ',d', tickCount: 5 },
        y: { format: '.0%' },
      },
    ),
    marks: [
      {
        type: 'group',
        from: { facet: { name: 'series', data: 'panel', groupby: 'kernel' } },
        marks: [
          {
            type: 'line',
            from: { data: 'series' },
            encode: { enter: { ...at, y: { scale: 'y', field: 'expected' }, strokeWidth: { value: 2 } } },
          },
        ],
      },
      {
        type: 'symbol',
        from: { data: 'panel' },
        encode: {
          enter: {
            ...at,
            y: { scale: 'y', field: 'share' },
            shape: { scale: 'shape', field: 'kernel' },
            size: { value: 80 },
            strokeWidth: { value: 2 },
          },
        },
      },
      {
        type: 'text',
        encode: {
          enter: {
            text: { value: title },
            x: { value: PANEL_WIDTH / 2 },
            y: { value: -10 },
            align: { value: 'center' },
          },
        },
      },
      label(`${immune.join(', ')}: none`, { x: most, y: 0 }, { x: 0, y: -12 }),
    ],
  };
}

/**
 * EADDRINUSE per connect against connections in TIME_WAIT, for the four simulated kernels.
 *
 * @param rows what the simulator found
 * @returns an SVG document
 */
export function plotConnectFailures(rows: readonly FailureRow[]): Promise<string> {
  const values = rows
    .filter((row) => row.reuseAddress)
    .map((row) => ({ ...row, share: row.failures / row.trials }));
  const spec: Spec = {
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: 'Share of connects that fail with EADDRINUSE against connections in TIME_WAIT, four kernels',
    ...frame(280, { top: 96, bottom: 100 }),
    title: {
      text: 'TCP clients with SO_REUSEADDR: one more connect to the same peer',
      subtitle: 'Points simulated, lines by the formula N/M',
    },
    data: [{ name: 'rows', values }],
    scales: [
      {
        name: 'x',
        domain: [0, Math.max(...values.map((row) => row.timeWait))],
        range: [0, PANEL_WIDTH],
      },
      { name: 'y', domain: [0, 0.4], range: 'height' },
      {
        name: 'colour',
        type: 'ordinal',
        domain: KERNELS.map(({ name }) => name),
        range: KERNELS.map((kernel) => colour(kernel.colour)),
      },
      {
        name: 'shape',
        type: 'ordinal',
        domain: KERNELS.map(({ name }) => name),
        range: KERNELS.map(({ shape }) => shape),
      },
    ],
    legends: [
      {
        stroke: 'colour',
        shape: 'shape',
        orient: 'bottom',
        direction: 'horizontal',
        columns: 4,
      },
    ],
    marks: PANELS.map((entry, index) => panel(index, entry, values)),
  };
  return drawPlot(spec);
}
