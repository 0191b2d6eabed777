import { isUtf8 } from 'node:buffer';
import type { Interruption } from '../interruption.ts';
import { openRepository } from './repository.ts';
import { runGit } from './run-git.ts';

/** What git tracks. */
export interface TrackedFiles {
  /** Relative to the work tree, with `/`. Some may be gone from disk, and some are submodules. */
  readonly paths: readonly string[];
  /** Names that are not UTF-8, shown as well as can be. */
  readonly unreadable: readonly string[];
}

/**
 * The files that git tracks, whatever `.gitignore` says.
 *
 * @param workTree absolute
 * @param interruption a signal ends it
 * @throws {GitFailure} when git cannot be asked
 */
export async function listTrackedFiles(workTree: string, interruption: Interruption): Promise<TrackedFiles> {
  const list = await runGit(openRepository(workTree), ['ls-files', '-z', '-c'], interruption);
  const paths = list.toString('utf8').split('\0');
  // Each path ends with NUL.
  paths.pop();
  if (isUtf8(list)) {
    return { paths, unreadable: [] };
  }
  const asBytes = list.toString('latin1').split('\0');
  const isReadable = (_: string, index: number): boolean =>
    isUtf8(Buffer.from(asBytes[index] ?? '', 'latin1'));
  return {
    paths: paths.filter(isReadable),
    unreadable: paths.filter((path, index) => !isReadable(path, index)),
  };
}
