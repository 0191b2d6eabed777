import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  openSync,
  readdirSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import type { FolderAccess } from '../files/folder-access.ts';
import { NO_FOLLOW } from '../reading/read-bounded.ts';
import { copyWithAttributes, keepAttributes } from './attributes.ts';
import { ChangedMeanwhile, NotReplaced } from './not-replaced.ts';
import { isOtherFile, openReplaceable } from './replaceable-file.ts';
import type { ReplaceableFile } from './replaceable-file.ts';

/** New contents for a file. */
export interface Replacement {
  /** Absolute, behind every symbolic link. */
  readonly path: string;
  /**
   * Gets what is in the file now, and returns what is to be, or undefined to leave it.
   *
   * @throws {NotReplaced} when it is not what was expected
   */
  readonly make: (now: Buffer) => Buffer | undefined;
}

/** What became of a file. */
export type ReplacementResult = 'replaced' | 'left' | NotReplaced;

/** How many files get their attributes at once, from one process. */
const BATCH_LENGTH = 32;

/** What the last part of a temporary file's name is. */
const TEMPORARY_SUFFIX = '.sockets-codemod.tmp';

const TEMPORARY_NAME = /^\.(\d+)-\d+\.sockets-codemod\.tmp$/;

const CREATE_FLAGS = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;

interface Prepared {
  readonly index: number;
  readonly path: string;
  readonly old: ReplaceableFile;
  /** The bare name of the new file. */
  readonly temporary: string;
  readonly descriptor: number;
}

/**
 * Puts new contents in the place of files' old ones, each in one step: whoever looks sees either, and a process that is
 * killed leaves either. All attributes stay what they were, or the file does. Nothing outside of the folders of `access` is
 * touched, whoever exchanges folders meanwhile.
 */
export class FileReplacer {
  readonly #access: FolderAccess;
  readonly #maxBytes: number;
  readonly #cleared = new Set<string>();
  #count = 0;

  /**
   * @param access enters the folders
   * @param maxBytes how large a file may be
   */
  constructor(access: FolderAccess, maxBytes: number) {
    this.#access = access;
    this.#maxBytes = maxBytes;
  }

  /**
   * Replaces files.
   *
   * @param replacements what is to be
   * @param isInterrupted asked between two files; the rest is left
   * @param onResult called with the result of each file that was reached
   */
  async replace(
    replacements: readonly Replacement[],
    isInterrupted: () => Promise<boolean>,
    onResult: (index: number, result: ReplacementResult) => void,
  ): Promise<void> {
    let index = 0;
    while (index < replacements.length && !(await isInterrupted())) {
      const batch: Prepared[] = [];
      try {
        while (batch.length < BATCH_LENGTH && index < replacements.length) {
          const replacement = replacements[index];
          const prepared = replacement && this.#prepareOne(replacement, index, onResult, batch.length > 0);
          if (prepared === 'later') {
            break;
          }
          index += 1;
          if (prepared !== undefined) {
            batch.push(prepared);
          }
        }
        await this.#finish(batch, isInterrupted, onResult);
      } finally {
        for (const { old, descriptor } of batch) {
          closeSync(old.descriptor);
          closeSync(descriptor);
        }
      }
    }
  }

  /** @returns `later` when there are too many open files, of which the batch can close some */
  #prepareOne(
    replacement: Replacement,
    index: number,
    onResult: (index: number, result: ReplacementResult) => void,
    canWait: boolean,
  ): Prepared | 'later' | undefined {
    try {
      const prepared = this.#prepare(replacement, index);
      if (prepared === undefined) {
        onResult(index, 'left');
      }
      return prepared;
    } catch (error) {
      if (getErrorCode(error) === 'EMFILE' && canWait) {
        return 'later';
      }
      onResult(index, toNotReplaced(error));
      return undefined;
    }
  }

  #prepare({ path, make }: Replacement, index: number): Prepared | undefined {
    const name = this.#access.enterParentFolder(path);
    const old = openReplaceable(name, this.#maxBytes);
    let isKept = false;
    try {
      const contents = make(old.bytes);
      if (contents === undefined) {
        return undefined;
      }
      this.#removeAbandoned(path.slice(0, -name.length));
      const temporary = `.${String(process.pid)}-${String(this.#count++)}${TEMPORARY_SUFFIX}`;
      const descriptor = createFile(temporary, (created) => {
        if (process.platform === 'darwin') {
          copyWithAttributes(name, temporary);
        }
        replaceContents(created, contents);
      });
      isKept = true;
      return { index, path, old, temporary, descriptor };
    } finally {
      if (!isKept) {
        closeSync(old.descriptor);
      }
    }
  }

  async #finish(
    batch: readonly Prepared[],
    isInterrupted: () => Promise<boolean>,
    onResult: (index: number, result: ReplacementResult) => void,
  ): Promise<void> {
    const pairs = batch.map(({ old, descriptor }) => ({
      from: old.descriptor,
      to: descriptor,
      stats: old.stats,
    }));
    const problems = batch.length === 0 ? [] : await keepAttributes(pairs);
    for (const [position, prepared] of batch.entries()) {
      try {
        // A signal may have come meanwhile: the disk may take its time for each file.
        if (await isInterrupted()) {
          this.#takeBack(prepared);
          continue;
        }
        this.#commit(prepared, problems[position]);
        onResult(prepared.index, 'replaced');
      } catch (error) {
        onResult(prepared.index, toNotReplaced(error));
      }
    }
  }

  #takeBack({ path, temporary }: Prepared): void {
    this.#access.enterParentFolder(path);
    removeQuietly(temporary);
  }

  #commit({ path, old, temporary, descriptor }: Prepared, problem: string | undefined): void {
    const name = this.#access.enterParentFolder(path);
    try {
      if (problem !== undefined) {
        throw new NotReplaced(problem);
      }
      // Otherwise a crash of the machine could leave the new name with old or no contents.
      fsyncSync(descriptor);
      if (isOtherFile(old.stats, lstatSync(name, { bigint: true }))) {
        throw new ChangedMeanwhile();
      }
      const mine = lstatSync(temporary, { bigint: true });
      if (mine.ino !== fstatSync(descriptor, { bigint: true }).ino) {
        throw new ChangedMeanwhile();
      }
      renameSync(temporary, name);
    } catch (error) {
      removeQuietly(temporary);
      throw error;
    }
  }

  /** Removes what a killed run has left in the working folder, once a folder. */
  #removeAbandoned(folder: string): void {
    if (this.#cleared.has(folder)) {
      return;
    }
    this.#cleared.add(folder);
    for (const name of readdirSync('.')) {
      const pid = TEMPORARY_NAME.exec(name)?.[1];
      if (pid !== undefined && !isRunning(Number(pid))) {
        removeQuietly(name);
      }
    }
  }
}

function toNotReplaced(error: unknown): NotReplaced {
  return error instanceof NotReplaced ? error : new NotReplaced(getErrorMessage(error), { cause: error });
}

/** Makes a new file, or none when it cannot be filled. */
function createFile(name: string, fill: (descriptor: number) => void): number {
  const descriptor = openSync(name, CREATE_FLAGS, 0o600);
  try {
    fill(descriptor);
    return descriptor;
  } catch (error) {
    closeSync(descriptor);
    removeQuietly(name);
    throw error;
  }
}

function replaceContents(descriptor: number, contents: Buffer): void {
  ftruncateSync(descriptor);
  for (let written = 0; written < contents.length;) {
    written += writeSync(descriptor, contents, written, contents.length - written, written);
  }
}

/** A failure to remove it is not reported: what went wrong before is. */
function removeQuietly(name: string): void {
  try {
    unlinkSync(name);
  } catch {
    // It may be gone, or in a folder from which nothing can be removed.
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
    return getErrorCode(error) === 'EPERM';
  }
}
