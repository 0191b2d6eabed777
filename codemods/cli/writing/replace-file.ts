import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode, errorMessage } from '../error-message.ts';

/** A file that is left as it is, and why. */
export class NotReplaced extends Error {}

/** Somebody else has replaced or changed the file between the first look at it and the last. */
export class ChangedMeanwhile extends NotReplaced {
  /** Says so. */
  constructor() {
    super('it was changed by another program');
  }
}

/** What the last part of a temporary file's name is. */
const TEMPORARY_SUFFIX = '.sockets-codemod.tmp';

/** Any of the three permissions to write. */
const WRITE_BITS = 0o222;

/**
 * Puts new contents in the place of a file's old ones, in one step: whoever looks sees either, and a process that is
 * killed leaves either. Mode and, where permitted, owner and group stay. A hard link is cut from its other names.
 *
 * @param path absolute, no symbolic link
 * @param make gets what is in the file now, and returns what is to be, or undefined to leave it
 * @returns whether the file was replaced
 * @throws {NotReplaced} when the file or its folder is read-only, gone, changed meanwhile or not a file, or the disk is
 *   full; the message says which, and nothing is left behind
 */
export function replaceFile(path: string, make: (now: Buffer) => Buffer | undefined): boolean {
  let temporary: string | undefined;
  try {
    const before = lstatSync(path);
    refuseUnwritable(path, before);
    const contents = make(readFileSync(path));
    if (contents === undefined) {
      return false;
    }
    removeAbandoned(path);
    temporary = join(dirname(path), `.${basename(path)}.${String(process.pid)}${TEMPORARY_SUFFIX}`);
    writeNew(temporary, contents, before);
    if (isOther(before, lstatSync(path))) {
      throw new ChangedMeanwhile();
    }
    renameSync(temporary, path);
    temporary = undefined;
    return true;
  } catch (error) {
    throw error instanceof NotReplaced ? error : new NotReplaced(errorMessage(error), { cause: error });
  } finally {
    if (temporary !== undefined) {
      rmSync(temporary, { force: true });
    }
  }
}

/**
 * Whoever took away the permission to write meant it, also where the folder's owner, or root, could go round it.
 */
function refuseUnwritable(path: string, stats: Stats): void {
  if (!stats.isFile()) {
    throw new NotReplaced('it is not a regular file any more');
  }
  if ((stats.mode & WRITE_BITS) === 0) {
    throw new NotReplaced('it is read-only');
  }
  if ((lstatSync(dirname(path)).mode & WRITE_BITS) === 0) {
    throw new NotReplaced('its folder is read-only');
  }
  accessSync(path, constants.W_OK);
}

function writeNew(path: string, contents: Buffer, like: Stats): void {
  const descriptor = openSync(path, 'wx', 0o600);
  try {
    for (let written = 0; written < contents.length;) {
      written += writeSync(descriptor, contents, written);
    }
    keepOwner(descriptor, like);
    fchmodSync(descriptor, like.mode & 0o7777);
    // Otherwise a crash of the machine could leave the new name with old or no contents.
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function keepOwner(descriptor: number, like: Stats): void {
  const { uid, gid } = fstatSync(descriptor);
  if (uid === like.uid && gid === like.gid) {
    return;
  }
  try {
    fchownSync(descriptor, like.uid, like.gid);
  } catch (error) {
    if (errorCode(error) !== 'EPERM') {
      throw error;
    }
  }
}

function isOther(before: Stats, now: Stats): boolean {
  return (
    before.ino !== now.ino ||
    before.dev !== now.dev ||
    before.size !== now.size ||
    before.mtimeMs !== now.mtimeMs ||
    before.ctimeMs !== now.ctimeMs
  );
}

/** Removes what a killed run has left beside the file. */
function removeAbandoned(path: string): void {
  const prefix = `.${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (name.startsWith(prefix) && name.endsWith(TEMPORARY_SUFFIX)) {
      const pid = Number(name.slice(prefix.length, -TEMPORARY_SUFFIX.length));
      if (Number.isInteger(pid) && !isRunning(pid)) {
        rmSync(join(dirname(path), name), { force: true });
      }
    }
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) {
    // A name of this process that exists is from an earlier process with its number.
    return false;
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
