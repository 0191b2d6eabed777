import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { toDisplayPath } from '../files/display-path.ts';
import { toHarmlessJson } from './harmless-json.ts';
import { HOME_PAGE } from './home-page.ts';

/** One run of this command, as SARIF describes it. */
export interface SarifRun {
  readonly tool: string;
  /** This package's version. */
  readonly version: string;
  readonly rule: SarifRule;
  /** The folder that the paths are relative to, absolute. */
  readonly root: string;
  readonly exitCode: number;
  /** Whether all was looked at. */
  readonly isComplete: boolean;
  /** What was not looked at, each made by {@link createNotification}. */
  readonly notifications: readonly object[];
  readonly results: readonly object[];
}

/** What is reported, and what a person should know of it. */
export interface SarifRule {
  readonly id: string;
  readonly name: string;
  readonly level: 'error' | 'warning';
  readonly shortDescription: string;
  readonly fullDescription: string;
  readonly help: { readonly text: string; readonly markdown: string };
}

/**
 * A document of SARIF 2.1.0, with what GitHub code scanning asks for.
 *
 * @param run the run
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function createSarifDocument(run: SarifRun): string {
  const { tool, version, rule, root, exitCode, isComplete, notifications, results } = run;
  return toHarmlessJson({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: tool,
            semanticVersion: version,
            informationUri: HOME_PAGE,
            rules: [toDescriptor(rule)],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { SRCROOT: { uri: toFolderUrl(root) } },
        invocations: [
          { executionSuccessful: isComplete, exitCode, toolExecutionNotifications: notifications },
        ],
        results,
      },
    ],
  });
}

function toDescriptor({ id, name, level, shortDescription, fullDescription, help }: SarifRule): object {
  return {
    id,
    name,
    shortDescription: { text: shortDescription },
    fullDescription: { text: fullDescription },
    help,
    helpUri: HOME_PAGE,
    defaultConfiguration: { level },
    properties: {
      tags: ['security', 'reliability', 'network', 'external/cwe/cwe-605'],
      precision: 'very-high',
      'problem.severity': level,
      'security-severity': '5.3',
    },
  };
}

function toFolderUrl(path: string): string {
  const { href } = pathToFileURL(path);
  return href.endsWith('/') ? href : `${href}/`;
}

/**
 * Where a file is. GitHub wants paths relative to the root of the repository.
 *
 * @param path absolute
 * @param root absolute
 */
export function createArtifactLocation(path: string, root: string): object {
  const shown = toDisplayPath(root, path);
  if (shown.startsWith('../')) {
    return { uri: pathToFileURL(path).href };
  }
  return { uri: shown.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' };
}

/**
 * What keeps a result the same one from run to run, when lines are added above it.
 *
 * @param parts what makes it differ from other results
 */
export function createFingerprint(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * Something that was not looked at.
 *
 * @param text says what, and why
 * @param locations where, if that is known
 */
export function createNotification(text: string, locations?: readonly object[]): object {
  return { level: 'error', message: { text }, ...(locations && { locations }) };
}
