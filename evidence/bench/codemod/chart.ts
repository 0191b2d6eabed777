import { groupDigits } from '../../lab/group-digits.ts';
import { colour, drawPlot, frame } from '../../lab/plots/theme.ts';
import type { Summary } from './statistics.ts';

const LEFT = 240;
const RIGHT = 70;
const WIDTH = 800;
const ROW = 34;

/** A tool's row of the results: its id, what the plot calls it, and what its runs took. */
export type Compared = Summary & { readonly tool: string; readonly name: string };

/**
 * Draws the times of the tools as points: a bar would have to start somewhere, and a logarithmic scale has no zero.
 *
 * @param files how many each looked at
 * @returns an SVG document
 */
export function drawComparison(compared: readonly Compared[], files: number): Promise<string> {
  const byTime = compared.toSorted((a, b) => a.seconds.median - b.seconds.median);
  const values = byTime.map(({ tool, name, seconds, rounds }) => ({
    name,
    seconds: seconds.median,
    least: seconds.least,
    most: seconds.most,
    text: `${formatSeconds(seconds.median)} s`,
    colour: colour(tool === 'sockets-codemod' ? 'orange' : 'blue'),
    rounds: rounds.length,
  }));
  const least = 10 ** Math.floor(Math.log10(Math.min(...values.map((value) => value.least))));
  const most = 10 ** Math.ceil(Math.log10(Math.max(...values.map((value) => value.most))));
  const y = { scale: 'y', field: 'name' };
  return drawPlot({
    $schema: 'https://vega.github.io/schema/vega/v6.json',
    description: `Seconds that each tool takes to look at ${files} files`,
    ...frame(values.length * ROW),
    width: WIDTH - LEFT - RIGHT,
    padding: { left: LEFT, right: RIGHT, top: 72, bottom: 56 },
    title: {
      text: `Time to look at ${groupDigits(files)} JavaScript and TypeScript files`,
      subtitle:
        'Seconds of wall clock time, median and spread, on a logarithmic scale; further left is better',
    },
    data: [{ name: 'rows', values }],
    scales: [
      { name: 'x', type: 'log', domain: [least, most], range: 'width' },
      { name: 'y', type: 'band', domain: values.map(({ name }) => name), range: 'height', padding: 0.25 },
    ],
    axes: [
      { orient: 'bottom', scale: 'x', title: 'seconds', tickCount: Math.log10(most / least), format: '~g' },
      { orient: 'left', scale: 'y', grid: false, ticks: false, labelPadding: 8, labelLimit: 600 },
    ],
    marks: [
      {
        type: 'rule',
        from: { data: 'rows' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'least' },
            x2: { scale: 'x', field: 'most' },
            y: { ...y, band: 0.5 },
            stroke: { value: colour('text') },
            strokeWidth: { value: 1.5 },
          },
        },
      },
      {
        type: 'symbol',
        from: { data: 'rows' },
        encode: {
          enter: {
            x: { scale: 'x', field: 'seconds' },
            y: { ...y, band: 0.5 },
            size: { value: 90 },
            fill: { field: 'colour' },
          },
        },
      },
      {
        type: 'text',
        from: { data: 'rows' },
        encode: {
          enter: {
            text: { field: 'text' },
            x: { scale: 'x', field: 'most', offset: 10 },
            y: { ...y, band: 0.5 },
            baseline: { value: 'middle' },
          },
        },
      },
    ],
  });
}

function formatSeconds(seconds: number): string {
  return seconds.toPrecision(seconds < 10 ? 2 : 3);
}
