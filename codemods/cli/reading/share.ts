import { errorCode, errorMessage } from '../error-message.ts';
import type { Candidate, FileBatch } from './file-batch.ts';

/** A file that could not be read. */
interface ReadFailure {
  readonly path: string;
  readonly message: string;
  /** Gone from disk, or a link to a folder, to nothing, or to itself. */
  readonly leadsNowhere: boolean;
}

/** What reading a few files found. */
export interface Share {
  /** How many files they are. */
  readonly length: number;
  readonly candidates: readonly Candidate[];
  readonly failures: readonly ReadFailure[];
}

const NOWHERE = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP']);

/**
 * Reads a few files.
 *
 * @param paths absolute
 * @param batch an empty one to read them in
 */
export function readShare(paths: readonly string[], batch: FileBatch): Share {
  const failures: ReadFailure[] = [];
  for (const path of paths) {
    try {
      batch.read(path);
    } catch (error) {
      const leadsNowhere = NOWHERE.has(errorCode(error) ?? '');
      failures.push({ path, message: errorMessage(error), leadsNowhere });
    }
  }
  return { length: paths.length, candidates: batch.finish(), failures };
}
