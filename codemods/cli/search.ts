import { lstatSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { errorMessage } from './error-message.ts';
import type { FoundFiles } from './files/found-files.ts';
import { SKIPPED_FOLDERS } from './files/walk.ts';
import { NO_FINDINGS } from './outcome.ts';
import type { Candidate } from './reading/file-batch.ts';
import type { Reader } from './reading/reader.ts';
import type { Share } from './reading/share.ts';
import type { ScanResult } from './scan-file.ts';
import type { BegunScan, Scanner } from './scanner.ts';

/** A file with something to say about it. */
export interface SearchedFile extends ScanResult {
  /** Absolute, and behind every symbolic link. */
  readonly path: string;
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

type Where = Pick<FoundFiles, 'listed' | 'roots'>;

/** How long to work before looking up: signals and the progress line wait as long. */
const TURN_MS = 50;

/**
 * Reads the files, and searches those that mention a reuse option.
 *
 * @param where what is known of the files, and outside of which folders no link is followed
 * @param reader reads the files
 * @param scanner searches a file
 * @param onTurn called every now and then with the number of files read; `true` stops the search
 */
export async function search(
  where: Where,
  reader: Reader,
  scanner: Scanner,
  onTurn: (searched: number) => Promise<boolean>,
): Promise<SearchResult> {
  const results = new Results(where, scanner);
  let turnEnd = performance.now() + TURN_MS;
  const endsHere = async (): Promise<boolean> => {
    if (performance.now() <= turnEnd) {
      return false;
    }
    const stops = await onTurn(results.searched);
    turnEnd = performance.now() + TURN_MS;
    return stops;
  };
  for (let share = await reader.next(); share !== undefined; share = await reader.next()) {
    results.noteRead(share);
    for (const candidate of share.candidates) {
      await results.begin(candidate);
      if (await endsHere()) {
        return results.collect(true);
      }
    }
    if (await endsHere()) {
      return results.collect(true);
    }
  }
  return results.collect(false);
}

class Results {
  readonly #where: Where;
  readonly #scanner: Scanner;
  readonly #found = new Map<string, Promise<SearchedFile>>();
  readonly #missing = new Set<string>();
  readonly #notFollowed: string[] = [];
  #searched = 0;

  constructor(where: Where, scanner: Scanner) {
    this.#where = where;
    this.#scanner = scanner;
  }

  get searched(): number {
    return this.#searched;
  }

  noteRead({ length, failures }: Share): void {
    this.#searched += length;
    for (const { path, message, leadsNowhere } of failures) {
      if (leadsNowhere && this.#where.listed.has(path)) {
        this.#missing.add(path);
        this.#searched -= 1;
      } else {
        this.#found.set(path, Promise.resolve(failed(path, message)));
      }
    }
  }

  async begin({ path, bytes }: Candidate): Promise<void> {
    try {
      const target = targetOf(path, this.#where.roots);
      if (target === undefined) {
        this.#notFollowed.push(path);
      } else if (!this.#found.has(target)) {
        this.#found.set(target, settled(target, await this.#scanner.begin(bytes, target)));
      }
    } catch (error) {
      this.#found.set(path, Promise.resolve(failed(path, errorMessage(error))));
    }
  }

  /** In the order of their names: two threads read them in any order. */
  async collect(stopped: boolean): Promise<SearchResult> {
    const files = await Promise.all(this.#found.values());
    return {
      searched: this.#searched,
      files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
      missing: this.#missing,
      notFollowed: this.#notFollowed.toSorted(),
      stopped,
    };
  }
}

async function settled(path: string, { result }: BegunScan): Promise<SearchedFile> {
  try {
    return { path, ...(await result) };
  } catch (error) {
    return failed(path, errorMessage(error));
  }
}

function failed(path: string, message: string): SearchedFile {
  return { path, ...NO_FINDINGS, digest: '', editedDigest: '', error: { message } };
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
