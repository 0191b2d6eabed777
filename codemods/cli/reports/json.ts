import type { LeftSite, OptionSite } from '../../rewrite.ts';
import { displayPath } from '../display-path.ts';
import type { FileOutcome, SourceEdit } from '../outcome.ts';
import { totalsOf } from '../report.ts';
import type { RunReport } from '../report.ts';

/** Changes with each release that takes away a field or changes what one means. */
const SCHEMA_VERSION = 1;

/** What the report needs beside the run itself. */
export interface JsonReportOptions {
  readonly cwd: string;
  /** This package's version. */
  readonly version: string;
  /** Absolute paths of all files that were searched. */
  readonly searchedPaths: Iterable<string>;
}

/**
 * The run for programs, by the schema in `docs/codemods/report.schema.json`.
 *
 * @param report the run
 * @param options see {@link JsonReportOptions}
 * @returns JSON with a line feed at its end
 */
export function jsonReport(report: RunReport, { cwd, version, searchedPaths }: JsonReportOptions): string {
  const told = new Set(report.outcomes.map(({ path }) => path));
  const files = [
    ...report.outcomes.map((outcome) => fileRecord(outcome, cwd)),
    ...[...searchedPaths]
      .filter((path) => !told.has(path))
      .map((path) => emptyRecord(displayPath(cwd, path), 'unchanged')),
    ...report.problems.map(({ path, message }) => ({ ...emptyRecord(path, 'failed'), error: { message } })),
  ].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const document = {
    version: SCHEMA_VERSION,
    tool: { name: 'sockets-codemod', version },
    dryRun: report.dryRun,
    exitCode: report.exitCode,
    interrupted: report.interrupted,
    ...(report.refusal === undefined ? {} : { refusal: report.refusal }),
    summary: { searched: report.searched, ...totalsOf(report) },
    files,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

interface FileRecord {
  readonly path: string;
  readonly status: FileOutcome['status'];
  readonly edits: readonly object[];
  readonly changed: readonly object[];
  readonly left: readonly object[];
  readonly undecided: readonly object[];
  readonly error?: object;
}

function emptyRecord(path: string, status: FileOutcome['status']): FileRecord {
  return { path, status, edits: [], changed: [], left: [], undecided: [] };
}

function fileRecord(
  { path, status, edits, changed, left, undecided, error }: FileOutcome,
  cwd: string,
): FileRecord {
  return {
    path: displayPath(cwd, path),
    status,
    edits: edits.map(editRecord),
    changed: changed.map(siteRecord),
    left: left.map(leftRecord),
    undecided: undecided.map(leftRecord),
    ...(error === undefined ? {} : { error: { message: error.message, ...error.place } }),
  };
}

function editRecord({ range, start, end, place, before, text }: SourceEdit): object {
  return { range, byteRange: [start, end], ...place, before, after: text };
}

function siteRecord({ api, option, verdict, place, evidence, message }: OptionSite): object {
  return { ...place, api, option, verdict, evidence, message };
}

function leftRecord(site: LeftSite): object {
  return { ...siteRecord(site), reason: site.reason, needsExplicitFalse: site.needsExplicitFalse };
}
