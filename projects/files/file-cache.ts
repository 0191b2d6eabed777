import type { SourceFile } from '../../analysis/index.ts';
import { CACHE_BYTES, CONFIGURATION_BYTES, SOURCE_BYTES } from '../limits.ts';
import { getSourceFacts } from '../sources/source-facts.ts';
import type { SourceFacts } from '../sources/source-facts.ts';
import { findTextSigns } from '../sources/text-signs.ts';
import type { TextSigns } from '../sources/text-signs.ts';
import type { Entry, FileAccess, Listing } from './file-access.ts';
import { hasNoEnding, isScript } from './paths.ts';

/** Parses a file by its name; undefined for what it does not read and for a syntax error. */
export type ParseSource = (path: string, text: string) => SourceFile | undefined;

interface Cached<Content> {
  readonly size: number;
  readonly mtimeMs: number;
  /** Whether a change after it was read would show in the time. */
  readonly isSettled: boolean;
  readonly content: Content;
}

interface CachedText {
  readonly text: string;
  signs?: TextSigns;
  /** Null for a file that cannot be parsed. */
  facts?: SourceFacts | null;
  source?: SourceFile | null;
}

/** File systems that keep times in steps of up to two seconds (FAT) are in use. */
const TIME_STEP_MS = 2_000;

/**
 * The texts, trees and listings that a process has read. What is on disk is read again where its time or its size has changed, so
 * that this is right in watch mode and in editors.
 */
export class FileCache {
  readonly #parse: ParseSource;
  readonly #texts = new Map<string, Cached<CachedText>>();
  #bytes = 0;
  readonly #listings = new Map<string, Cached<Listing>>();

  constructor(parse: ParseSource) {
    this.#parse = parse;
  }

  /** A file's text, without a byte order mark. */
  getText(access: FileAccess, path: string): string | undefined {
    return this.#getText(access, path)?.text;
  }

  #getText(access: FileAccess, path: string): CachedText | undefined {
    const entry = access.getEntry(path);
    if (entry?.kind !== 'file') {
      return undefined;
    }
    const cached = this.#texts.get(entry.path);
    if (cached && isUnchanged(cached, entry)) {
      return cached.content;
    }
    const text = access.readText(entry.path, entry.size);
    if (text === undefined) {
      this.#texts.delete(entry.path);
      return undefined;
    }
    // A tree stays the same object for as long as the text is the same.
    const content = cached?.content.text === text ? cached.content : { text };
    this.#bytes += text.length;
    if (this.#bytes > CACHE_BYTES) {
      this.#texts.clear();
      this.#bytes = text.length;
    }
    this.#texts.set(entry.path, toCached(entry, content));
    return content;
  }

  /** What a file's text shows without being parsed. */
  getSigns(access: FileAccess, path: string): TextSigns | undefined {
    const cached = this.#getText(access, path);
    return cached && (cached.signs ??= findTextSigns(cached.text));
  }

  /** What a file says of others. Trees take many times the room of their text, so that this one is not kept. */
  getFacts(access: FileAccess, path: string): SourceFacts | undefined {
    const cached = this.#getText(access, path);
    if (!cached) {
      return undefined;
    }
    if (cached.facts === undefined) {
      cached.facts =
        orNothing(() => {
          const source = cached.source === undefined ? this.#parseText(path, cached.text) : cached.source;
          return source ? getSourceFacts(source, path) : undefined;
        }) ?? null;
    }
    return cached.facts ?? undefined;
  }

  /** A parsed file: the same object until its text changes. */
  getSource(access: FileAccess, path: string): SourceFile | undefined {
    const cached = this.#getText(access, path);
    if (!cached) {
      return undefined;
    }
    if (cached.source === undefined) {
      cached.source =
        orNothing(() => {
          const source = this.#parseText(path, cached.text);
          // Some parsers find the scopes only when they are asked for, and may fail then.
          return source?.scopeManager && source;
        }) ?? null;
    }
    return cached.source ?? undefined;
  }

  #parseText(path: string, text: string): SourceFile | undefined {
    if (path.endsWith('.json')) {
      return this.#parseData(path, text);
    }
    if (hasNoEnding(path) && text.length <= SOURCE_BYTES) {
      const source = this.#parse(`${path}.js`, text);
      return source && { ...source, path };
    }
    return isScript(path) && text.length <= SOURCE_BYTES ? this.#parse(path, text) : undefined;
  }

  #parseData(path: string, text: string): SourceFile | undefined {
    // `__proto__` as a key would set the object's prototype.
    if (text.length > CONFIGURATION_BYTES || text.includes('__proto__')) {
      return undefined;
    }
    JSON.parse(text);
    const source = this.#parse(`${path}.cjs`, `module.exports = ${text}`);
    return source && { ...source, path, isData: true };
  }

  list(access: FileAccess, folder: string): Listing {
    const entry = access.getEntry(folder);
    const cached = entry && this.#listings.get(entry.path);
    if (cached && isUnchanged(cached, entry)) {
      return cached.content;
    }
    const listing = access.list(folder);
    if (entry) {
      this.#listings.set(entry.path, toCached(entry, listing));
    }
    return listing;
  }
}

function toCached<Content>({ size, mtimeMs }: Entry, content: Content): Cached<Content> {
  return { size, mtimeMs, isSettled: Math.abs(Date.now() - mtimeMs) > TIME_STEP_MS, content };
}

function isUnchanged(cached: Cached<unknown>, { size, mtimeMs }: Entry): boolean {
  return cached.isSettled && cached.size === size && cached.mtimeMs === mtimeMs;
}

/** What a function finds; undefined where it throws: a file that no parser gets through is one that cannot be parsed. */
function orNothing<Found>(find: () => Found | undefined): Found | undefined {
  try {
    return find();
  } catch {
    return undefined;
  }
}
