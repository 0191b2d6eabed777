import type { SourceFile } from '../../analysis/index.ts';
import type { ParseResult } from '../../codemods/parse.ts';

/** One parser with its scopes. */
export interface TreeMaker {
  readonly name: string;
  /**
   * Parses a file and shows its tree.
   *
   * @returns whether the parser can read the file
   */
  read(text: string, path: string, look: (file: SourceFile) => void): boolean;
}

/** Every JavaScript and TypeScript file below a folder, by its path from there, with slashes, sorted. */
export function findPrograms(root: string): string[];

/** The same paths for the same packages on each machine, taken from everywhere. */
export function sample(paths: readonly string[], size: number): string[];

/** The codemod's parsers. */
export interface Parsers {
  parseSource(text: string, path: string): ParseResult;
  parseWithBabel(text: string): ParseResult;
}

/** The parsers of users, each as ESLint or the codemod sees it. */
export function createTreeMakers(parsers: Parsers): TreeMaker[];

/** Babel under ESLint, with the presets for TypeScript and Flow. It is slow. */
export function createBabelEslintTreeMaker(): TreeMaker;
