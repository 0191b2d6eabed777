import { parse, resolve } from 'node:path';
import { rmSync } from 'node:fs';
import { getErrorMessage } from '../error-message.ts';
import { ExitCode } from '../exit-codes.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { FolderAccess } from '../files/folder-access.ts';
import type { Interruption } from '../interruption.ts';
import type { Settings } from '../options/settings.ts';
import { MAX_SOURCE_BYTES } from '../reading/file-batch.ts';
import { counted } from '../reports/diff/stat.ts';
import { toDigest } from '../searching/digest.ts';
import { toVisible } from '../terminal/visible-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { ChangedMeanwhile } from './not-replaced.ts';
import { FileReplacer } from './replace-files.ts';
import { UndoFailure, findLatestRecord, readRecord } from './undo-record.ts';
import type { UndoEntry } from './undo-record.ts';

/** How many files are read from the record at a time. */
const ENTRIES_AT_ONCE = 32;

/**
 * Restores the files that a run has changed, where they still are as it left them.
 *
 * @param settings what the user wants
 * @param terminal where to report
 * @param cwd where the command was started, absolute
 * @param interruption stops between two groups of files
 * @returns how it ended
 */
export async function undo(
  settings: Settings,
  terminal: Terminal,
  cwd: string,
  interruption: Interruption,
): Promise<ExitCode> {
  try {
    const record =
      settings.undo === undefined || settings.undo === ''
        ? await findLatestRecord(cwd)
        : resolve(cwd, settings.undo);
    const counts = await restore(record, terminal, cwd, interruption);
    const parts = [
      `Restored ${counted(counts.restored, 'file')}`,
      ...(counts.already > 0 ? [`${String(counts.already)} were as before`] : []),
      ...(counts.left > 0 ? [`${String(counts.left)} left as they are`] : []),
    ];
    if (settings.verbosity !== 'quiet') {
      terminal.out(`${parts.join(', ')}.\n`);
    }
    if (interruption.code !== undefined) {
      return interruption.code;
    }
    if (counts.left > 0) {
      return ExitCode.failed;
    }
    rmSync(record, { force: true });
    return ExitCode.done;
  } catch (error) {
    if (!(error instanceof UndoFailure)) {
      throw error;
    }
    terminal.err(`sockets-codemod: ${toVisible(error.message)}\n`);
    return ExitCode.usage;
  }
}

interface Counts {
  restored: number;
  /** As they were before the run. */
  already: number;
  left: number;
}

async function restore(
  record: string,
  terminal: Terminal,
  cwd: string,
  interruption: Interruption,
): Promise<Counts> {
  const counts: Counts = { restored: 0, already: 0, left: 0 };
  const access = new FolderAccess();
  const replacer = new FileReplacer(access, MAX_SOURCE_BYTES);
  let waiting: UndoEntry[] = [];
  const restoreWaiting = async (): Promise<void> => {
    const entries = waiting;
    waiting = [];
    const done = new Set<number>();
    await replacer.replace(
      entries.map((entry) => ({ path: entry.path, make: (now) => getBytesBefore(entry, now) })),
      () => interruption.check(),
      (index, result) => {
        done.add(index);
        if (result === 'replaced') {
          counts.restored += 1;
        } else if (result === 'left') {
          counts.already += 1;
        } else {
          counts.left += 1;
          const path = entries[index]?.path ?? '';
          terminal.err(`${toVisible(toDisplayPath(cwd, path))}: left as it is: ${result.message}\n`);
        }
      },
    );
    counts.left += entries.length - done.size;
  };
  for await (const line of readRecord(record)) {
    if ('format' in line) {
      continue;
    }
    try {
      // From the root of the file system on: a link anywhere on the way was not there when the record was written.
      access.addRoot(parse(line.path).root);
    } catch (error) {
      throw new UndoFailure(getErrorMessage(error), { cause: error });
    }
    waiting.push(line);
    if (waiting.length >= ENTRIES_AT_ONCE) {
      await restoreWaiting();
    }
  }
  await restoreWaiting();
  return counts;
}

/** @returns undefined when the file is as it was before the run */
function getBytesBefore(entry: UndoEntry, now: Buffer): Buffer | undefined {
  const digest = toDigest(now);
  if (digest === entry.before) {
    return undefined;
  }
  const bytes = Buffer.from(entry.bytes, 'base64');
  if (digest !== entry.after || toDigest(bytes) !== entry.before) {
    throw new ChangedMeanwhile();
  }
  return bytes;
}
