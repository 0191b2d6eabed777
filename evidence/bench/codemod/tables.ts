import type { Measured } from './compare.ts';
import type { Parsing } from './parsing.ts';
import type { Growth } from './scale.ts';
import type { StartUp } from './start-up.ts';
import type { Spread, Summary } from './statistics.ts';
import type { Target } from './targets.ts';

/** @returns a table for a terminal */
export function formatComparison(compared: readonly Measured[]): string {
  const ours = compared[0]?.seconds.median ?? NaN;
  return formatTable([
    [
      'tool',
      'version',
      'seconds',
      '(spread)',
      'by ours',
      'CPU s',
      'MiB',
      'rounds',
      'files',
      'failed',
      'found in',
    ],
    ...compared.map(({ tool, tally, seconds, cpuSeconds, peakMiB, rounds }) => [
      tool.name,
      tool.version,
      seconds.median.toFixed(2),
      formatSpread(seconds),
      (seconds.median / ours).toFixed(2),
      cpuSeconds.median.toFixed(2),
      peakMiB.most.toFixed(0),
      `${rounds.length}`,
      `${tally.files}`,
      `${tally.failed}`,
      `${tally.found}`,
    ]),
  ]);
}

/**
 * @param candidates how many files have an option
 * @returns a table for a terminal
 */
export function formatScale(
  scale: readonly Growth[],
  candidates: number,
  parsing: Parsing,
  startUp: StartUp,
): string {
  const row = (tool: string, input: string, { seconds, peakMiB }: Summary, perFile = '') => [
    tool,
    input,
    seconds.median.toFixed(3),
    formatSpread(seconds),
    perFile,
    peakMiB.most.toFixed(0),
  ];
  return formatTable([
    ['tool', 'with', 'seconds', '(spread)', 'µs a further file', 'MiB'],
    ...scale.flatMap(({ id, alone, steps }) => [
      row(id, `the ${candidates} files with an option`, alone),
      ...steps.map((step) =>
        row(id, `${step.files} files`, step, step.microsecondsPerFurtherFile?.median.toFixed(1)),
      ),
    ]),
    row('sockets-codemod', `${parsing.files} files with an option`, parsing.all),
    row('sockets-codemod', 'the same, on one processor', parsing.one),
    row('sockets-codemod', 'a small project without one', startUp.tool),
    row('node -e 0', '', startUp.node),
  ]);
}

/** @returns a line for each */
export function formatTargets(targets: readonly Target[]): string {
  return targets
    .map(({ promise, measured, isMet }) => {
      const outcome = Number.isNaN(measured) ? 'not measured' : isMet ? 'met' : 'MISSED';
      return `${outcome.padEnd(12)} ${promise}; measured ${measured.toFixed(2)}`;
    })
    .join('\n');
}

function formatSpread({ least, most }: Spread): string {
  return `(${least.toFixed(2)}–${most.toFixed(2)})`;
}

function formatTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return `\n${rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n')}\n`;
}
