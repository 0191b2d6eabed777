import { pathToFileURL } from 'node:url';
import type { Place } from '../../../analysis/index.ts';
import type { OptionSite } from '../../rewrite.ts';
import { displayPath } from '../display-path.ts';
import type { FileOutcome } from '../outcome.ts';
import type { RunReport } from '../report.ts';

const RULE_ID = 'sockets/no-client-reuse-address';

/** What the report needs beside the run itself. */
export interface SarifReportOptions {
  readonly cwd: string;
  /** This package's version. */
  readonly version: string;
}

/**
 * The client sockets that set a reuse option after the run, in SARIF 2.1.0, as GitHub code scanning reads it. What the
 * run has changed is no finding any more.
 *
 * @param report the run
 * @param options see {@link SarifReportOptions}
 * @returns JSON with a line feed at its end
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function sarifReport(report: RunReport, { cwd, version }: SarifReportOptions): string {
  const failures = report.outcomes.filter(({ status }) => status === 'failed');
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sockets-codemod',
            semanticVersion: version,
            informationUri: 'https://www.npmjs.com/package/eslint-plugin-sockets',
            rules: [rule()],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: `${pathToFileURL(cwd).href}/` } },
        invocations: [
          {
            executionSuccessful: failures.length === 0 && report.problems.length === 0 && !report.interrupted,
            exitCode: report.exitCode,
            toolExecutionNotifications: [
              ...report.problems.map(({ path, message }) => notification(`${path}: ${message}`)),
              ...failures.map((file) => failureNotification(file, cwd)),
            ],
          },
        ],
        results: report.outcomes.flatMap((file) => resultsOf(file, cwd)),
      },
    ],
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function rule(): object {
  return {
    id: RULE_ID,
    name: 'NoClientReuseAddress',
    shortDescription: { text: 'A client socket sets SO_REUSEADDR or SO_REUSEPORT' },
    fullDescription: {
      text:
        'The option lets a listener restart on its port. A client, whose local port the kernel chooses, gains nothing ' +
        'from it, and may get a port that another such socket already has.',
    },
    defaultConfiguration: { level: 'error' },
  };
}

function resultsOf(file: FileOutcome, cwd: string): readonly object[] {
  const isWritten = file.status === 'changed';
  return [
    ...(isWritten ? [] : file.changed.map((site) => result(file, site, site.place, cwd))),
    ...file.left.map((site) => result(file, site, isWritten ? site.placeInOutput : site.place, cwd)),
  ];
}

function result(file: FileOutcome, { message }: OptionSite, { line, column }: Place, cwd: string): object {
  return {
    ruleId: RULE_ID,
    ruleIndex: 0,
    level: 'error',
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(file, cwd),
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

function failureNotification(file: FileOutcome, cwd: string): object {
  const place = file.error?.place;
  const region = place && { startLine: place.line, startColumn: place.column };
  return {
    ...notification(file.error?.message ?? 'failed'),
    locations: [{ physicalLocation: { artifactLocation: artifactOf(file, cwd), ...(region && { region }) } }],
  };
}

function notification(text: string): object {
  return { level: 'error', message: { text } };
}

/** GitHub wants paths relative to the root of the repository: run from there. */
function artifactOf({ path }: FileOutcome, cwd: string): object {
  const shown = displayPath(cwd, path);
  if (shown.startsWith('../')) {
    return { uri: pathToFileURL(path).href };
  }
  return { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}
