import {
  accessSync,
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  rmdirSync,
  statSync,
} from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import { NO_FOLLOW, OPEN_FLAGS, readDescriptor } from '../reading/read-bounded.ts';
import { ChangedMeanwhile, NotReplaced } from './not-replaced.ts';

/** A file of the working folder that may be replaced. */
export interface ReplaceableFile {
  /** Open for reading. */
  readonly descriptor: number;
  /** What it was when it was opened. */
  readonly stats: BigIntStats;
  readonly bytes: Buffer;
}

/** Any of the three permissions to write. */
const WRITE_BITS = 0o222n;

/** Whoever runs such a file gets the rights of another user or group. */
const SET_ID_BITS = 0o6000n;

/** How often a file is looked at before it is given up, since another program has replaced it in the middle of each look. */
const MAX_TRIES = 3;

const HELD_FAST = 'operation not permitted: it or its folder is immutable, append-only, or of another user';

/**
 * Opens and reads a file, if it may be replaced by one with other contents.
 *
 * @param name the bare name of a file of the working folder
 * @param maxBytes how large it may be
 * @throws {NotReplaced} when nobody may write it, it has another name, is more than a plain file, or is gone
 */
export function openReplaceable(name: string, maxBytes: number): ReplaceableFile {
  for (let tries = 1; ; tries += 1) {
    try {
      return openOnce(name, maxBytes);
    } catch (error) {
      // An editor may save just when the file is looked at.
      if (!(error instanceof ChangedMeanwhile) || tries === MAX_TRIES) {
        throw error;
      }
    }
  }
}

function openOnce(name: string, maxBytes: number): ReplaceableFile {
  let descriptor: number | undefined;
  try {
    const stats = lstatSync(name, { bigint: true });
    refuseSpecial(stats);
    refuseUnwritable(name, stats);
    descriptor = openSync(name, OPEN_FLAGS | NO_FOLLOW);
    if (isOtherFile(stats, fstatSync(descriptor, { bigint: true }))) {
      throw new ChangedMeanwhile();
    }
    return { descriptor, stats, bytes: readDescriptor(descriptor, maxBytes) };
  } catch (error) {
    if (descriptor !== undefined) {
      closeSync(descriptor);
    }
    if (getErrorCode(error) === 'EMFILE') {
      throw error;
    }
    throw error instanceof NotReplaced ? error : new NotReplaced(getErrorMessage(error), { cause: error });
  }
}

/**
 * Whether a name leads to another file than before, or to the same one with other contents or attributes.
 *
 * @param before what it was
 * @param now what it is
 */
export function isOtherFile(before: BigIntStats, now: BigIntStats): boolean {
  return (
    before.ino !== now.ino ||
    before.dev !== now.dev ||
    before.size !== now.size ||
    before.mtimeNs !== now.mtimeNs ||
    before.ctimeNs !== now.ctimeNs
  );
}

function refuseSpecial(stats: BigIntStats): void {
  if (!stats.isFile()) {
    throw new NotReplaced('it is not a regular file any more');
  }
  if ((stats.mode & SET_ID_BITS) !== 0n) {
    throw new NotReplaced('it has a setuid or setgid bit');
  }
  if (stats.nlink > 1n) {
    throw new NotReplaced(`it has ${String(stats.nlink)} names (hard links), which would come apart`);
  }
}

/**
 * Whoever took away the permission to write meant it, also where the folder's owner, or root, could go round it.
 */
function refuseUnwritable(name: string, stats: BigIntStats): void {
  if ((stats.mode & WRITE_BITS) === 0n) {
    throw new NotReplaced('it is read-only');
  }
  if ((statSync('.', { bigint: true }).mode & WRITE_BITS) === 0n) {
    throw new NotReplaced('its folder is read-only');
  }
  try {
    accessSync(name, constants.W_OK);
    accessSync('.', constants.W_OK);
  } catch (error) {
    // What the permissions forbid is EACCES.
    throw getErrorCode(error) === 'EPERM' ? new NotReplaced(HELD_FAST) : error;
  }
  refuseUnremovable(name);
}

/**
 * In an append-only folder, or one with the sticky bit, new files can be made that cannot be renamed, nor removed again. A
 * file cannot be removed by `rmdir`, but the kernel looks at the permission before it says so.
 *
 * @see https://man7.org/linux/man-pages/man2/rmdir.2.html
 */
function refuseUnremovable(name: string): void {
  try {
    rmdirSync(name);
  } catch (error) {
    const code = getErrorCode(error) ?? '';
    if (code === 'EPERM' || code === 'EACCES') {
      throw new NotReplaced(HELD_FAST);
    }
    if (code === 'EROFS') {
      throw error;
    }
  }
}
