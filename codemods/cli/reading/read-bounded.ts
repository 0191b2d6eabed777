import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

/** A file that is not what it should be: too large, or no regular file. */
export class UnsuitableFile extends Error {}

/** Opening a FIFO would wait for the other end, and a terminal would become the process's own. Windows has neither. */
export const OPEN_FLAGS =
  constants.O_RDONLY |
  ((constants.O_NONBLOCK as number | undefined) ?? 0) |
  ((constants.O_NOCTTY as number | undefined) ?? 0);

/** A further flag, so that a link is not followed. Windows has none: there, links are found by `lstat` alone. */
export const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;

/** What may be read. */
export interface ReadLimits {
  /** In bytes. */
  readonly maxBytes: number;
  /** Whether a symbolic link may lead there. */
  readonly followLinks: boolean;
}

/**
 * Reads a regular file as a whole. Whether it is one, and not too large, is known before it is read.
 *
 * @param path the file
 * @param limits what may be read
 * @throws {UnsuitableFile} when it is too large, or no regular file; the message says which
 * @throws {Error} a system error when it cannot be read
 */
export function readRegularFile(path: string, { maxBytes, followLinks }: ReadLimits): Buffer {
  if (!followLinks && lstatSync(path).isSymbolicLink()) {
    throw new UnsuitableFile('is a symbolic link');
  }
  const descriptor = openSync(path, OPEN_FLAGS | (followLinks ? 0 : NO_FOLLOW));
  try {
    return readDescriptor(descriptor, maxBytes);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Reads what a descriptor leads to, from its start.
 *
 * @param descriptor opened for reading
 * @param maxBytes the most that may be there
 * @throws {UnsuitableFile} when it is too large, or no regular file
 * @throws {Error} a system error when it cannot be read
 */
export function readDescriptor(descriptor: number, maxBytes: number): Buffer {
  const stats = fstatSync(descriptor);
  if (!stats.isFile()) {
    throw new UnsuitableFile('is no regular file');
  }
  if (stats.size > maxBytes) {
    throw new UnsuitableFile(`is larger than ${formatSize(maxBytes)}`);
  }
  // One more, to see whether it has grown meanwhile.
  const buffer = Buffer.allocUnsafeSlow(stats.size + 1);
  let length = 0;
  for (;;) {
    const count = readSync(descriptor, buffer, length, buffer.length - length, length);
    length += count;
    if (count === 0) {
      return buffer.subarray(0, length);
    }
    if (length === buffer.length) {
      throw new UnsuitableFile('grew while it was read');
    }
  }
}

/**
 * A size for people.
 *
 * @param bytes how many
 */
export function formatSize(bytes: number): string {
  return bytes >= 1 << 20 ? `${String(bytes / (1 << 20))} MiB` : `${String(bytes)} bytes`;
}
