import { homedir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { getErrorCode } from '../error-message.ts';
import type { Interruption } from '../interruption.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import { startGit } from './git-process.ts';
import { GitFailure, refuseIrregular } from './repository.ts';
import type { Repository } from './repository.ts';

/** The largest ones have some hundred branches. */
const MAX_CONFIG_BYTES = 1 << 20;

/** Git itself takes ten in a row for a circle. */
const MAX_FILES = 100;

/** Git prints even the longest configuration in less time. */
const MAX_SECONDS = 5;

/** An entry of `git config --list --null`; see "Includes" in git-config(1). */
const INCLUDE = /^include(?:if\..*)?\.path\n(.+)$/s;

/**
 * Refuses a repository whose configuration includes what git would wait for, or read without end. Git itself says what a file
 * includes, so that nothing here can read it in another way.
 *
 * @param repository which
 * @param interruption a signal ends it
 * @throws {GitFailure} the message names the file
 */
export async function refuseIrregularIncludes(
  { gitDir, sharedDir }: Repository,
  interruption: Interruption,
): Promise<void> {
  const files = new Set([join(sharedDir, 'config'), join(gitDir, 'config.worktree')]);
  // What is included joins the list.
  for (const file of files) {
    refuseIrregular(file);
    if (files.size > MAX_FILES) {
      throw new GitFailure(`${file} is one of more than ${String(MAX_FILES)} files of configuration`);
    }
    for (const included of mentionsIncludes(file) ? await listIncludes(file, interruption) : []) {
      files.add(included);
    }
  }
}

/** Most do not, and then git need not be asked. */
function mentionsIncludes(file: string): boolean {
  try {
    const text = readRegularFile(file, { maxBytes: MAX_CONFIG_BYTES, followLinks: true }).toString('latin1');
    return /include/i.test(text);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(getErrorCode(error) ?? '')) {
      return false;
    }
    throw new GitFailure(`${file} cannot be read`, { cause: error });
  }
}

async function listIncludes(file: string, interruption: Interruption): Promise<readonly string[]> {
  const args = ['config', '--file', file, '--no-includes', '--null', '--list'];
  // From the root, where no repository is.
  const start = { cwd: parse(file).root, maxSeconds: MAX_SECONDS };
  const entries = (await startGit(args, start, interruption)).toString('utf8').split('\0');
  return entries.flatMap((entry) => {
    const [, path] = INCLUDE.exec(entry) ?? [];
    return path === undefined ? [] : [resolve(dirname(file), path.replace(/^~(?=\/)/, homedir()))];
  });
}
