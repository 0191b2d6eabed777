import type { SourceFile } from './source-file.ts';
import type { Node } from './syntax.ts';

/** How the files of one program hang together. */
export interface ProgramLinks {
  /** The files of the program that a specifier may load; none for a module that is not of the program. */
  resolve(from: SourceFile, specifier: string, kind: 'import' | 'require'): LinkedFiles;
  /**
   * The files of the program that a computed name may be, which is the argument of an `import()` or `require()`, or a call of
   * `import.meta.glob`.
   */
  resolveComputed(from: SourceFile, expression: Node): LinkedFiles;
  /** Whether a file that cannot be added to the program may replace the functions that a CommonJS file exports. */
  mayBeReplaced(file: SourceFile): boolean;
  /** Whether all importers of a file belong to the program, so that no other code gets its exports. */
  isClosed(file: SourceFile): boolean;
}

/** Files of a program that a name may load. */
export interface LinkedFiles {
  readonly files: readonly SourceFile[];
  /** Whether it can be no other. */
  readonly isWhole: boolean;
}

const NO_FILES: LinkedFiles = { files: [], isWhole: false };

/** A program of one file, which anybody may import. */
export const NO_LINKS: ProgramLinks = {
  resolve: () => NO_FILES,
  resolveComputed: () => NO_FILES,
  mayBeReplaced: () => false,
  isClosed: () => false,
};
