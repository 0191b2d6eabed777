import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  realpathSync,
  statSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { isInside, toSlashes } from './paths.ts';

/** A file or folder that may be read. */
export interface Entry {
  /** Where it is, with all links followed. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since 1970, with fractions. */
  readonly mtimeMs: number;
}

/** What is directly in a folder: names only. */
export interface Listing {
  readonly files: readonly string[];
  readonly folders: readonly string[];
  readonly links: readonly string[];
}

const NO_ENTRIES: Listing = { files: [], folders: [], links: [] };

/** Opening a FIFO would wait for its other end. Windows has neither of the flags. */
const OPEN_FLAGS =
  constants.O_RDONLY |
  ((constants.O_NONBLOCK as number | undefined) ?? 0) |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0);

/**
 * The files below a root, and nothing else: a link that leads outside leads nowhere, and only regular files are read. What was
 * seen once stays so for as long as the object lives.
 */
export class FileAccess {
  /** With all links followed. */
  readonly root: string;
  readonly #isReadable: (path: string) => boolean;
  readonly #entries = new Map<string, Entry | undefined>();

  /**
   * @param root an absolute path
   * @param isReadable what may be read of that; asked with links followed
   */
  constructor(root: string, isReadable: (path: string) => boolean = () => true) {
    this.root = toRealPath(root) ?? toSlashes(root);
    this.#isReadable = isReadable;
  }

  /** What is at a path; undefined for nothing that may be read. */
  getEntry(path: string): Entry | undefined {
    if (this.#entries.has(path)) {
      return this.#entries.get(path);
    }
    const entry = this.#findEntry(path);
    this.#entries.set(path, entry);
    return entry;
  }

  #findEntry(path: string): Entry | undefined {
    if (path.includes('\0') || getStats(path) === undefined) {
      return undefined;
    }
    const real = toRealPath(path);
    if (real === undefined || !isInside(real, this.root)) {
      return undefined;
    }
    // The link may lead elsewhere by now: what counts is what the real path has.
    const stats = getStats(real, lstatSync);
    const kind = stats?.isFile() ? 'file' : stats?.isDirectory() ? 'folder' : undefined;
    if (!stats || !kind || !this.#isReadable(real)) {
      return undefined;
    }
    return { path: real, kind, size: stats.size, mtimeMs: stats.mtimeMs };
  }

  /** Where a file is, with links followed. */
  getFile(path: string): string | undefined {
    const entry = this.getEntry(path);
    return entry?.kind === 'file' ? entry.path : undefined;
  }

  /** Where a folder is, with links followed. */
  getDirectory(path: string): string | undefined {
    const entry = this.getEntry(path);
    return entry?.kind === 'folder' ? entry.path : undefined;
  }

  /**
   * Reads a file as UTF-8, without a byte order mark.
   *
   * @param path the file
   * @param maxBytes the most that is read
   * @returns undefined where it cannot be read, is no regular file below the root, or is longer
   */
  readText(path: string, maxBytes: number): string | undefined {
    const real = this.getFile(path);
    if (real === undefined) {
      return undefined;
    }
    let descriptor: number | undefined;
    try {
      descriptor = openSync(real, OPEN_FLAGS);
      const stats = fstatSync(descriptor);
      if (!stats.isFile() || stats.size > maxBytes || !this.#isStillBelowRoot(real, stats)) {
        return undefined;
      }
      const bytes = Buffer.allocUnsafe(stats.size);
      let length = 0;
      for (let count = -1; count !== 0 && length < bytes.length; length += count) {
        count = readSync(descriptor, bytes, length, bytes.length - length, length);
      }
      const text = bytes.toString('utf8', 0, length);
      return text.startsWith('\uFEFF') ? text.slice(1) : text;
    } catch {
      return undefined;
    } finally {
      if (descriptor !== undefined) {
        closeSync(descriptor);
      }
    }
  }

  /** A folder on the way may have been exchanged for a link before the file was opened. */
  #isStillBelowRoot(real: string, opened: Stats): boolean {
    const now = toRealPath(real) === real ? getStats(real, lstatSync) : undefined;
    return now?.dev === opened.dev && now.ino === opened.ino;
  }

  /** What is in a folder, sorted. A folder that cannot be read is empty. */
  list(folder: string): Listing {
    const real = this.getDirectory(folder);
    if (real === undefined) {
      return NO_ENTRIES;
    }
    try {
      const entries = readdirSync(real, { withFileTypes: true });
      const select = (isWanted: (entry: (typeof entries)[number]) => boolean): readonly string[] =>
        entries
          .filter(isWanted)
          .map(({ name }) => name)
          .sort();
      return {
        files: select((entry) => entry.isFile()),
        folders: select((entry) => entry.isDirectory()),
        links: select((entry) => entry.isSymbolicLink()),
      };
    } catch {
      return NO_ENTRIES;
    }
  }
}

function getStats(path: string, stat: typeof statSync = statSync): Stats | undefined {
  try {
    return stat(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function toRealPath(path: string): string | undefined {
  try {
    return toSlashes(realpathSync.native(path));
  } catch {
    return undefined;
  }
}
