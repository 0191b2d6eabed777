import type { SourceFile } from '../../analysis/index.ts';
import type { FileAccess } from '../files/file-access.ts';
import type { FileCache } from '../files/file-cache.ts';
import { getSourceFacts } from './source-facts.ts';
import type { SourceFacts } from './source-facts.ts';
import { findTextSigns } from './text-signs.ts';
import type { TextSigns } from './text-signs.ts';

/** A file as it is in an editor. */
export interface FileInMemory {
  readonly path: string;
  readonly source: SourceFile;
}

/** The sources of a project, each as it was when it was first asked for. */
export class Sources {
  readonly #access: FileAccess;
  readonly #cache: FileCache;
  readonly #inMemory: FileInMemory | undefined;
  readonly #texts = new Map<string, string | undefined>();
  readonly #files = new Map<string, SourceFile | undefined>();

  /** @param inMemory a file that counts as it is here, whatever is on disk */
  constructor(access: FileAccess, cache: FileCache, inMemory: FileInMemory | undefined) {
    this.#access = access;
    this.#cache = cache;
    this.#inMemory = inMemory;
  }

  getText(path: string): string | undefined {
    if (path === this.#inMemory?.path) {
      return this.#inMemory.source.text;
    }
    if (!this.#texts.has(path)) {
      this.#texts.set(path, this.#cache.getText(this.#access, path));
    }
    return this.#texts.get(path);
  }

  load(path: string): SourceFile | undefined {
    if (path === this.#inMemory?.path) {
      return this.#inMemory.source;
    }
    if (!this.#files.has(path)) {
      this.#files.set(path, this.#cache.getSource(this.#access, path));
    }
    return this.#files.get(path);
  }

  getFacts(path: string): SourceFacts | undefined {
    const source = this.load(path);
    return source && getSourceFacts(source, path);
  }

  /** What the text shows; undefined for a file that cannot be read. */
  getSigns(path: string): TextSigns | undefined {
    const text = this.getText(path);
    return text === undefined
      ? undefined
      : path === this.#inMemory?.path
        ? findTextSigns(text)
        : this.#cache.getSigns(this.#access, path);
  }
}
