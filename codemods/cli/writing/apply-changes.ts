import { closeSync, rmSync } from 'node:fs';
import type { FolderAccess } from '../files/folder-access.ts';
import { getErrorMessage } from '../error-message.ts';
import { GitGuard } from '../git/git-guard.ts';
import type { Interruption } from '../interruption.ts';
import { applyByteEdits } from '../reading/source-bytes.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import type { FileOutcome } from '../reports/outcome.ts';
import { toDigest } from '../searching/digest.ts';
import type { SearchedFile } from '../searching/search.ts';
import { ChangedMeanwhile, NotReplaced } from './not-replaced.ts';
import { openReplaceable } from './replaceable-file.ts';
import { FileReplacer } from './replace-files.ts';
import type { ReplacementResult } from './replace-files.ts';
import { UndoFailure, UndoWriter } from './undo-record.ts';

/** What became of the files that were to be changed. */
export interface AppliedChanges {
  readonly outcomes: readonly FileOutcome[];
  /** Why nothing was written; the outcomes say to which file. */
  readonly refusal?: string;
  /** The record to undo the changes with. */
  readonly undoRecord?: string;
}

/** How to change files. */
export interface ApplyOptions {
  /** Absolute. */
  readonly cwd: string;
  /** Change files with uncommitted changes, too. */
  readonly allowDirty: boolean;
  /** Write a record first. */
  readonly keepUndo: boolean;
}

/** What is known of a file before anything is written. */
interface Examined {
  readonly file: SearchedFile;
  /** Why it will be left. */
  readonly problem?: string;
  /** Another run of this command was faster. */
  readonly isDone?: true;
  readonly isUncommitted: boolean;
}

/**
 * Whether some of the files have changes that git does not hold.
 *
 * @param files the files with edits
 * @param access enters their folders
 * @param interruption ends the looking
 * @returns why nothing may be written, and the files for which that is so; undefined when all may
 */
export async function findRefusal(
  files: readonly SearchedFile[],
  access: FolderAccess,
  interruption: Interruption,
): Promise<AppliedChanges | undefined> {
  const { examined, guard } = await examine(files, access, undefined, interruption);
  return interruption.code === undefined ? getRefusal(examined, guard) : undefined;
}

/**
 * Writes the changed files, unless that would mix the changes with others that git does not hold yet: then none.
 *
 * @param files the files with edits
 * @param access enters their folders
 * @param options how
 * @param interruption stops between two files
 * @param onChanged called after each file that was changed, with the path of the undo record if there is one
 */
export async function applyChanges(
  files: readonly SearchedFile[],
  access: FolderAccess,
  { cwd, allowDirty, keepUndo }: ApplyOptions,
  interruption: Interruption,
  onChanged: (undoRecord: string | undefined) => void,
): Promise<AppliedChanges> {
  let undo: UndoWriter | undefined;
  let undoRecord: string | undefined;
  let examined: readonly Examined[];
  try {
    undo = keepUndo ? UndoWriter.create(cwd) : undefined;
    const result = await examine(files, access, undo, interruption);
    examined = result.examined;
    if (interruption.code !== undefined) {
      undo?.discard();
      return { outcomes: files.map((file) => ({ ...file, status: 'would-change' })) };
    }
    const refusal = allowDirty ? undefined : getRefusal(examined, result.guard);
    if (refusal !== undefined || !examined.some(isToBeWritten)) {
      undo?.discard();
      return refusal ?? { outcomes: examined.map(getOutcomeBefore) };
    }
    undoRecord = undo?.complete();
  } catch (error) {
    undo?.discard();
    if (!(error instanceof UndoFailure)) {
      throw error;
    }
    const message = `nothing is written, because ${error.message}. See --no-undo.`;
    return { outcomes: files.map((file) => toLeftOutcome(file, message)) };
  }
  const outcomes = await write(examined, access, interruption, () => {
    onChanged(undoRecord);
  });
  if (undoRecord !== undefined && !outcomes.some(({ status }) => status === 'changed')) {
    rmSync(undoRecord, { force: true });
    return { outcomes };
  }
  return { outcomes, ...(undoRecord !== undefined && { undoRecord }) };
}

async function write(
  examined: readonly Examined[],
  access: FolderAccess,
  interruption: Interruption,
  onChanged: () => void,
): Promise<readonly FileOutcome[]> {
  const outcomes = examined.map(getOutcomeBefore);
  let waiting = examined.flatMap((each, index) => (isToBeWritten(each) ? [index] : []));
  const replacer = new FileReplacer(access, MAX_SOURCE_BYTES);
  // An editor may save just when the file is looked at: once more, then.
  for (let tries = 0; tries < 2 && waiting.length > 0; tries += 1) {
    const again: number[] = [];
    const files = waiting.flatMap((index) => {
      const file = examined[index]?.file;
      return file === undefined ? [] : [{ index, file }];
    });
    await replacer.replace(
      files.map(({ file }) => ({ path: file.path, make: (now) => editBytes(file, now) })),
      () => interruption.check(),
      (position, result) => {
        const at = files[position];
        if (at === undefined) {
          return;
        }
        if (result instanceof ChangedMeanwhile && tries === 0) {
          again.push(at.index);
        }
        outcomes[at.index] = toOutcome(at.file, result);
        if (result === 'replaced') {
          onChanged();
        }
      },
    );
    waiting = again;
  }
  return outcomes;
}

/** Looks at each file, and writes what is in it to the record; at none after a signal. */
async function examine(
  files: readonly SearchedFile[],
  access: FolderAccess,
  undo: UndoWriter | undefined,
  interruption: Interruption,
): Promise<{ readonly examined: readonly Examined[]; readonly guard: GitGuard }> {
  const guard = new GitGuard(interruption);
  await guard.ask(files.map(({ path }) => path));
  const examined: Examined[] = [];
  for (const file of files) {
    if (await interruption.isOver()) {
      break;
    }
    examined.push(await examineFile(file, access, guard, undo));
  }
  return { examined, guard };
}

function isToBeWritten({ problem, isDone }: Examined): boolean {
  return problem === undefined && isDone === undefined;
}

/** What is said of a file that is not written, or not yet. */
function getOutcomeBefore({ file, problem, isDone }: Examined): FileOutcome {
  if (problem !== undefined) {
    return toLeftOutcome(file, problem);
  }
  return isDone === undefined ? { ...file, status: 'would-change' } : toDoneOutcome(file);
}

async function examineFile(
  file: SearchedFile,
  access: FolderAccess,
  guard: GitGuard,
  undo: UndoWriter | undefined,
): Promise<Examined> {
  try {
    const { descriptor, stats, bytes } = openReplaceable(
      access.enterParentFolder(file.path),
      MAX_SOURCE_BYTES,
    );
    closeSync(descriptor);
    const digest = toDigest(bytes);
    if (digest === file.editedDigest) {
      return { file, isDone: true, isUncommitted: false };
    }
    if (digest !== file.digest) {
      return { file, problem: new ChangedMeanwhile().message, isUncommitted: false };
    }
    const isUncommitted = await guard.isUncommitted(file.path, bytes);
    undo?.add({
      path: file.path,
      mode: Number(stats.mode & 0o7777n),
      before: digest,
      after: file.editedDigest,
      bytes: bytes.toString('base64'),
    });
    return { file, isUncommitted };
  } catch (error) {
    if (error instanceof UndoFailure) {
      throw error;
    }
    return { file, problem: getErrorMessage(error), isUncommitted: false };
  }
}

function getRefusal(examined: readonly Examined[], guard: GitGuard): AppliedChanges | undefined {
  if (!examined.some(({ isUncommitted }) => isUncommitted)) {
    return undefined;
  }
  const [failure] = guard.failures;
  return {
    outcomes: examined.map((each) =>
      each.isUncommitted ? { ...each.file, status: 'refused' } : getOutcomeBefore(each),
    ),
    refusal:
      failure === undefined
        ? 'nothing is written, because these files have uncommitted changes. Commit or stash them, or use --allow-dirty:'
        : `nothing is written, because git does not say whether these files are committed (${failure}). See --allow-dirty:`,
  };
}

function editBytes(file: SearchedFile, now: Buffer): Buffer | undefined {
  const digest = toDigest(now);
  if (digest === file.editedDigest) {
    // Another run of this command was faster.
    return undefined;
  }
  if (digest !== file.digest) {
    throw new ChangedMeanwhile();
  }
  return applyByteEdits(now, file.edits);
}

function toOutcome(file: SearchedFile, result: ReplacementResult): FileOutcome {
  if (result instanceof NotReplaced) {
    return toLeftOutcome(file, result.message);
  }
  return result === 'replaced' ? { ...file, status: 'changed' } : toDoneOutcome(file);
}

function toDoneOutcome(file: SearchedFile): FileOutcome {
  return { ...file, edits: [], changed: [], status: 'unchanged' };
}

function toLeftOutcome(file: SearchedFile, reason: string): FileOutcome {
  return { ...file, status: 'failed', error: { message: `left as it was: ${reason}` } };
}
