import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findBadEdit } from './edits.ts';
import { lint } from './lint.ts';
import type { Linter } from 'eslint';
import type { Rewrite } from '../../codemods/rewrite.ts';
import type { Label } from './labels.ts';
import type { LintedFile } from './lint.ts';
import type { ApiScore, Score, Tools, ToolScore } from './results.ts';

/**
 * Judges the rule and the codemod by what people decided about real code.
 *
 * @param getFolder gives the folder of a source's files
 */
export function score(labels: readonly Label[], getFolder: (source: string) => string, tools: Tools): Score {
  const result: Score = {
    rows: labels.length,
    files: 0,
    rule: emptyToolScore('rule'),
    codemod: emptyToolScore('codemod'),
    naive: emptyToolScore('forbidden names'),
    byApi: [],
    edited: 0,
    disagreements: [],
  };
  const byApi = new Map<string, ApiScore>();
  for (const rows of groupByFile(labels)) {
    result.files += 1;
    scoreFile(rows, getFolder, tools, result, byApi);
  }
  result.byApi = [...byApi.values()].sort((a, b) => b.rows - a.rows || a.api.localeCompare(b.api));
  return result;
}

function emptyToolScore(name: string): ToolScore {
  return { name, found: 0, missed: 0, falseReports: 0, silent: 0, elsewhere: 0 };
}

/** @returns labels of the same file */
function groupByFile(labels: readonly Label[]): Iterable<readonly [Label, ...Label[]]> {
  const groups = new Map<string, [Label, ...Label[]]>();
  for (const label of labels) {
    const key = `${label.source}\t${label.path}`;
    const group = groups.get(key);
    if (group) {
      group.push(label);
    } else {
      groups.set(key, [label]);
    }
  }
  return groups.values();
}

/** A file with labels, and what the tools make of it. */
interface JudgedFile {
  readonly source: string;
  readonly path: string;
  readonly text: string;
  readonly linted: LintedFile;
  readonly rewritten: Rewrite;
}

/** @param rows all in one file */
function scoreFile(
  rows: readonly [Label, ...Label[]],
  getFolder: (source: string) => string,
  tools: Tools,
  result: Score,
  byApi: Map<string, ApiScore>,
): void {
  const [{ source, path }] = rows;
  const text = readFileSync(join(getFolder(source), path), 'utf8');
  const linted = lint(text, path, tools.plugin);
  const rewritten = tools.rewrite(text, path);
  const file: JudgedFile = { source, path, text, linted, rewritten };
  for (const row of rows) {
    if (row.label !== 'skip' && row.label !== 'mixed') {
      scoreRow(row, file, result, byApi);
    }
  }
  scoreOtherPlaces(rows, file, result);
  scoreEdits(file, tools, result);
}

function scoreRow(row: Label, file: JudgedFile, result: Score, byApi: Map<string, ApiScore>): void {
  const { linted, rewritten } = file;
  const isReported = linted.reports.some((message) => isAbout(message, row));
  const isFound = [...rewritten.changed, ...rewritten.left].some(
    ({ place, option, verdict }) =>
      place.line === row.line && isSameOption(option, row) && verdict !== 'unknown',
  );
  count(result.rule, row, isReported);
  count(result.codemod, row, isFound);
  count(
    result.naive,
    row,
    linted.naive.some(({ line }) => line === row.line),
  );
  countByApi(byApi, row, isReported);
  for (const [tool, isHit] of [
    ['rule', isReported],
    ['codemod', isFound],
  ] as const) {
    if (isHit !== (row.label === 'client')) {
      result.disagreements.push({
        tool,
        problem: isHit ? 'false report' : 'missed client',
        source: file.source,
        path: file.path,
        line: row.line,
        label: row.label,
        evidence: `${getEvidence(linted, row)} The label says: ${row.reason}`,
      });
    }
  }
}

/** Counts what the tools say of places that have no label. */
function scoreOtherPlaces(rows: readonly Label[], file: JudgedFile, result: Score): void {
  const { linted, rewritten } = file;
  const labelled = new Set(rows.map(({ line }) => line));
  result.naive.elsewhere += linted.naive.filter(({ line }) => !labelled.has(line)).length;
  const inOutput = new Set([...rewritten.changed, ...rewritten.left].map(({ place }) => place.line));
  const reported = new Set(linted.reports.map(({ line }) => line));
  for (const [tool, lines] of [
    ['rule', reported],
    ['codemod', inOutput],
  ] as const) {
    for (const line of lines) {
      if (labelled.has(line)) {
        continue;
      }
      result[tool].elsewhere += 1;
      result.disagreements.push({
        tool,
        problem: 'false report',
        source: file.source,
        path: file.path,
        line,
        label: 'none',
        evidence: linted.reports.find((message) => message.line === line)?.message ?? '',
      });
    }
  }
}

/** Counts the file if the codemod changes it, and looks for what it must not have changed. */
function scoreEdits(
  { source, path, text, linted, rewritten }: JudgedFile,
  tools: Tools,
  result: Score,
): void {
  if (rewritten.edits.length === 0) {
    return;
  }
  result.edited += 1;
  const loss = findBadEdit(text, path, tools, rewritten, linted);
  if (loss !== undefined) {
    result.disagreements.push({
      tool: 'codemod',
      problem: 'bad edit',
      source,
      path,
      line: rewritten.changed[0]?.place.line ?? 1,
      label: 'client',
      evidence: loss,
    });
  }
}

function isAbout(message: Linter.LintMessage, row: Label): boolean {
  return message.line === row.line && message.message.includes(row.option);
}

function isSameOption(option: string, row: Label): boolean {
  return option === row.option;
}

function count(tool: ToolScore, row: Label, isReported: boolean): void {
  if (row.label === 'client') {
    tool[isReported ? 'found' : 'missed'] += 1;
  } else {
    tool[isReported ? 'falseReports' : 'silent'] += 1;
  }
}

function countByApi(byApi: Map<string, ApiScore>, row: Label, isReported: boolean): void {
  const known = byApi.get(row.api) ?? { api: row.api, rows: 0, clients: 0, found: 0, falseReports: 0 };
  byApi.set(row.api, known);
  known.rows += 1;
  if (row.label === 'client') {
    known.clients += 1;
  }
  if (isReported) {
    known[row.label === 'client' ? 'found' : 'falseReports'] += 1;
  }
}

/** @returns what the rule says about the place, or that it says nothing */
function getEvidence(linted: LintedFile, row: Label): string {
  const message = [...linted.reports, ...linted.undecided].find((candidate) => isAbout(candidate, row));
  return message?.message ?? 'The rule takes it for a listener, or does not see it.';
}
