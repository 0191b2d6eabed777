import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { VisitorKeys } from './syntax.ts';

/** A parsed file: an ESTree (with TypeScript and JSX nodes), its scopes and its text. */
export interface SourceFile {
  /** Every node has `range` as UTF-16 offsets into `text`. `loc` is not needed. */
  readonly ast: TSESTree.Program;
  /** Where the children of each type of node are, if each node of the tree has its `parent`. */
  readonly visitorKeys?: VisitorKeys;
  readonly scopeManager: TSESLint.Scope.ScopeManager;
  /** The text that the ranges refer to, without a byte order mark. */
  readonly text: string;
  /**
   * What messages call the file, where it is not the one that they are about: a path with slashes. Default: the file has no
   * name, and its places are written without one.
   */
  readonly path?: string;
  /** Whether a template that the tree does not show can use the names of the top level (Vue, Svelte, Astro, HTML). */
  readonly hasTemplate?: boolean;
}
