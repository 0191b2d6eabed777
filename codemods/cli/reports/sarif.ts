import type { Place } from '../../../analysis/index.ts';
import type { OptionSite, SuppressedSite } from '../../rewrite.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { HOME_PAGE } from './home-page.ts';
import type { FileOutcome } from './outcome.ts';
import { isClient, toTotals } from './report.ts';
import type { RunReport } from './report.ts';
import type { Reporter } from './reporter.ts';
import {
  createArtifactLocation,
  createFingerprint,
  createNotification,
  createSarifDocument,
} from './sarif-document.ts';
import type { SarifRule } from './sarif-document.ts';

const RULE: SarifRule = {
  id: 'sockets/no-client-reuse-address',
  name: 'NoClientReuseAddress',
  level: 'error',
  shortDescription: 'A client socket sets SO_REUSEADDR or SO_REUSEPORT',
  fullDescription:
    'The option lets a listener restart on its port. A client, whose local port the kernel chooses, gains nothing ' +
    'from it, and may get a port that another such socket already has.',
  help: {
    text: `The local port of a client is chosen by the kernel, so that SO_REUSEADDR and SO_REUSEPORT gain it nothing. On Linux two such UDP sockets may be given the same port, and one then receives the replies of the other; any user of the machine can take them. Remove the option: sockets-codemod does so where the file alone shows that this is safe, and says why where it does not. What cannot be removed by itself is described at ${HOME_PAGE}.`,
    markdown: `The local port of a client is chosen by the kernel, so that \`SO_REUSEADDR\` and \`SO_REUSEPORT\` gain it nothing. On Linux two such UDP sockets may be given the same port, and one then receives the replies of the other; any user of the machine can take them.

Remove the option: \`sockets-codemod\` does so where the file alone shows that this is safe, and says why where it does not.

\`\`\`diff
-const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
+const socket = dgram.createSocket({ type: 'udp4' });
 socket.send('hello', 53);
\`\`\``,
  },
};

/**
 * The client sockets that set a reuse option after the run, in SARIF. What the run has changed is no finding any more.
 */
export const reporter: Reporter = {
  create: createSarif,
  isReport: (text) => /^\{\s*"[^]*"driver": \{\s*"name": "sockets-codemod"/.test(text),
};

function createSarif(report: RunReport, version: string): string {
  const { cwd } = report;
  const failures = report.outcomes.filter(({ status }) => status === 'failed');
  // Where one result says whether it is suppressed, all of them do (3.27.23).
  const saysSuppressed = toTotals(report).suppressed > 0;
  return createSarifDocument({
    tool: 'sockets-codemod',
    version,
    rule: RULE,
    root: cwd,
    exitCode: report.exitCode,
    isComplete: failures.length === 0 && report.problems.length === 0 && !report.interrupted,
    notifications: [
      ...report.problems.map(({ path, message }) => createNotification(`${path}: ${message}`)),
      ...failures.map((file) => toFailureNotification(file, cwd)),
    ],
    results: report.outcomes.flatMap((file) => toResults(file, cwd, saysSuppressed)),
  });
}

function toResults(file: FileOutcome, cwd: string, saysSuppressed: boolean): readonly object[] {
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
      ruleId: RULE.id,
      ruleIndex: 0,
      level: RULE.level,
      message: { text: toMessage(found) },
      locations: [toLocation(file, found, cwd)],
      ...(saysSuppressed && { suppressions: toSuppressions(file, found, cwd) }),
      partialFingerprints: {
        'optionOfFile/v1': createFingerprint(toDisplayPath(cwd, file.path), key, count),
      },
      // The edits of a file belong together, and stand with the first option that they remove.
      ...(found === fixable && { fixes: [toFix(file, cwd)] }),
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

function toSuppressions(file: FileOutcome, { suppression }: Found, cwd: string): readonly object[] {
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
      location: { physicalLocation: { artifactLocation: createArtifactLocation(file.path, cwd), region } },
    },
  ];
}

function toMessage({ site, reason }: Found): string {
  return reason === undefined || site.message.includes(reason) ? site.message : `${site.message} (${reason})`;
}

function toLocation(file: FileOutcome, { site, place }: Found, cwd: string): object {
  const { line, column } = place;
  const region = {
    startLine: line,
    startColumn: column,
    endLine: line,
    endColumn: column + site.option.length,
  };
  return { physicalLocation: { artifactLocation: createArtifactLocation(file.path, cwd), region } };
}

function toFix(file: FileOutcome, cwd: string): object {
  return {
    description: { text: 'Remove the option from the client sockets of this file' },
    artifactChanges: [
      {
        artifactLocation: createArtifactLocation(file.path, cwd),
        replacements: file.edits.map(({ start, end, text }) => ({
          deletedRegion: { byteOffset: start, byteLength: end - start },
          insertedContent: { text },
        })),
      },
    ],
  };
}

function toFailureNotification({ path, error }: FileOutcome, cwd: string): object {
  const region = error?.place && { startLine: error.place.line, startColumn: error.place.column };
  const artifactLocation = createArtifactLocation(path, cwd);
  return createNotification(error?.message ?? 'failed', [
    { physicalLocation: { artifactLocation, ...(region && { region }) } },
  ]);
}
