import type { TSESLint, TSESTree } from '@typescript-eslint/utils';
import type { VisitorKeys } from './syntax.ts';

/** Where a comment stands, as UTF-16 offsets into the text. */
export interface CommentRange {
  readonly range: readonly [start: number, end: number];
}

/** A parsed file: an ESTree (with TypeScript and JSX nodes), its scopes and its text. */
export interface SourceFile {
  /** Every node has `range` as UTF-16 offsets into `text`. `loc` is not needed. */
  readonly ast: TSESTree.Program;
  /** Where the children of each type of node are, if each node of the tree has its `parent`. */
  readonly visitorKeys?: VisitorKeys;
  readonly scopeManager: TSESLint.Scope.ScopeManager;
  /** The text that the ranges refer to, without a byte order mark. */
  readonly text: string;
  /** Every comment, in source order, with its delimiters. Without them, no comment has a say. */
  readonly comments?: readonly CommentRange[];
  /** Whether TypeScript checks the file even if no comment asks for it: types that are not written are inferred. */
  readonly isTypeScript?: boolean;
  /** Where it is, with slashes: absolute where there is a project around it, and whatever messages shall call it where not. */
  readonly path?: string;
  /**
   * What modules stand for here, by what the file calls them: `net` is `react-native-tcp-socket` in a project that says so. Those
   * that are not in it are what they are called.
   */
  readonly aliases?: ReadonlyMap<string, string>;
  /**
   * Whether it is JSON, written as `module.exports = …`. Its values are those that people change: what kinds of values it has
   * where is known, and no value itself.
   */
  readonly isData?: boolean;
  /** Whether a template that the tree does not show can use the names of the top level (Vue, Svelte, Astro, HTML). */
  readonly hasTemplate?: boolean;
  /** The names that it can use. Default: all. */
  readonly templateNames?: ReadonlySet<string>;
}
