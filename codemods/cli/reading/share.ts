import { errorCode, errorMessage } from '../error-message.ts';
import type { MentionTest } from './mentions.ts';
import { readCandidate } from './read-candidate.ts';

/** A file that mentions a reuse option. */
export interface Candidate {
  readonly path: string;
  readonly bytes: Uint8Array;
}

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
 * @param isMentioned tells which of them are candidates
 */
export function readShare(paths: readonly string[], isMentioned: MentionTest): Share {
  const candidates: Candidate[] = [];
  const failures: ReadFailure[] = [];
  for (const path of paths) {
    try {
      const bytes = readCandidate(path, isMentioned);
      if (bytes !== undefined) {
        candidates.push({ path, bytes });
      }
    } catch (error) {
      const leadsNowhere = NOWHERE.has(errorCode(error) ?? '');
      failures.push({ path, message: errorMessage(error), leadsNowhere });
    }
  }
  return { length: paths.length, candidates, failures };
}
