import type { SocketApi } from './apis/description.ts';
import { SOCKET_APIS, getMentions } from './apis/index.ts';
import { validateSettings } from './apis/validate.ts';
import type { Finding } from './findings/finding.ts';
import { findOptions } from './findings/findings.ts';
import type { Project } from './program/project.ts';
import type { SourceFile } from './program/source-file.ts';

export type { SocketApi } from './apis/description.ts';
export { ApiDescriptionError } from './apis/validate.ts';
export type { SocketSettings } from './apis/validate.ts';
export { withdrawEdit } from './findings/advice.ts';
export { applyEdits, toDisjoint } from './findings/edits.ts';
export { explainOptions } from './findings/explanation.ts';
export type { ExplainedFile, Explanation } from './findings/explanation.ts';
export type { Finding, Remedy, TextEdit, Verdict } from './findings/finding.ts';
export { MESSAGES } from './findings/messages.ts';
export { Suppressions } from './findings/suppressions.ts';
export type { Suppression } from './findings/suppressions.ts';
export { findModuleAliases } from './program/module-aliases.ts';
export { LineTable } from './program/line-table.ts';
export type { Project } from './program/project.ts';
export type { Place } from './program/line-table.ts';
export type { SourceFile } from './program/source-file.ts';

/** The APIs that a front end looks for, and a quick test for texts that hold nothing of them. */
export interface ApiSelection {
  readonly apis: readonly SocketApi[];
  /** Words of which a text must contain one: without, there is nothing to find in it. */
  readonly mentions: readonly string[];
  /** Whether a module is that of one of the APIs. */
  readonly isModule: (name: string) => boolean;
  /** Whether a text contains one of the words. */
  isMentioned(text: string): boolean;
}

function select(apis: readonly SocketApi[]): ApiSelection {
  const mentions = getMentions(apis);
  const pattern = new RegExp(
    mentions.map((word) => word.replace(/[.*+?^${}()|[\]\\/-]/gu, '\\$&')).join('|'),
    'u',
  );
  const modules = new Set(apis.flatMap(({ modules = [] }) => modules));
  return { apis, mentions, isModule: (name) => modules.has(name), isMentioned: (text) => pattern.test(text) };
}

/** The APIs that come with the package. */
const KNOWN_APIS: ApiSelection = select(SOCKET_APIS);

const selections = new WeakMap<object, ApiSelection>();

/**
 * The known APIs with those that a user describes.
 *
 * @param settings what stands under `settings.sockets`: `{ apis: [...] }`, or nothing
 * @throws {ApiDescriptionError} when a description cannot be used
 */
export function selectApis(settings: unknown): ApiSelection {
  if (settings === undefined) return KNOWN_APIS;
  const known = typeof settings === 'object' && settings !== null ? selections.get(settings) : undefined;
  if (known) return known;
  validateSettings(settings, 'settings.sockets');
  const selection = settings.apis ? select([...settings.apis, ...SOCKET_APIS]) : KNOWN_APIS;
  selections.set(settings, selection);
  return selection;
}

/** Whether a text names a reuse option of the known APIs: if not, `analyze` finds nothing in it. */
export function mentionsReuseOption(text: string): boolean {
  return KNOWN_APIS.isMentioned(text);
}

/**
 * Finds each reuse option that a file sets on a socket, with a verdict and what can be done about it.
 *
 * @param file a parsed file; with a project, its `path` is absolute
 * @param apis the APIs to look for
 * @param project the files around it, which are asked where a verdict hangs on them; default: none
 * @returns the findings in source order
 */
export function analyze(
  file: SourceFile,
  apis: readonly SocketApi[] = SOCKET_APIS,
  project?: Project,
): readonly Finding[] {
  return findOptions(file, apis, project);
}
