import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { MentionTest } from './mentions.ts';

/** Most sources fit, and what fits is read with one call. */
const CHUNK_BYTES = 1 << 20;

/** Longer than any word to search for. */
const OVERLAP_BYTES = 4096;

/** Opening a FIFO for reading would wait for a writer. (Windows has neither.) */
const FLAGS = constants.O_RDONLY | ((constants.O_NONBLOCK as number | undefined) ?? 0);

const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);

/**
 * Reads a file if it mentions a reuse option.
 *
 * @param path absolute
 * @param isMentioned the test
 * @returns the file's bytes, or undefined when it mentions none or is no regular file
 * @throws {Error} a system error when it cannot be read
 */
export function readCandidate(path: string, isMentioned: MentionTest): Buffer | undefined {
  const descriptor = openSync(path, FLAGS);
  try {
    const length = readSync(descriptor, chunk, 0, CHUNK_BYTES, null);
    if (length === CHUNK_BYTES) {
      return readLarge(descriptor, path, isMentioned);
    }
    const bytes = chunk.subarray(0, length);
    return isMentioned(bytes) && fstatSync(descriptor).isFile() ? Buffer.from(bytes) : undefined;
  } finally {
    closeSync(descriptor);
  }
}

/** Searches a large file piece by piece, so that only those to be parsed are in memory as a whole. */
function readLarge(descriptor: number, path: string, isMentioned: MentionTest): Buffer | undefined {
  if (!fstatSync(descriptor).isFile()) {
    return undefined;
  }
  let length = CHUNK_BYTES;
  let isFound = isMentioned(chunk);
  while (!isFound && length > OVERLAP_BYTES) {
    // A word may lie across the end of a piece.
    chunk.copy(chunk, 0, length - OVERLAP_BYTES, length);
    length = OVERLAP_BYTES + readSync(descriptor, chunk, OVERLAP_BYTES, CHUNK_BYTES - OVERLAP_BYTES, null);
    isFound = isMentioned(chunk.subarray(0, length));
  }
  return isFound ? readFileSync(path) : undefined;
}
