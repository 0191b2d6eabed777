// @ts-check

/** @import { Measured } from './compare.js' */
/** @import { Scaled } from './scale.js' */
/** @import { Spread, Summary } from './statistics.js' */
/** @import { Target } from './targets.js' */

/**
 * @param {readonly Measured[]} compared
 * @returns {string} a table for a terminal
 */
export function formatComparison(compared) {
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
 * @param {{ candidates: number, alone: Summary, steps: readonly Scaled[] }} scale
 * @param {{ tool: Summary, node: Summary }} startUp
 * @returns {string} a table for a terminal
 */
export function formatScale({ candidates, alone, steps }, startUp) {
  return formatTable([
    ['ours with', 'seconds', '(spread)', 'µs a file', 'MiB'],
    ...steps.map(({ files, seconds, microsecondsPerFile, peakMiB }) => [
      `${files} files`,
      seconds.median.toFixed(3),
      formatSpread(seconds),
      microsecondsPerFile.median.toFixed(1),
      peakMiB.most.toFixed(0),
    ]),
    ...[
      { name: `the ${candidates} files with an option`, summary: alone },
      { name: 'a small project without one', summary: startUp.tool },
      { name: 'node -e 0', summary: startUp.node },
    ].map(({ name, summary: { seconds, peakMiB } }) => [
      name,
      seconds.median.toFixed(3),
      formatSpread(seconds),
      '',
      peakMiB.most.toFixed(0),
    ]),
  ]);
}

/**
 * @param {readonly Target[]} targets
 * @returns {string} a line for each
 */
export function formatTargets(targets) {
  return targets
    .map(({ promise, measured, isMet }) => {
      const outcome = Number.isNaN(measured) ? 'not measured' : isMet ? 'met' : 'MISSED';
      return `${outcome.padEnd(12)} ${promise}; measured ${measured.toFixed(2)}`;
    })
    .join('\n');
}

/** @param {Spread} spread */
function formatSpread({ least, most }) {
  return `(${least.toFixed(2)}–${most.toFixed(2)})`;
}

/** @param {readonly (readonly string[])[]} rows */
function formatTable(rows) {
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
