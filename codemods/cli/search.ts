import { lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { errorCode, errorMessage } from './error-message.ts';
import type { Presence } from './files/found-files.ts';
import type { MentionTest } from './files/mentions.ts';
import { readCandidate } from './files/read-candidate.ts';
import { SKIPPED_FOLDERS } from './files/walk.ts';
import { NO_FINDINGS } from './outcome.ts';
import type { ScanResult } from './scan-file.ts';
import type { BegunScan, Scanner } from './scanner.ts';

/** A file with something to say about it. */
export interface SearchedFile extends ScanResult {
  /** Absolute, and behind every symbolic link. */
  readonly path: string;
}

/** Where to search. */
export interface SearchQuery {
  /** Absolute paths, and how sure they are. */
  readonly files: Iterable<readonly [path: string, presence: Presence]>;
  /** Real paths, outside of which no link is followed. */
  readonly roots: readonly string[];
  /** Tells which files are to be searched further. */
  readonly isMentioned: MentionTest;
}

/** What the search found. */
export interface SearchResult {
  /** How many files were read. */
  readonly searched: number;
  /** Those that mention a reuse option, and those that could not be read. */
  readonly files: readonly SearchedFile[];
  /** Paths that were only listed, and lead to no file. */
  readonly missing: ReadonlySet<string>;
  /** Symbolic links to files outside of the roots that mention one. */
  readonly notFollowed: readonly string[];
  /** Whether it stopped before the end. */
  readonly stopped: boolean;
}

/** How long to work before looking up: signals and the progress line wait as long. */
const TURN_MS = 50;

/**
 * Reads the files, and searches those that mention a reuse option.
 *
 * @param query where to search
 * @param scanner searches a file
 * @param onTurn called every now and then with the number of files read; `true` stops the search
 */
export async function search(
  query: SearchQuery,
  scanner: Scanner,
  onTurn: (searched: number) => Promise<boolean>,
): Promise<SearchResult> {
  const found = new Map<string, Promise<SearchedFile>>();
  const notFollowed: string[] = [];
  const missing = new Set<string>();
  let searched = 0;
  let stopped = false;
  let turnEnd = performance.now() + TURN_MS;
  for (const [path, presence] of query.files) {
    try {
      const bytes = readCandidate(path, query.isMentioned);
      searched += 1;
      if (bytes !== undefined) {
        const target = targetOf(path, query.roots);
        if (target === undefined) {
          notFollowed.push(path);
        } else if (!found.has(target)) {
          found.set(target, settled(target, await scanner.begin(bytes, target)));
        }
      }
    } catch (error) {
      if (presence === 'listed' && leadsNowhere(error)) {
        missing.add(path);
      } else {
        searched += 1;
        found.set(path, Promise.resolve(failed(path, error)));
      }
    }
    if (performance.now() > turnEnd) {
      if (await onTurn(searched)) {
        stopped = true;
        break;
      }
      turnEnd = performance.now() + TURN_MS;
    }
  }
  return { searched, files: await Promise.all(found.values()), missing, notFollowed, stopped };
}

async function settled(path: string, { result }: BegunScan): Promise<SearchedFile> {
  try {
    return { path, ...(await result) };
  } catch (error) {
    return failed(path, error);
  }
}

function failed(path: string, error: unknown): SearchedFile {
  return { path, ...NO_FINDINGS, digest: '', editedDigest: '', error: { message: errorMessage(error) } };
}

/** Gone from disk, or a link to a folder, to nothing, or to itself. */
function leadsNowhere(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ELOOP';
}

/** The file to edit for a path, or undefined for a link that leads to where nothing may be changed. */
function targetOf(path: string, roots: readonly string[]): string | undefined {
  const target = realpathSync(path);
  if (!lstatSync(path).isSymbolicLink()) {
    return target;
  }
  const isInside = roots.some((root) => {
    const inRoot = root.endsWith(sep) ? root : root + sep;
    return (
      target === root ||
      (target.startsWith(inRoot) &&
        !target
          .slice(inRoot.length)
          .split(sep)
          .some((segment) => SKIPPED_FOLDERS.has(segment)))
    );
  });
  return isInside ? target : undefined;
}
