import { join } from 'node:path';
import { withPatterns } from '../files/ignore-rules.ts';
import type { IgnoreRules } from '../files/ignore-rules.ts';
import type { Interruption } from '../interruption.ts';
import { MAX_IGNORE_FILE_BYTES } from '../files/walk.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import { openRepository } from './repository.ts';
import { getUserFile } from './run-git.ts';

/**
 * Reads the user's own patterns, which git heeds in each repository.
 *
 * @param interruption a signal ends it
 * @returns lines in the syntax of `.gitignore`, empty when there are none
 */
export async function readUserExcludes(interruption: Interruption): Promise<string> {
  return readPatterns(await getUserFile('core.excludesFile', interruption));
}

/**
 * Adds the patterns that stand in no `.gitignore`: the user's own, and those in the repository's data.
 *
 * @param rules what there is already
 * @param workTree absolute
 * @param userExcludes from {@link readUserExcludes}
 */
export function withExcludes(rules: IgnoreRules, workTree: string, userExcludes: string): IgnoreRules {
  const withUser = withPatterns(rules, workTree, userExcludes);
  try {
    const file = join(openRepository(workTree).gitDir, 'info/exclude');
    return withPatterns(withUser, workTree, readPatterns(file));
  } catch {
    return withUser;
  }
}

function readPatterns(file: string): string {
  try {
    return readRegularFile(file, { maxBytes: MAX_IGNORE_FILE_BYTES, followLinks: true }).toString('utf8');
  } catch {
    return '';
  }
}
