import type { SpecifierWords } from '../file-names.ts';
import { SPECIFIER_LENGTH } from '../limits.ts';
import type { Sources } from './sources.ts';
import { findFolderNames, findQuotedNames } from './text-signs.ts';

/** A file whose text may name another, and the names that it writes. */
export interface Mention {
  readonly path: string;
  readonly names: readonly string[];
}

type NamesByPath = ReadonlyMap<string, readonly string[]>;

/** Finds the files that write a name with some word in it. A text is searched once for a word, whatever file is asked about. */
export class Mentions {
  readonly #sources: Sources;
  readonly #paths: readonly string[];
  readonly #byWord = new Map<string, NamesByPath>();
  #ofFolders: NamesByPath | undefined;
  /** Files that may write any name: their text has escapes, or cannot be read. */
  #unclear: readonly string[] | undefined;

  /**
   * @param sources the texts
   * @param paths the files to search
   */
  constructor(sources: Sources, paths: readonly string[]) {
    this.#sources = sources;
    this.#paths = paths;
  }

  /**
   * The files that write a name with one of some words in it, and those that may write any name.
   *
   * @returns sorted by path
   */
  find({ words, namesFolders }: SpecifierWords): readonly Mention[] {
    const found = new Map<string, Set<string>>();
    for (const path of this.#findUnclear()) {
      found.set(path, new Set());
    }
    const parts = words.map((word) => this.#findWord(word));
    for (const part of namesFolders ? [...parts, this.#findFolders()] : parts) {
      for (const [path, names] of part) {
        found.set(path, new Set([...(found.get(path) ?? []), ...names]));
      }
    }
    return [...found]
      .map(([path, names]) => ({ path, names: [...names] }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  #findWord(word: string): NamesByPath {
    let found = this.#byWord.get(word);
    if (!found) {
      found = this.#search((text) => findQuotedNames(text, word, SPECIFIER_LENGTH));
      this.#byWord.set(word, found);
    }
    return found;
  }

  #findFolders(): NamesByPath {
    this.#ofFolders ??= this.#search(findFolderNames);
    return this.#ofFolders;
  }

  #search(findNames: (text: string) => readonly string[]): NamesByPath {
    const found = new Map<string, readonly string[]>();
    for (const path of this.#paths) {
      const names = findNames(this.#sources.getText(path) ?? '');
      if (names.length > 0) {
        found.set(path, names);
      }
    }
    return found;
  }

  #findUnclear(): readonly string[] {
    this.#unclear ??= this.#paths.filter((path) => this.#sources.getSigns(path)?.hasEscapes ?? true);
    return this.#unclear;
  }
}
