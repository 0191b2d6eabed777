import type { SourceFile } from '../../analysis/index.ts';
import type { FileAccess } from '../files/file-access.ts';
import type { FileCache } from '../files/file-cache.ts';
import { getSourceFacts } from './source-facts.ts';
import type { SourceFacts } from './source-facts.ts';
import { findTextSigns } from './text-signs.ts';
import type { TextSigns } from './text-signs.ts';

/** The sources of a project, each as it was when it was first asked for. */
export class Sources {
  readonly #access: FileAccess;
  readonly #cache: FileCache;
  readonly #held = new Map<string, SourceFile>();
  readonly #signs = new Map<string, TextSigns | undefined>();
  readonly #texts = new Map<string, string | undefined>();
  readonly #files = new Map<string, SourceFile | undefined>();

  constructor(access: FileAccess, cache: FileCache) {
    this.#access = access;
    this.#cache = cache;
  }

  /** Takes a file as it is here, whatever is on disk: an editor may have changed it. */
  hold(path: string, source: SourceFile): void {
    this.#held.set(path, source);
  }

  getText(path: string): string | undefined {
    const held = this.#held.get(path);
    if (held) {
      return held.text;
    }
    if (!this.#texts.has(path)) {
      this.#texts.set(path, this.#cache.getText(this.#access, path));
    }
    return this.#texts.get(path);
  }

  load(path: string): SourceFile | undefined {
    const held = this.#held.get(path);
    if (held) {
      return held;
    }
    if (!this.#files.has(path)) {
      this.#files.set(path, this.#cache.getSource(this.#access, path));
    }
    return this.#files.get(path);
  }

  /** What a file says of others. For that alone, its tree is not kept. */
  getFacts(path: string): SourceFacts | undefined {
    const isLoaded = this.#held.has(path) || this.#files.has(path);
    const source = isLoaded ? this.load(path) : undefined;
    return isLoaded ? source && getSourceFacts(source, path) : this.#cache.getFacts(this.#access, path);
  }

  /** What the text shows; undefined for a file that cannot be read. */
  getSigns(path: string): TextSigns | undefined {
    if (!this.#signs.has(path)) {
      const held = this.#held.get(path);
      this.#signs.set(path, held ? findTextSigns(held.text) : this.#cache.getSigns(this.#access, path));
    }
    return this.#signs.get(path);
  }
}
