import type { Score, ToolScore } from './results.ts';

/** @returns for people: the disagreements, how each tool did, and the sockets by API */
export function formatScore({
  rows,
  files,
  rule,
  codemod,
  naive,
  byApi,
  edited,
  disagreements,
}: Score): string {
  const problems = disagreements.map(
    ({ tool, problem, source, path, line, label, evidence }) =>
      `${problem} (${tool}; label: ${label}) ${source} ${path}:${line}\n  ${evidence}`,
  );
  const badEdits = disagreements.filter(({ problem }) => problem === 'bad edit').length;
  return [
    ...problems,
    ...(problems.length > 0 ? [''] : []),
    `${rows} labelled places in ${files} files; ${rule.found + rule.missed} clients, ${rule.falseReports + rule.silent} listeners and unknowns are scored.`,
    '',
    formatTable(
      ['', 'reports', 'right', 'false', 'missed', 'precision', 'recall', 'at other places'],
      [rule, codemod, naive].map(formatTool),
    ),
    '',
    formatTable(
      ['API', 'places', 'clients', 'found', 'false reports'],
      byApi.map((api) => [api.api, api.rows, api.clients, api.found, api.falseReports].map(String)),
    ),
    '',
    `The codemod changes ${edited} files; ${badEdits} lose more than the option, or do not parse.`,
  ].join('\n');
}

function formatTool({ name, found, missed, falseReports, elsewhere }: ToolScore): string[] {
  return [
    name,
    String(found + falseReports),
    String(found),
    String(falseReports),
    String(missed),
    formatShare(found, found + falseReports),
    formatShare(found, found + missed),
    String(elsewhere),
  ];
}

function formatShare(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}

function formatTable(header: string[], rows: string[][]): string {
  const widths = header.map((title, index) =>
    Math.max(title.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [header, ...rows]
    .map((row) =>
      row
        .map((cell, index) =>
          index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
