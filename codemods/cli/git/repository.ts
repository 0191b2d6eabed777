import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { getErrorCode } from '../error-message.ts';
import { readRegularFile } from '../reading/read-bounded.ts';

/** A work tree of git, and where its data is. */
export interface Repository {
  /** The folder that holds its `.git`, absolute. */
  readonly workTree: string;
  /** What git calls the git directory, absolute. */
  readonly gitDir: string;
  /** The git directory of the work tree that this one was made from, where most of the data is; else the same. */
  readonly sharedDir: string;
}

/** Git cannot be asked about a repository. */
export class GitFailure extends Error {}

/** A path of 4 KiB, and a few words. */
const MAX_POINTER_BYTES = 8192;

/** What git opens to answer us, and would wait for if it were a FIFO. */
const OPENED_FILES = [
  'HEAD',
  'config',
  'config.worktree',
  'index',
  'packed-refs',
  'shallow',
  'info/exclude',
  'info/attributes',
  'info/sparse-checkout',
  'objects/info/alternates',
];

/**
 * The root of the git work tree that a folder lies in. Only a folder with a `.git` is one: what else looks like the inside of
 * a repository is data, whoever put it there.
 *
 * @param folder absolute
 * @returns the nearest folder with a `.git`, or undefined
 */
export function findWorkTree(folder: string): string | undefined {
  let here = folder;
  while (!isThere(join(here, '.git'))) {
    const parent = dirname(here);
    if (parent === here) {
      return undefined;
    }
    here = parent;
  }
  return here;
}

/**
 * Where the data of a work tree is.
 *
 * @param workTree the folder that holds the `.git`, absolute
 * @throws {GitFailure} when that is no repository that git could be asked about; the message says why
 */
export function openRepository(workTree: string): Repository {
  try {
    const gitDir = getGitFolder(join(workTree, '.git'));
    const sharedDir = getSharedFolder(gitDir);
    for (const folder of new Set([gitDir, sharedDir])) {
      for (const file of OPENED_FILES) {
        refuseIrregular(join(folder, file));
      }
    }
    return { workTree, gitDir, sharedDir };
  } catch (error) {
    throw error instanceof GitFailure
      ? error
      : new GitFailure(`${workTree} is no repository that git can be asked about`, { cause: error });
  }
}

/** A `.git` is the folder itself or, in linked work trees and submodules, a file that names it. */
function getGitFolder(dotGit: string): string {
  if (statSync(dotGit).isDirectory()) {
    return realpathSync(dotGit);
  }
  const text = readRegularFile(dotGit, { maxBytes: MAX_POINTER_BYTES, followLinks: true }).toString('utf8');
  const [, path] = /^gitdir: (.*)$/s.exec(withoutLineEnds(text)) ?? [];
  if (path === undefined) {
    throw new GitFailure(`${dotGit} names no folder`);
  }
  return realpathSync(resolve(dirname(dotGit), path));
}

function withoutLineEnds(text: string): string {
  return text.replace(/(?<![\r\n])[\r\n]+$/, '');
}

/** Linked work trees share most of the data with the one that they were made from. */
function getSharedFolder(gitDir: string): string {
  const file = join(gitDir, 'commondir');
  if (!isThere(file)) {
    return gitDir;
  }
  const text = readRegularFile(file, { maxBytes: MAX_POINTER_BYTES, followLinks: true }).toString('utf8');
  return realpathSync(resolve(gitDir, withoutLineEnds(text)));
}

/**
 * Refuses what git would wait for, or read without end.
 *
 * @param path a file that git opens, or that is not there
 * @throws {GitFailure} when it is a FIFO, a device or a folder, or cannot be looked at
 */
export function refuseIrregular(path: string): void {
  let isRegular = true;
  try {
    isRegular = statSync(path).isFile();
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(getErrorCode(error) ?? '')) {
      throw new GitFailure(`${path} cannot be read`, { cause: error });
    }
  }
  if (!isRegular) {
    throw new GitFailure(`${path} is no regular file`);
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
