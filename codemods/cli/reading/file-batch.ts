import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { getErrorMessage } from '../error-message.ts';
import type { MentionSearch } from './mentions.ts';
import { NO_FOLLOW, OPEN_FLAGS, UnsuitableFile, readDescriptor, formatSize } from './read-bounded.ts';

/** A file that mentions a reuse option. */
export interface Candidate {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file that could not be read. */
export interface ReadFailure {
  readonly path: string;
  readonly message: string;
}

/** What is larger is not parsed: the parser and the analysis need some hundred times as much memory. */
export const MAX_SOURCE_BYTES = 5 << 20;

/** No text of V8 is longer (2^29 - 24 units), so that a larger file is no program. A file with holes takes no room on disk. */
const MAX_SEARCHED_BYTES = 512 << 20;

/** So many large files may be open at once: some systems allow a process 256 in all. */
const MAX_OPEN_FILES = 32;

/** So many bytes are searched at a time: a search takes as long to begin as to go through a small file. */
const BATCH_BYTES = 1 << 20;

/** Longer than any word to search for. */
const OVERLAP_BYTES = 4096;

/** Between two files, so that no word is found where one ends and the next begins. */
const SEPARATOR = 0;

interface BufferedFile {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

interface LargeFile {
  readonly path: string;
  readonly descriptor: number;
}

/** Files that are read one after the other into one buffer, and searched together. */
export class FileBatch {
  readonly #search: MentionSearch;
  readonly #buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #candidates: Candidate[] = [];
  #failures: ReadFailure[] = [];
  #files: BufferedFile[] = [];
  #large: LargeFile[] = [];
  #length = 0;

  /** @param search finds what makes a file a candidate */
  constructor(search: MentionSearch) {
    this.#search = search;
  }

  /**
   * Reads a file of the working folder. A link is not followed.
   *
   * @param path absolute, by which the file is known
   * @param name its bare name
   * @throws {Error} a system error when it cannot be read
   */
  read(path: string, name: string): void {
    const descriptor = openSync(name, OPEN_FLAGS | NO_FOLLOW);
    let isKept = false;
    try {
      isKept = !this.#readWhole(descriptor, path);
    } finally {
      if (!isKept) {
        closeSync(descriptor);
      }
    }
    if (isKept) {
      this.#large.push({ path, descriptor });
    }
  }

  /** Whether {@link searchLargeFiles} is due before more files are read. */
  get isFull(): boolean {
    return this.#large.length >= MAX_OPEN_FILES;
  }

  /**
   * Searches the files that did not fit, piece by piece, so that only what is to be parsed is in memory as a whole.
   *
   * @returns an iterator that goes on by some megabytes with each step, so that others get a turn
   */
  *searchLargeFiles(): Generator<undefined, void, undefined> {
    this.#searchFiles();
    for (let next = this.#large.pop(); next !== undefined; next = this.#large.pop()) {
      const { path, descriptor } = next;
      try {
        yield* this.#searchLarge(next);
      } catch (error) {
        this.#failures.push({ path, message: getErrorMessage(error) });
      } finally {
        closeSync(descriptor);
      }
    }
  }

  /**
   * Ends the batch; what is read next belongs to another one.
   *
   * @returns those of the files that mention a reuse option, and those that could not be searched to their end
   */
  finish(): { readonly candidates: readonly Candidate[]; readonly failures: readonly ReadFailure[] } {
    this.#searchFiles();
    const finished = { candidates: this.#candidates, failures: this.#failures };
    this.#candidates = [];
    this.#failures = [];
    return finished;
  }

  /** @returns whether it fitted into the buffer */
  #readWhole(descriptor: number, path: string): boolean {
    const start = this.#length;
    const end = this.#readUntil(descriptor, start);
    if (end < BATCH_BYTES) {
      this.#append(path, start, end);
      return true;
    }
    // There may be more, for which room has to be made.
    this.#searchFiles();
    this.#buffer.copyWithin(0, start);
    const length = this.#readUntil(descriptor, end - start);
    if (length < BATCH_BYTES) {
      this.#append(path, 0, length);
      return true;
    }
    return false;
  }

  /** Only a read of nothing is the end: file systems in user space and of networks may give less than was asked for. */
  #readUntil(descriptor: number, start: number): number {
    let end = start;
    while (end < BATCH_BYTES) {
      const count = readSync(descriptor, this.#buffer, end, BATCH_BYTES - end, null);
      if (count === 0) {
        break;
      }
      end += count;
    }
    return end;
  }

  #append(path: string, start: number, end: number): void {
    this.#files.push({ path, start, end });
    this.#buffer[end] = SEPARATOR;
    this.#length = end + 1;
  }

  #searchFiles(): void {
    const places = this.#search(this.#buffer.subarray(0, this.#length)).toSorted((a, b) => a - b);
    let next = 0;
    for (const { path, start, end } of places.length === 0 ? [] : this.#files) {
      const place = places[next];
      if (place === undefined) {
        break;
      }
      if (place < end) {
        this.#candidates.push({ path, bytes: Buffer.from(this.#buffer.subarray(start, end)) });
        while ((places[next] ?? Infinity) < end) {
          next += 1;
        }
      }
    }
    this.#files = [];
    this.#length = 0;
  }

  *#searchLarge({ path, descriptor }: LargeFile): Generator<undefined, void, undefined> {
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) {
      return;
    }
    const tooLarge = new UnsuitableFile(`is larger than ${formatSize(MAX_SEARCHED_BYTES)}`);
    if (stats.size > MAX_SEARCHED_BYTES) {
      throw tooLarge;
    }
    let position = 0;
    let kept = 0;
    for (;;) {
      const count = readSync(descriptor, this.#buffer, kept, BATCH_BYTES - kept, position);
      if (count === 0) {
        return;
      }
      position += count;
      if (position > MAX_SEARCHED_BYTES) {
        throw tooLarge;
      }
      const length = kept + count;
      if (this.#search(this.#buffer.subarray(0, length)).length > 0) {
        this.#candidates.push({ path, bytes: readDescriptor(descriptor, MAX_SOURCE_BYTES) });
        return;
      }
      // A word may lie across the end of a piece.
      kept = Math.min(length, OVERLAP_BYTES);
      this.#buffer.copyWithin(0, length - kept, length);
      yield;
    }
  }
}
