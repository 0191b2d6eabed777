import { falseFailureBound } from './check.ts';
import type { Check } from './check.ts';
import type { Table } from './experiment.ts';
import { groupDigits } from './group-digits.ts';
import { allChecks, allSkipped } from './results.ts';
import type { Results } from './results.ts';

/** A plot that stands in the report's folder. */
export interface PlotReference {
  readonly file: string;
  readonly title: string;
}

/** Counts; the first and the last of a span of ports are none. */
const COUNTS = /(?<!ports, (?:\d+ to )?)(?<![\d.])\d{5,}\b/g;

function formatCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(COUNTS, (digits) => groupDigits(digits));
}

function renderTable({ title, columns, rows }: Table): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(formatCell).join(' | ')} |`;
  return [`### ${title}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function renderChecks(checks: readonly Check[]): string {
  const rows = checks.map((check) => [
    check.claim,
    check.measured,
    check.expected,
    check.falseFailure === 0 ? '0' : check.falseFailure.toExponential(1),
    check.holds ? 'holds' : '**contradicted**',
  ]);
  return renderTable({
    title: 'All checks',
    columns: ['claim', 'measured', 'expected (accepted)', 'P(false failure)', ''],
    rows,
  });
}

/**
 * The report of a run.
 *
 * @param results the run
 * @param plots the plots that were drawn for it
 * @returns report.md
 */
export function renderReport(results: Results, plots: readonly PlotReference[]): string {
  const { environment } = results;
  const checks = allChecks(results);
  const failed = checks.filter((check) => !check.holds);
  const seconds = Object.values(results.parts).reduce((sum, part) => sum + part.seconds, 0);
  const range = environment.portRange;
  const blocks = [
    '# Report of the lab',
    `Written by \`npm run lab\`${environment.size === 'quick' ? ' with `--quick`' : ''}; raw counts in [results.json](results.json), what they mean in [docs/why.md](../../../docs/why.md).`,
    [
      `- ${environment.date}, Node ${environment.node}, ${environment.system}, kernel ${environment.kernel}`,
      `- ${environment.machine}`,
      `- as ${environment.user === 'root' ? 'root' : 'an ordinary user'}, in ${environment.namespace === 'private' ? 'a private' : "the host's"} network namespace, loopback only${range === undefined ? '' : `; ephemeral ports ${range.low} to ${range.high} unless a table says otherwise`}`,
      `- ${seconds.toFixed(1)} s; ${checks.length - failed.length} of ${checks.length} checks hold; a correct system fails any of them with a probability of at most ${falseFailureBound(checks).toExponential(1)}`,
    ].join('\n'),
    'A count that follows a formula must lie between the accepted bounds: the exact two-sided acceptance region of its distribution (evidence/lab/formulas), at 10⁻⁹ a check. The other checks have no chance in them.',
    ...failed.map(
      (check) => `**Contradicted:** ${check.claim}: ${check.measured}, expected ${check.expected}.`,
    ),
    ...plots.map(({ file, title }) => `![${title}](${file})`),
    ...Object.values(results.parts).flatMap(({ title, tables }) => [
      `## ${title}`,
      ...tables.map(renderTable),
    ]),
    '## Checks',
    renderChecks(checks),
  ];
  const skipped = allSkipped(results);
  if (skipped.length > 0) {
    blocks.push('## Skipped', skipped.map(({ what, why }) => `- ${what}: ${why}`).join('\n'));
  }
  return `${blocks.join('\n\n')}\n`;
}
