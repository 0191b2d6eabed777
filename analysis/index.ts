import type { SocketApi } from './apis/description.ts';
import { SOCKET_APIS } from './apis/index.ts';
import { selectApis } from './apis/selection.ts';
import type { Finding } from './findings/finding.ts';
import { findOptions } from './findings/findings.ts';
import type { Project } from './program/project.ts';
import type { SourceFile } from './program/source-file.ts';

export type { SocketApi } from './apis/description.ts';
export type { ApiSelection } from './apis/selection.ts';
export { selectApis } from './apis/selection.ts';
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
export { findTemplateNames } from './program/template-names.ts';
export { LineTable } from './program/line-table.ts';
export type { Project } from './program/project.ts';
export type { Place } from './program/line-table.ts';
export type { SourceFile } from './program/source-file.ts';

/** Whether a text names a reuse option of the known APIs: if not, `analyze` finds nothing in it. */
export function mentionsReuseOption(text: string): boolean {
  return selectApis(undefined).isMentioned(text);
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
