import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { repositoryRootOf } from '../files/git-listing.ts';

/**
 * What git holds of a file.
 *
 * - `committed`: just what is on disk; `git restore` brings it back.
 * - `modified`: something else than what is on disk.
 * - `untracked`: nothing; also where there is no git at all.
 */
type GitState = 'committed' | 'modified' | 'untracked';

/** What git says about a set of files. */
export interface GitStates {
  /** By path. */
  readonly states: ReadonlyMap<string, GitState>;
  /** Why git could not tell in some repository, in its own words. Its files are missing above. */
  readonly failures: readonly string[];
}

/** Command lines are limited to 128 KiB on some systems; paths to 4 KiB. */
const PATHS_AT_ONCE = 100;

/**
 * Asks git about files.
 *
 * @param paths absolute, without symbolic links
 */
export function gitStatesOf(paths: readonly string[]): GitStates {
  const states = new Map<string, GitState>();
  const failures: string[] = [];
  const byRepository = new Map<string | undefined, string[]>();
  for (const path of paths) {
    const repository = repositoryRootOf(dirname(path));
    byRepository.set(repository, [...(byRepository.get(repository) ?? []), path]);
  }
  for (const [repository, inRepository] of byRepository) {
    if (repository === undefined) {
      for (const path of inRepository) {
        states.set(path, 'untracked');
      }
      continue;
    }
    for (let start = 0; start < inRepository.length; start += PATHS_AT_ONCE) {
      const some = inRepository.slice(start, start + PATHS_AT_ONCE);
      try {
        addStates(states, repository, some);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  }
  return { states, failures };
}

function addStates(states: Map<string, GitState>, repository: string, paths: readonly string[]): void {
  const tracked = new Set(git(repository, ['ls-files', '-z', '--', ...paths]));
  // Each entry is two letters for index and work tree, a space, and the path.
  const status = git(repository, [
    'status',
    '--porcelain=v1',
    '-z',
    '--no-renames',
    '--untracked-files=no',
    '--',
    ...paths,
  ]);
  const modified = new Set(status.map((entry) => entry.slice(3)));
  const byAbsolutePath = (names: ReadonlySet<string>): ReadonlySet<string> =>
    new Set([...names].map((name) => join(repository, name)));
  const trackedPaths = byAbsolutePath(tracked);
  const modifiedPaths = byAbsolutePath(modified);
  for (const path of paths) {
    states.set(
      path,
      modifiedPaths.has(path) ? 'modified' : trackedPaths.has(path) ? 'committed' : 'untracked',
    );
  }
}

function git(repository: string, args: readonly string[]): readonly string[] {
  const { error, status, stdout, stderr } = spawnSync(
    'git',
    ['--literal-pathspecs', '--no-optional-locks', ...args],
    { cwd: repository, encoding: 'utf8', maxBuffer: 1_000_000_000, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  if (error !== undefined) {
    throw error;
  }
  if (status !== 0) {
    throw new Error(stderr.trim() || `git ended with ${String(status)}`);
  }
  return stdout.split('\0').filter((entry) => entry !== '');
}
