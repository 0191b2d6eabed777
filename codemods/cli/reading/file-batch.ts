import { closeSync, constants, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import type { MentionSearch } from './mentions.ts';

/** A file that mentions a reuse option. */
export interface Candidate {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** So many bytes are searched at a time: a search takes as long to begin as to go through a small file. */
const BATCH_BYTES = 1 << 20;

/** Longer than any word to search for. */
const OVERLAP_BYTES = 4096;

/** Opening a FIFO for reading would wait for a writer. (Windows has neither.) */
const FLAGS = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

/** Between two files, so that no word is found where one ends and the next begins. */
const SEPARATOR = 0;

interface BufferedFile {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Files that are read one behind the other, and searched together. */
export class FileBatch {
  readonly #search: MentionSearch;
  readonly #buffer = Buffer.allocUnsafeSlow(BATCH_BYTES);
  #candidates: Candidate[] = [];
  #files: BufferedFile[] = [];
  #length = 0;

  /** @param search finds what makes a file a candidate */
  constructor(search: MentionSearch) {
    this.#search = search;
  }

  /**
   * @param path absolute
   * @throws {Error} a system error when it cannot be read
   */
  read(path: string): void {
    const descriptor = openSync(path, FLAGS);
    try {
      const free = BATCH_BYTES - this.#length;
      let length = readSync(descriptor, this.#buffer, this.#length, free, null);
      if (length === free) {
        // There may be more, for which room has to be made.
        const start = this.#length;
        this.#searchFiles();
        this.#buffer.copyWithin(0, start);
        length += readSync(descriptor, this.#buffer, length, BATCH_BYTES - length, null);
      }
      if (length === BATCH_BYTES) {
        this.#searchLarge(descriptor, path);
      } else {
        this.#append(path, length);
      }
    } finally {
      closeSync(descriptor);
    }
  }

  /**
   * Ends the batch; what is read next belongs to another one.
   *
   * @returns those of the files that mention a reuse option, in the order in which they were read
   */
  finish(): readonly Candidate[] {
    this.#searchFiles();
    const candidates = this.#candidates;
    this.#candidates = [];
    return candidates;
  }

  #append(path: string, length: number): void {
    const start = this.#length;
    const end = start + length;
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
        if (isRegularFile(path)) {
          this.#candidates.push({ path, bytes: Buffer.from(this.#buffer.subarray(start, end)) });
        }
        while ((places[next] ?? Infinity) < end) {
          next += 1;
        }
      }
    }
    this.#files = [];
    this.#length = 0;
  }

  /** Piece by piece, so that only what is to be parsed is in memory as a whole. */
  #searchLarge(descriptor: number, path: string): void {
    if (!fstatSync(descriptor).isFile()) {
      return;
    }
    let length = BATCH_BYTES;
    let isFound = this.#search(this.#buffer).length > 0;
    while (!isFound && length > OVERLAP_BYTES) {
      // A word may lie across the end of a piece.
      this.#buffer.copy(this.#buffer, 0, length - OVERLAP_BYTES, length);
      length =
        OVERLAP_BYTES + readSync(descriptor, this.#buffer, OVERLAP_BYTES, BATCH_BYTES - OVERLAP_BYTES, null);
      isFound = this.#search(this.#buffer.subarray(0, length)).length > 0;
    }
    if (isFound) {
      this.#candidates.push({ path, bytes: readFileSync(path) });
    }
  }
}

/** What cannot be looked at any more counts as one: whoever changes it will report why. */
function isRegularFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return true;
  }
}
