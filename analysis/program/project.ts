import type { SourceFile } from './source-file.ts';
import type { Node } from './syntax.ts';

/**
 * The files around a file: what the analysis asks when a value leaves the file. The analysis itself knows no file system; its
 * host implements this, and answers synchronously, as an ESLint rule needs it. All paths are absolute, with slashes.
 */
export interface Project {
  /**
   * The files that a module specifier may load: one, unless a condition of package.json decides that other code sets.
   *
   * @param from the file that the specifier is written in
   * @param specifier what stands in the import, such as `./net.js` or `@scope/core`
   * @param kind which of the conditions of package.json hold: `import` for `import` and `export … from`, `require` for the rest
   * @returns also JSON files; none for a built-in module, a package that is not installed, a file that cannot be found, and a
   *   file outside of what may be read
   */
  resolve(from: string, specifier: string, kind: 'import' | 'require'): ResolvedFiles;
  /**
   * The files that a name may be which a file computes.
   *
   * @param from the file, as `load` gave it or as the project was made with it
   * @param expression the argument of an `import()` or `require()` in its tree, or a call of `import.meta.glob`
   */
  resolveComputed(from: string, expression: Node): ResolvedFiles;
  /**
   * The parsed file, the same object each time.
   *
   * @param path what `resolve` or `findImporters` gave
   * @returns a JSON file as data; undefined for a file that is missing, unreadable, neither JavaScript nor JSON, over a limit, or
   *   has a syntax error
   */
  load(path: string): SourceFile | undefined;
  /**
   * Who imports a file.
   *
   * @param path the file
   */
  findImporters(path: string): Importers;
  /**
   * The files of the project whose text a pattern matches, those of commands and of markup and `package.json` included.
   *
   * @param path the file whose project it is; where no `package.json` makes it one, it is what imports the file, directly or
   *   through others
   * @returns none for a project that is too large to be searched
   */
  findTexts(path: string, pattern: RegExp): readonly FoundText[];
  /**
   * The package that a file of `node_modules` belongs to, for the evidence.
   *
   * @param path the file
   * @returns undefined for the project's own files
   */
  getPackage(path: string): { readonly name: string; readonly version: string } | undefined;
}

/** A file that a pattern was found in. */
export interface FoundText {
  readonly path: string;
  readonly text: string;
}

/** The files that a name may load. */
export interface ResolvedFiles {
  /** Without those that a test mocks. */
  readonly files: readonly string[];
  /** Whether it is one of them: of a computed name, that it comes from the list of what is there. */
  readonly isWhole: boolean;
}

/** The files that import a file, and whether they are all. */
export interface Importers {
  /**
   * The files of the project that import the file directly, by any specifier that resolves to it, sorted. A file that
   * re-exports is an importer.
   */
  readonly files: readonly string[];
  /** The files of the project that may import it in ways that are not followed; none, if that is not known. */
  readonly doubtful?: readonly string[];
  /**
   * Whether nobody else can: no entry point of the package leads to it, no computed import may name it, no test mocks it, and
   * no limit was reached.
   */
  readonly isClosed: boolean;
  /** If not closed, why, in a clause for the user: "src/load.js imports a computed name". */
  readonly reason?: string;
}
