import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The list of a very large repository: ten million paths of 100 bytes. */
const MAX_LIST_BYTES = 1_000_000_000;

/** Git's list of a folder. */
export interface GitListing {
  /** Paths relative to the folder. Some may be gone from disk. Folders among them are repositories of their own. */
  readonly paths: readonly string[];
  /** Names that are not UTF-8, shown as well as can be. */
  readonly unreadable: readonly string[];
}

/**
 * The root of the git work tree that a folder lies in.
 *
 * @param folder absolute
 * @returns the nearest folder with a `.git`, or undefined
 */
export function repositoryRootOf(folder: string): string | undefined {
  let here = folder;
  while (!existsSync(join(here, '.git'))) {
    const parent = dirname(here);
    if (parent === here) {
      return undefined;
    }
    here = parent;
  }
  return here;
}

/**
 * The files below a folder that git tracks, and those that it neither tracks nor ignores.
 *
 * @param folder absolute, in a work tree
 * @returns undefined when git is not there or does not answer
 */
export function listWithGit(folder: string): GitListing | undefined {
  // The last option is for untracked files only, and spares git the reading of a folder that is left out anyway.
  const stdout = git(folder, ['ls-files', '-z', '-c', '-o', '--exclude-standard', '-x', 'node_modules']);
  return stdout && readList(stdout);
}

/**
 * The submodules below a folder: `git ls-files` names them, but cannot be told from files by their names.
 *
 * @param folder absolute, in a work tree
 * @returns paths relative to the folder
 */
export function submodulesOf(folder: string): readonly string[] {
  // `git ls-files --stage` has "MODE OBJECT STAGE\tPATH"; 160000 is the mode of a submodule.
  const stdout = git(folder, ['ls-files', '-z', '--stage']);
  const paths = stdout ? readList(stdout).paths : [];
  return paths.filter((line) => line.startsWith('160000 ')).map((line) => line.slice(line.indexOf('\t') + 1));
}

/**
 * Whether git ignores a folder as a whole.
 *
 * @param folder absolute, in a work tree
 */
export function isIgnoredByGit(folder: string): boolean {
  return git(folder, ['check-ignore', '-q', '.']) !== undefined;
}

function git(folder: string, args: readonly string[]): Buffer | undefined {
  // Not imported: it would be loaded where there is no git, too.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { error, status, stdout } = spawnSync('git', args, {
    cwd: folder,
    maxBuffer: MAX_LIST_BYTES,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return error === undefined && status === 0 ? stdout : undefined;
}

function readList(stdout: Buffer): GitListing {
  const paths = stdout.toString('utf8').split('\0');
  // Each path ends with NUL.
  paths.pop();
  if (isUtf8(stdout)) {
    return { paths, unreadable: [] };
  }
  const asBytes = stdout.toString('latin1').split('\0');
  const isReadable = (_: string, index: number): boolean =>
    isUtf8(Buffer.from(asBytes[index] ?? '', 'latin1'));
  return {
    paths: paths.filter(isReadable),
    unreadable: paths.filter((path, index) => !isReadable(path, index)),
  };
}
