import type { Interruption } from './interruption.ts';
import { applyByteEdits } from './files/source-bytes.ts';
import type { FileOutcome } from './outcome.ts';
import { digestOf } from './scan-file.ts';
import type { SearchedFile } from './search.ts';
import { ChangedMeanwhile, NotReplaced, replaceFile } from './writing/replace-file.ts';
import { gitStatesOf } from './writing/git-guard.ts';

/** What became of the files that were to be changed. */
export interface AppliedChanges {
  readonly outcomes: readonly FileOutcome[];
  readonly refusal?: string;
  /** The changed files that `git restore` brings back. */
  readonly restorable: readonly string[];
}

/**
 * Writes the changed files, unless that would mix the changes with others that git does not hold yet: then none.
 *
 * @param files the files with edits
 * @param allowDirty write all the same
 * @param interruption stops between two files
 */
export async function applyChanges(
  files: readonly SearchedFile[],
  allowDirty: boolean,
  interruption: Interruption,
): Promise<AppliedChanges> {
  const { states, failures } = gitStatesOf(files.map(({ path }) => path));
  const modified = files.filter(({ path }) => states.get(path) === 'modified');
  if (!allowDirty && (modified.length > 0 || failures.length > 0)) {
    const refused = failures.length > 0 ? files.filter(({ path }) => !states.has(path)) : modified;
    return {
      outcomes: files.map((file) => ({
        ...file,
        status: refused.includes(file) ? 'refused' : 'would-change',
      })),
      refusal:
        failures[0] === undefined
          ? 'nothing is written, because these files have uncommitted changes. Commit or stash them, or use --allow-dirty:'
          : `nothing is written, because git does not say whether these files are committed (${failures[0]}). See --allow-dirty:`,
      restorable: [],
    };
  }
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    outcomes.push((await interruption.check()) ? { ...file, status: 'would-change' } : written(file));
  }
  const restorable = outcomes.filter(
    ({ path, status }) => status === 'changed' && states.get(path) === 'committed',
  );
  return { outcomes, restorable: restorable.map(({ path }) => path) };
}

function written(file: SearchedFile, triesLeft = 1): FileOutcome {
  try {
    const isReplaced = replaceFile(file.path, (now) => {
      const digest = digestOf(now);
      if (digest === file.editedDigest) {
        return undefined;
      }
      if (digest !== file.digest) {
        throw new ChangedMeanwhile();
      }
      return applyByteEdits(now, file.edits);
    });
    // Another run of this command may have been faster.
    return isReplaced
      ? { ...file, status: 'changed' }
      : { ...file, edits: [], changed: [], status: 'unchanged' };
  } catch (error) {
    if (error instanceof ChangedMeanwhile && triesLeft > 0) {
      return written(file, triesLeft - 1);
    }
    if (!(error instanceof NotReplaced)) {
      throw error;
    }
    return { ...file, status: 'failed', error: { message: `left as it was: ${error.message}` } };
  }
}
