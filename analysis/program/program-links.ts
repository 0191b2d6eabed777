import type { SourceFile } from './source-file.ts';

/** How the files of one program hang together. */
export interface ProgramLinks {
  /** The file of the program that a specifier loads; undefined for a module that is not of the program. */
  resolve(from: SourceFile, specifier: string, kind: 'import' | 'require'): SourceFile | undefined;
  /** Whether every file that imports a file is one of the program, so that no other code gets what it exports. */
  isClosed(file: SourceFile): boolean;
}

/** A program of one file, which anybody may import. */
export const NO_LINKS: ProgramLinks = {
  resolve: () => undefined,
  isClosed: () => false,
};
