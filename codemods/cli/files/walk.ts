import { readdirSync, realpathSync, statSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { sep } from 'node:path';
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import { UnsuitableFile, readRegularFile } from '../reading/read-bounded.ts';
import { FolderExchanged } from './folder-access.ts';
import type { FolderAccess } from './folder-access.ts';
import { isIgnored, withPatterns } from './ignore-rules.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** Folders that hold no sources of the project. Whoever means one names it. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.jj', '.svn']);

/** Those that hold no sources of anybody. */
const HISTORY_FOLDERS: ReadonlySet<string> = new Set(['.git', '.hg', '.jj', '.svn']);

/** Far more than anybody writes by hand. */
export const MAX_IGNORE_FILE_BYTES = 1 << 20;

/** A repository of git that a walk goes through. */
export interface WalkedRepository {
  /** The folder that holds its `.git`. */
  readonly folder: string;
  /** Whether its rules left anything out, so that git has to be asked for what it tracks all the same. */
  leavesOut: boolean;
}

/** What a walk starts with. */
export interface WalkStart {
  /** Absolute, behind every link; one of the folders that may be entered, or below. */
  readonly folder: string;
  readonly rules: IgnoreRules;
  /** Whether each `.gitignore` on the way adds to the rules. */
  readonly gitignore: boolean;
  /** Enters `node_modules` as well. */
  readonly entersPackages: boolean;
  /** The repository that the folder is in. */
  readonly repository: WalkedRepository | undefined;
  /** Which paths below the folder are meant; undefined for all. A folder that is meant includes all that is in it. */
  readonly isMeant?: ((inside: string) => boolean) | undefined;
}

/** Gets what a walk finds. The working folder is that of what was found. */
export interface WalkListener {
  /** Asked with the bare name of each file. */
  readonly isWanted: (name: string) => boolean;
  readonly onFile: (path: string, name: string) => void;
  /** A link to a file that is wanted: where it is, and where it leads, both absolute. */
  readonly onFileLink: (path: string, target: string) => void;
  /** A link to a folder: the walk does not enter it. */
  readonly onFolderLink: (path: string, target: string) => void;
  /** A repository below the start; the rules that hold in it, whatever is around it. */
  readonly onRepository: (repository: WalkedRepository) => IgnoreRules;
  /** Something that is wanted, or a folder, is left out by the rules. */
  readonly onLeftOut: () => void;
  readonly onProblem: (path: string, message: string) => void;
  /** Something that does not change what was found, but that the user should know. */
  readonly onWarning: (path: string, message: string) => void;
}

interface Waiting {
  readonly folder: string;
  readonly rules: IgnoreRules;
  readonly repository: WalkedRepository | undefined;
  readonly isMeant: boolean;
}

/**
 * Walks through a folder and those below it, depth first by name. Links to folders are not entered, so that links can
 * neither make a loop nor lead outside.
 *
 * @param start where, and what to leave out
 * @param access goes into the folders
 * @param listener gets what is found
 * @returns an iterator that goes on by one file or folder with each step, so that others get a turn: whoever uses the turn
 *   leaves the working folder as it is
 */
export function* walk(
  start: WalkStart,
  access: FolderAccess,
  listener: WalkListener,
): Generator<undefined, void, undefined> {
  const skipped = start.entersPackages ? HISTORY_FOLDERS : SKIPPED_FOLDERS;
  const waiting: Waiting[] = [{ ...start, isMeant: start.isMeant === undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const entries = getEntries(next.folder, next.folder !== start.folder, access, listener);
    if (entries === undefined) {
      continue;
    }
    const here = withRulesHere(next, next.folder !== start.folder, entries, start.gitignore, listener);
    const folders: Waiting[] = [];
    for (const entry of entries) {
      const { name } = entry;
      const path = joinPath(next.folder, name);
      const isMeant = next.isMeant || start.isMeant?.(path.slice(start.folder.length + 1)) === true;
      if (entry.isDirectory()) {
        if (!skipped.has(name) && !leavesOut(here, path, name, true, listener)) {
          folders.push({ folder: path, rules: here.rules, repository: here.repository, isMeant });
        }
      } else if (isMeant) {
        visitFile(entry, path, here, listener);
      }
      yield;
    }
    waiting.push(...folders.reverse());
    yield;
  }
}

function getEntries(
  folder: string,
  isSeen: boolean,
  access: FolderAccess,
  { onProblem }: WalkListener,
): readonly Dirent[] | undefined {
  try {
    if (isSeen) {
      access.enterSeen(folder);
    } else {
      access.enter(folder);
    }
    return readdirSync('.', { withFileTypes: true });
  } catch (error) {
    // What is deleted, or exchanged for a file or a link, while the walk goes on is not there to be searched.
    if (error instanceof FolderExchanged) {
      onProblem(folder, error.message);
    } else if (getErrorCode(error) !== 'ENOENT') {
      onProblem(folder, getErrorMessage(error));
    }
    return undefined;
  }
}

function withRulesHere(
  { folder, rules, repository }: Waiting,
  isBelowStart: boolean,
  entries: readonly Dirent[],
  gitignore: boolean,
  listener: WalkListener,
): Pick<Waiting, 'rules' | 'repository'> {
  if (!gitignore) {
    return { rules, repository };
  }
  let here = rules;
  let innermost = repository;
  if (isBelowStart && entries.some(({ name }) => name === '.git')) {
    // To a repository, those around it are nothing.
    innermost = { folder, leavesOut: false };
    here = listener.onRepository(innermost);
  }
  if (entries.some(({ name }) => name === '.gitignore')) {
    here = withIgnoreFile(here, folder, listener);
  }
  return { rules: here, repository: innermost };
}

/** The working folder is the one of the file. */
function withIgnoreFile(rules: IgnoreRules, folder: string, listener: WalkListener): IgnoreRules {
  try {
    const bytes = readRegularFile('.gitignore', { maxBytes: MAX_IGNORE_FILE_BYTES, followLinks: false });
    return withPatterns(rules, folder, bytes.toString('utf8'));
  } catch (error) {
    const path = joinPath(folder, '.gitignore');
    if (error instanceof UnsuitableFile && error.message === 'is a symbolic link') {
      // Git does not follow it either.
      listener.onWarning(path, 'is a symbolic link, and is not heeded');
    } else {
      listener.onProblem(path, `${getErrorMessage(error)}, and is not heeded`);
    }
    return rules;
  }
}

function visitFile(
  entry: Dirent,
  path: string,
  here: Pick<Waiting, 'rules' | 'repository'>,
  listener: WalkListener,
): void {
  const { name } = entry;
  if (entry.isFile()) {
    if (listener.isWanted(name) && !leavesOut(here, path, name, false, listener)) {
      listener.onFile(path, name);
    }
  } else if (entry.isSymbolicLink() && !isIgnored(here.rules, path, name, false)) {
    visitLink(path, name, listener);
  }
}

function visitLink(path: string, name: string, listener: WalkListener): void {
  try {
    const target = realpathSync.native(name);
    const stats = statSync(name);
    if (stats.isDirectory()) {
      listener.onFolderLink(path, target);
    } else if (stats.isFile() && listener.isWanted(name)) {
      listener.onFileLink(path, target);
    }
  } catch (error) {
    // A link to nothing or to itself is nothing to search.
    if (getErrorCode(error) === 'ENAMETOOLONG' && listener.isWanted(name)) {
      listener.onProblem(path, getErrorMessage(error));
    }
  }
}

function leavesOut(
  { rules, repository }: Pick<Waiting, 'rules' | 'repository'>,
  path: string,
  name: string,
  isFolder: boolean,
  { onLeftOut }: WalkListener,
): boolean {
  if (!isIgnored(rules, path, name, isFolder)) {
    return false;
  }
  onLeftOut();
  if (repository !== undefined) {
    repository.leavesOut = true;
  }
  return true;
}

/** V8 makes a flat string of a joined list; a template would be a tree of strings, to be flattened and kept beside. */
function joinPath(folder: string, name: string): string {
  return folder.endsWith(sep) ? folder + name : [folder, name].join(sep);
}
