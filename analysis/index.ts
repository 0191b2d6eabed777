import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { Finding } from './finding.ts';

export type { Finding, Place, Remedy, TextEdit, Verdict } from './finding.ts';

/** A parsed file: an ESTree (with TypeScript and JSX nodes), its scopes and its text. */
export interface SourceFile {
  /** Every node has `range` as UTF-16 offsets into `text`. `loc` and `parent` are not needed. */
  readonly ast: TSESTree.Program;
  readonly scopeManager: TSESLint.Scope.ScopeManager;
  /** The text that the ranges refer to, without a byte order mark. */
  readonly text: string;
}

/**
 * Finds each reuse option that the file sets on a socket, with a verdict and what can be done about it.
 *
 * @param file a parsed file
 * @returns the findings in source order
 */
export function analyze(file: SourceFile): readonly Finding[] {
  void file;
  return [];
}
