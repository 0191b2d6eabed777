import type { LeftSite, OptionSite, SuppressedSite } from '../../rewrite.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { collectExpected, findExpecting } from './expected-options.ts';
import type { FileOutcome, SourceEdit } from './outcome.ts';
import { toHarmlessJson } from './harmless-json.ts';
import { toTotals } from './report.ts';
import type { RunReport } from './report.ts';
import type { Reporter } from './reporter.ts';

/** Grows with each release that removes a field or changes the meaning of one. */
const SCHEMA_VERSION = 1;

/**
 * Where the schema of a report is.
 *
 * @param name the schema's file
 * @param version this package's version
 */
export function getSchemaUrl(name: string, version: string): string {
  return `https://unpkg.com/eslint-plugin-sockets@${version}/docs/codemods/${name}`;
}

/** The run for programs, by the schema in `docs/codemods/report.schema.json`. */
export const reporter: Reporter = {
  create: createJson,
  isReport: (text) => /^\{\s*"[^]*\n {2}"tool": \{\s*"name": "sockets-codemod"/.test(text),
};

function createJson(report: RunReport, version: string): string {
  const { cwd } = report;
  const expected = collectExpected(report.outcomes, cwd);
  const known = new Set(report.outcomes.map(({ path }) => path));
  const files = [
    ...report.outcomes.map((outcome) => toFileRecord(outcome, expected, cwd)),
    ...[...report.searched]
      .filter((path) => !known.has(path))
      .map((path) => createEmptyRecord(toDisplayPath(cwd, path), 'unchanged')),
    ...report.problems.map(({ path, message }) => ({
      ...createEmptyRecord(path, 'failed'),
      error: { message },
    })),
  ].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const document = {
    $schema: getSchemaUrl('report.schema.json', version),
    version: SCHEMA_VERSION,
    tool: { name: 'sockets-codemod', version },
    dryRun: report.dryRun,
    exitCode: report.exitCode,
    interrupted: report.interrupted,
    ...(report.refusal === undefined ? {} : { refusal: report.refusal }),
    ...(report.undoRecord === undefined ? {} : { undo: report.undoRecord }),
    summary: { searched: report.searched.size, ...toTotals(report) },
    files,
    warnings: report.warnings,
    unsearched: report.unsearched.map(({ path, reason }) => ({ path, reason })),
    gone: report.gone,
    notFollowed: report.notFollowed.map((path) => toDisplayPath(cwd, path)),
    // Last: whoever finds it knows that nothing is missing.
    complete: true,
  };
  return toHarmlessJson(document);
}

interface FileRecord {
  readonly path: string;
  readonly status: FileOutcome['status'];
  readonly edits: readonly object[];
  readonly changed: readonly object[];
  readonly left: readonly object[];
  readonly undecided: readonly object[];
  readonly suppressed: readonly object[];
  readonly asserted: readonly object[];
  readonly error?: object;
}

function createEmptyRecord(path: string, status: FileOutcome['status']): FileRecord {
  return { path, status, edits: [], changed: [], left: [], undecided: [], suppressed: [], asserted: [] };
}

function toFileRecord(
  { path, status, edits, changed, left, undecided, suppressed, asserted, error }: FileOutcome,
  expected: ReturnType<typeof collectExpected>,
  cwd: string,
): FileRecord {
  return {
    path: toDisplayPath(cwd, path),
    status,
    edits: edits.map(toEditRecord),
    changed: changed.map((site) => ({
      ...toSiteRecord(site),
      expectedBy: findExpecting(site, expected).map(({ path, place }) => ({ path, ...place })),
    })),
    left: left.map(toLeftRecord),
    undecided: undecided.map(toLeftRecord),
    suppressed: suppressed.map(toSuppressedRecord),
    asserted: asserted.map(toAssertedRecord),
    ...(error === undefined ? {} : { error: { message: error.message, ...error.place } }),
  };
}

function toEditRecord({ range, start, end, place, before, text }: SourceEdit): object {
  return { range, byteRange: [start, end], ...place, before, after: text };
}

function toSiteRecord({ api, option, verdict, place, evidence, message }: OptionSite): object {
  return { ...place, api, option, verdict, evidence, message };
}

function toLeftRecord(site: LeftSite): object {
  return { ...toSiteRecord(site), reason: site.reason, needsExplicitFalse: site.needsExplicitFalse };
}

function toSuppressedRecord(site: SuppressedSite): object {
  const { directive, place, description } = site.suppression;
  const comment = { directive, ...place, ...(description !== undefined && { description }) };
  return { ...toSiteRecord(site), suppression: comment };
}

function toAssertedRecord({ option, place, evidence, message }: OptionSite): object {
  return { ...place, option, evidence, message };
}
