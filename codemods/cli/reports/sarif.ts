import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import type { Place } from '../../../analysis/index.ts';
import type { OptionSite, SuppressedSite } from '../../rewrite.ts';
import { displayPath } from '../files/display-path.ts';
import { toHarmlessJson } from './harmless-json.ts';
import type { FileOutcome } from './outcome.ts';
import { isClient, totalsOf } from './report.ts';
import type { RunReport } from './report.ts';
import type { Reporter } from './reporter.ts';

const RULE_ID = 'sockets/no-client-reuse-address';

const HOME_PAGE = 'https://www.npmjs.com/package/eslint-plugin-sockets';

/**
 * The client sockets that set a reuse option after the run, in SARIF 2.1.0, as GitHub code scanning reads it. What the
 * run has changed is no finding any more.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export const reporter: Reporter = {
  create: createSarif,
  isReport: (text) => /^\{\s*"[^]*"driver": \{\s*"name": "sockets-codemod"/.test(text),
};

function createSarif(report: RunReport, version: string): string {
  const { cwd } = report;
  const failures = report.outcomes.filter(({ status }) => status === 'failed');
  // Where one result says whether it is suppressed, all of them do (3.27.23).
  const saysSuppressed = totalsOf(report).suppressed > 0;
  const document = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'sockets-codemod',
            semanticVersion: version,
            informationUri: HOME_PAGE,
            rules: [rule()],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: folderUrl(cwd) } },
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
        results: report.outcomes.flatMap((file) => resultsOf(file, cwd, saysSuppressed)),
      },
    ],
  };
  return toHarmlessJson(document);
}

function folderUrl(path: string): string {
  const { href } = pathToFileURL(path);
  return href.endsWith('/') ? href : `${href}/`;
}

const HELP = {
  text: `The local port of a client is chosen by the kernel, so that SO_REUSEADDR and SO_REUSEPORT gain it nothing. On Linux two such UDP sockets may be given the same port, and one then receives the replies of the other; any user of the machine can take them. Remove the option: sockets-codemod does so where the file alone shows that this is safe, and says why where it does not. What cannot be removed by itself is described at ${HOME_PAGE}.`,
  markdown: `The local port of a client is chosen by the kernel, so that \`SO_REUSEADDR\` and \`SO_REUSEPORT\` gain it nothing. On Linux two such UDP sockets may be given the same port, and one then receives the replies of the other; any user of the machine can take them.

Remove the option: \`sockets-codemod\` does so where the file alone shows that this is safe, and says why where it does not.

\`\`\`diff
-const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
+const socket = dgram.createSocket({ type: 'udp4' });
 socket.send('hello', 53);
\`\`\``,
};

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
    help: HELP,
    helpUri: HOME_PAGE,
    defaultConfiguration: { level: 'error' },
    properties: {
      tags: ['security', 'reliability', 'network', 'external/cwe/cwe-605'],
      precision: 'very-high',
      'problem.severity': 'error',
      'security-severity': '5.3',
    },
  };
}

function resultsOf(file: FileOutcome, cwd: string, saysSuppressed: boolean): readonly object[] {
  const isWritten = file.status === 'changed';
  const sites: readonly Found[] = [
    ...(isWritten ? [] : file.changed.map((site) => ({ site, place: site.place, reason: undefined }))),
    ...file.left.map((site) => ({
      site,
      place: isWritten ? site.placeInOutput : site.place,
      reason: site.reason,
    })),
    ...file.suppressed.filter(isClient).map((site) => ({
      site,
      place: isWritten ? site.placeInOutput : site.place,
      reason: undefined,
      suppression: site.suppression,
    })),
  ];
  const fixable = isWritten || file.changed.length === 0 ? undefined : sites[0];
  const counts = new Map<string, number>();
  return sites.map((found) => {
    const key = `${found.site.api} ${found.site.option}`;
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return {
      ruleId: RULE_ID,
      ruleIndex: 0,
      level: 'error',
      message: { text: messageOf(found) },
      locations: [locationOf(file, found, cwd)],
      ...(saysSuppressed && { suppressions: suppressionsOf(file, found, cwd) }),
      partialFingerprints: { 'optionOfFile/v1': fingerprintOf(displayPath(cwd, file.path), key, count) },
      // The edits of a file belong together, and stand with the first option that they remove.
      ...(found === fixable && { fixes: [fixOf(file, cwd)] }),
    };
  });
}

interface Found {
  readonly site: OptionSite;
  readonly place: Place;
  /** Why the option is left. */
  readonly reason: string | undefined;
  /** The comment that keeps it. */
  readonly suppression?: SuppressedSite['suppression'];
}

function suppressionsOf(file: FileOutcome, { suppression }: Found, cwd: string): readonly object[] {
  if (suppression === undefined) {
    return [];
  }
  const { directive, description, place, placeInOutput } = suppression;
  const { line, column } = file.status === 'changed' ? placeInOutput : place;
  const region = { startLine: line, startColumn: column };
  return [
    {
      kind: 'inSource',
      justification: description ?? directive,
      location: { physicalLocation: { artifactLocation: artifactOf(file, cwd), region } },
    },
  ];
}

function messageOf({ site, reason }: Found): string {
  return reason === undefined || site.message.includes(reason) ? site.message : `${site.message} (${reason})`;
}

function locationOf(file: FileOutcome, { site, place }: Found, cwd: string): object {
  const { line, column } = place;
  const region = {
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column + site.option.length,
  };
  return { physicalLocation: { artifactLocation: artifactOf(file, cwd), region } };
}

/** The same option of the same file keeps its fingerprint when lines are added above it. */
function fingerprintOf(path: string, key: string, count: number): string {
  return createHash('sha256')
    .update(JSON.stringify([path, key, count]))
    .digest('hex')
    .slice(0, 32);
}

function fixOf(file: FileOutcome, cwd: string): object {
  return {
    description: { text: 'Remove the option from the client sockets of this file' },
    artifactChanges: [
      {
        artifactLocation: artifactOf(file, cwd),
        replacements: file.edits.map(({ start, end, text }) => ({
          deletedRegion: { byteOffset: start, byteLength: end - start },
          insertedContent: { text },
        })),
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
