import { dirname, extname, sep } from 'node:path';
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import { toDisplayPath } from '../files/display-path.ts';
import { FolderExchanged } from '../files/folder-access.ts';
import type { FolderAccess } from '../files/folder-access.ts';
import type { FileProblem, UnsearchedPath } from '../files/found-files.ts';
import { createIgnoreRules, isIgnoredWithin, withPatterns } from '../files/ignore-rules.ts';
import type { IgnoreRules } from '../files/ignore-rules.ts';
import { hasFolderNamed, lookUpPaths } from '../files/named-paths.ts';
import type { FolderTask } from '../files/named-paths.ts';
import { MAX_IGNORE_FILE_BYTES, SKIPPED_FOLDERS, walk } from '../files/walk.ts';
import type { WalkListener, WalkedRepository } from '../files/walk.ts';
import { readUserExcludes, withExcludes } from '../git/exclude-files.ts';
import { GitFailure, findWorkTree } from '../git/repository.ts';
import { listTrackedFiles } from '../git/tracked-files.ts';
import type { Interruption } from '../interruption.ts';
import { distrustExecutablesIn } from '../executables.ts';
import { FileBatch } from '../reading/file-batch.ts';
import { createMentionSearch } from '../reading/mentions.ts';
import { readRegularFile } from '../reading/read-bounded.ts';
import { failedScan } from './failed-scan.ts';
import type { ScanResult } from './scan-file.ts';
import type { ScanPool } from './scan-pool.ts';

/** A file with something to say about it. */
export interface SearchedFile extends ScanResult {
  /** Absolute, and behind every symbolic link. */
  readonly path: string;
}

/** What to search. */
export interface SearchQuery {
  /** Paths as the user wrote them. */
  readonly named: readonly string[];
  /** Paths of a list. */
  readonly listed: readonly string[];
  /** What the listed ones are relative to. */
  readonly base: string;
  /** Absolute, behind every link. */
  readonly cwd: string;
  /** In lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** In the syntax of `.gitignore`, relative to `cwd`. */
  readonly ignore: readonly string[];
  readonly gitignore: boolean;
  /** Words of which a file must contain one to be judged. */
  readonly mentions: readonly string[];
}

/** What the search found. */
export interface SearchResult {
  /** Every file that was searched, absolute and behind every symbolic link. */
  readonly searched: ReadonlySet<string>;
  /** Those that mention a reuse option, and those that could not be read; by path. */
  readonly files: readonly SearchedFile[];
  /** Paths that lead to no file. */
  readonly problems: readonly FileProblem[];
  /** What does not change the result, but should be known. */
  readonly warnings: readonly FileProblem[];
  /** Paths that were given and led to no file that is searched. */
  readonly unsearched: readonly UnsearchedPath[];
  /** Paths of the list that lead nowhere. */
  readonly gone: readonly string[];
  /** Links that lead outside of the given paths, absolute. */
  readonly notFollowed: readonly string[];
  /** Whether it stopped before the end. */
  readonly stopped: boolean;
}

/** How often to look for signals while nothing is left to do but to wait for the processes. */
const PAUSE_MS = 20;

const PACKAGE_FOLDER: ReadonlySet<string> = new Set(['node_modules']);

/** What a search works with. */
export interface SearchTools {
  /** Enters the folders. */
  readonly access: FolderAccess;
  /** Judges files. */
  readonly pool: ScanPool;
  /** Stops the search. */
  readonly interruption: Interruption;
  /** Told every now and then how many files are read. */
  readonly onProgress: (searched: number) => void;
}

/**
 * Finds the files, reads them, and judges those that mention a reuse option.
 *
 * @param query what to search
 * @param tools what to do it with
 */
export async function search(query: SearchQuery, tools: SearchTools): Promise<SearchResult> {
  return new Search(query, tools).run();
}

class Search {
  readonly #query: SearchQuery;
  readonly #access: FolderAccess;
  readonly #pool: ScanPool;
  readonly #interruption: Interruption;
  readonly #onProgress: SearchTools['onProgress'];
  readonly #batch: FileBatch;
  readonly #userRules: IgnoreRules;
  readonly #extensions: ReadonlySet<string>;
  readonly #searched = new Set<string>();
  readonly #found = new Map<string, Promise<SearchedFile | undefined>>();
  readonly #problems: FileProblem[] = [];
  readonly #warnings: FileProblem[] = [];
  readonly #unsearched: UnsearchedPath[] = [];
  readonly #notFollowed = new Set<string>();
  readonly #repositories = new Map<string, WalkedRepository>();
  /** Files that links lead to. */
  readonly #targets = new Set<string>();
  #userExcludes = '';
  #isStopped = false;

  constructor(query: SearchQuery, { access, pool, interruption, onProgress }: SearchTools) {
    this.#query = query;
    this.#access = access;
    this.#pool = pool;
    this.#interruption = interruption;
    this.#onProgress = onProgress;
    this.#batch = new FileBatch(createMentionSearch(query.mentions));
    this.#userRules = createIgnoreRules(query.cwd, query.ignore);
    this.#extensions = new Set(query.extensions);
  }

  async run(): Promise<SearchResult> {
    const pathQuery = { ...this.#query, rules: this.#userRules };
    const paths = await lookUpPaths(pathQuery, this.#access, this.#interruption);
    this.#isStopped = this.#interruption.code !== undefined;
    this.#problems.push(...paths.problems);
    this.#unsearched.push(...paths.unsearched);
    for (const path of paths.notFollowed) {
      this.#notFollowed.add(path);
    }
    const folders = paths.tasks.filter((task) => task.kind === 'folder');
    const { roots } = this.#access;
    distrustExecutablesIn([...roots, ...roots.flatMap((path) => findWorkTree(path) ?? []), this.#query.cwd]);
    if (this.#query.gitignore && folders.some(({ path }) => findWorkTree(path) !== undefined)) {
      this.#userExcludes = await readUserExcludes(this.#interruption);
    }
    for (const task of paths.tasks) {
      await (task.kind === 'folder' ? this.#searchFolder(task) : this.#searchFile(task.path, 'reported'));
    }
    await this.#searchTracked(folders);
    for (const target of this.#targets) {
      await this.#searchFile(target, 'reported');
    }
    await this.#goThrough(this.#batch.searchLargeFiles());
    this.#judgeBatch();
    return { ...(await this.#collect()), gone: paths.gone };
  }

  async #searchFolder(task: FolderTask): Promise<void> {
    if (this.#isStopped) {
      return;
    }
    const { path, written, glob } = task;
    const entersPackages = hasFolderNamed(path, PACKAGE_FOLDER);
    const workTree = this.#query.gitignore && !entersPackages ? findWorkTree(path) : undefined;
    const repository = workTree === undefined ? undefined : this.#repositoryAt(workTree);
    const before = this.#searched.size;
    let leftOut = 0;
    const start = {
      folder: path,
      rules: workTree === undefined ? this.#userRules : this.#rulesAt(path, workTree),
      gitignore: this.#query.gitignore && !entersPackages,
      entersPackages,
      repository,
      isMeant: glob?.matches,
    };
    const listener = this.#createListener(entersPackages, () => {
      leftOut += 1;
    });
    await this.#goThrough(walk(start, this.#access, listener));
    if (this.#searched.size === before && this.#goesOn()) {
      const isPattern = glob !== undefined;
      this.#unsearched.push({ path: written, reason: getReasonForNothing(isPattern, leftOut), isPattern });
    }
  }

  #createListener(entersPackages: boolean, onLeftOut: () => void): WalkListener {
    return {
      onLeftOut,
      isWanted: (name) => this.#isSource(name),
      onFile: (path, name) => {
        this.#read(path, name, 'reported');
      },
      onFileLink: (path, target) => {
        const inside = this.#access.getPathInside(target);
        if (inside === undefined || (!entersPackages && hasFolderNamed(inside, SKIPPED_FOLDERS))) {
          this.#notFollowed.add(path);
        } else {
          this.#targets.add(target);
        }
      },
      onFolderLink: (path, target) => {
        if (this.#access.getPathInside(target) === undefined) {
          this.#notFollowed.add(path);
        }
      },
      onRepository: (repository) => {
        this.#repositories.set(repository.folder, repository);
        return withExcludes(this.#userRules, repository.folder, this.#userExcludes);
      },
      onProblem: (path, message) => {
        this.#problems.push({ path: this.#toShownPath(path), message });
      },
      onWarning: (path, message) => {
        this.#warnings.push({ path: this.#toShownPath(path), message });
      },
    };
  }

  #repositoryAt(workTree: string): WalkedRepository {
    const known = this.#repositories.get(workTree);
    const repository = known ?? { folder: workTree, leavesOut: false };
    this.#repositories.set(workTree, repository);
    return repository;
  }

  /** The rules of the folders between a repository's root and a folder in it; none where they leave out the folder itself. */
  #rulesAt(folder: string, workTree: string): IgnoreRules {
    let rules = withExcludes(this.#userRules, workTree, this.#userExcludes);
    const above: string[] = [];
    for (let here = folder; here !== workTree; here = dirname(here)) {
      above.unshift(dirname(here));
    }
    for (const here of above) {
      rules = withIgnoreFileAt(rules, here);
    }
    return isIgnoredWithin(rules, folder, true) ? this.#userRules : rules;
  }

  /** Files that git tracks are searched, also where `.gitignore` would leave them out. */
  async #searchTracked(folders: readonly FolderTask[]): Promise<void> {
    for (const { folder: workTree, leavesOut } of this.#repositories.values()) {
      if (!leavesOut || this.#isStopped) {
        continue;
      }
      try {
        await this.#searchTrackedIn(workTree, folders);
      } catch (error) {
        if (!(error instanceof GitFailure)) {
          throw error;
        }
        this.#warnings.push({
          path: this.#toShownPath(workTree),
          message: `git does not say which files it tracks, so that those that .gitignore names are left out (${error.message})`,
        });
      }
    }
  }

  async #searchTrackedIn(workTree: string, folders: readonly FolderTask[]): Promise<void> {
    const { paths, unreadable } = await listTrackedFiles(workTree, this.#interruption);
    for (const inside of paths) {
      const path = [workTree, inside.split('/').join(sep)].join(sep);
      if (this.#isLeftOut(inside, path, folders)) {
        await this.#searchFile(path, 'expected to be gone');
      }
    }
    for (const inside of unreadable) {
      const path = [workTree, inside].join(sep);
      if (this.#isLeftOut(inside, path, folders)) {
        this.#problems.push({ path: this.#toShownPath(path), message: 'its name is not valid UTF-8' });
      }
    }
  }

  /** Whether a tracked file was not searched though it should be. */
  #isLeftOut(inside: string, path: string, folders: readonly FolderTask[]): boolean {
    return this.#isSource(inside) && !this.#searched.has(path) && this.#isWantedIn(folders, path);
  }

  #isWantedIn(folders: readonly FolderTask[], path: string): boolean {
    return folders.some(({ path: folder, glob }) => {
      const inside = path.startsWith(folder + sep) ? path.slice(folder.length + 1) : undefined;
      return (
        inside !== undefined &&
        !hasFolderNamed(inside, SKIPPED_FOLDERS) &&
        (glob === undefined || glob.matches(inside)) &&
        !isIgnoredWithin(this.#userRules, path, false)
      );
    });
  }

  async #searchFile(path: string, failure: FailureHandling): Promise<void> {
    if (this.#isStopped || this.#searched.has(path)) {
      return;
    }
    try {
      this.#read(path, this.#access.enterParentFolder(path), failure);
    } catch (error) {
      this.#fail(path, error, failure);
    }
    if (this.#batch.isFull) {
      await this.#makeRoom();
    }
    if (this.#interruption.isCheckDue()) {
      await this.#giveTurn();
    }
  }

  /** The working folder is the file's. */
  #read(path: string, name: string, failure: FailureHandling): void {
    if (this.#searched.has(path)) {
      return;
    }
    try {
      this.#batch.read(path, name);
      this.#searched.add(path);
    } catch (error) {
      this.#fail(path, error, failure);
    }
  }

  #fail(path: string, error: unknown, failure: FailureHandling): void {
    if (failure === 'expected to be gone') {
      if (error instanceof FolderExchanged || getErrorCode(error) === 'ELOOP') {
        this.#notFollowed.add(path);
        return;
      }
      if (NOWHERE.has(getErrorCode(error) ?? '')) {
        return;
      }
    }
    this.#searched.add(path);
    this.#found.set(path, Promise.resolve({ path, ...failedScan(getErrorMessage(error)) }));
  }

  /** One step after the other, until there are none or the search is stopped. */
  async #goThrough(steps: Iterator<undefined, void>): Promise<void> {
    while (!this.#isStopped && steps.next().done !== true) {
      if (this.#batch.isFull) {
        await this.#makeRoom();
      }
      if (this.#interruption.isCheckDue()) {
        await this.#giveTurn();
      }
    }
  }

  /** Files that are too large to be searched at once are open until then. */
  async #makeRoom(): Promise<void> {
    await this.#goThrough(this.#batch.searchLargeFiles());
  }

  /** To signals, the progress line, and the answers of the processes. */
  async #giveTurn(): Promise<void> {
    this.#judgeBatch();
    await this.#pool.room();
    this.#onProgress(this.#searched.size);
    this.#isStopped ||= await this.#interruption.check();
  }

  #judgeBatch(): void {
    const { candidates, failures } = this.#batch.finish();
    for (const { path, message } of failures) {
      this.#found.set(path, Promise.resolve({ path, ...failedScan(message) }));
    }
    for (const { path, bytes } of candidates) {
      this.#found.set(path, this.#judge(path, bytes));
    }
  }

  async #judge(path: string, bytes: Uint8Array): Promise<SearchedFile | undefined> {
    const result = await this.#pool.scan({ path, bytes });
    if (result?.apartBecause !== undefined) {
      const message = `is judged without the files around it: ${result.apartBecause}`;
      this.#warnings.push({ path: this.#toShownPath(path), message });
    }
    return result && { path, ...result };
  }

  /** In the order of their names: the processes answer in any. What is not judged when the search stops is left out. */
  async #collect(): Promise<Omit<SearchResult, 'gone'>> {
    const files: SearchedFile[] = [];
    let settled = 0;
    const all = Promise.all(
      [...this.#found.values()].map(async (found) => {
        const file = await found;
        settled += 1;
        if (file !== undefined) {
          files.push(file);
        }
      }),
    );
    await Promise.race([all, waitForNextTurn()]);
    while (settled < this.#found.size && !this.#isStopped) {
      await Promise.race([all, pause(PAUSE_MS)]);
      this.#onProgress(this.#searched.size);
      this.#isStopped ||= await this.#interruption.check();
    }
    return {
      searched: this.#searched,
      files: files.slice().sort((a, b) => (a.path < b.path ? -1 : 1)),
      problems: this.#problems,
      warnings: [...this.#warnings, ...this.#listUnparsedFiles()].sort((a, b) => (a.path < b.path ? -1 : 1)),
      unsearched: this.#unsearched,
      notFollowed: [...this.#notFollowed].sort(),
      stopped: this.#isStopped,
    };
  }

  /** The imports of searched files that could not be parsed. */
  #listUnparsedFiles(): readonly FileProblem[] {
    return this.#pool.unparsed.map(({ path, reason }) => ({
      path: this.#toShownPath(path.split('/').join(sep)),
      message: `is not read for the files around it: ${reason}`,
    }));
  }

  #goesOn(): boolean {
    return !this.#isStopped;
  }

  #isSource(path: string): boolean {
    return this.#extensions.has(extname(path).toLowerCase());
  }

  #toShownPath(path: string): string {
    return toDisplayPath(this.#query.cwd, path);
  }
}

/** What a file is that cannot be read: a failure, or only listed by git, whose list also holds what is gone from disk. */
type FailureHandling = 'reported' | 'expected to be gone';

const NOWHERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

function getReasonForNothing(isGlob: boolean, leftOut: number): string {
  if (leftOut > 0) {
    return 'all files in it are left out (.gitignore, --ignore)';
  }
  return isGlob
    ? 'the pattern matches no file that is searched (--ext)'
    : 'no file in it is searched (--ext)';
}

/** A `.gitignore` above the named folder; the walk reads those below. */
function withIgnoreFileAt(rules: IgnoreRules, folder: string): IgnoreRules {
  try {
    const limits = { maxBytes: MAX_IGNORE_FILE_BYTES, followLinks: false };
    const bytes = readRegularFile([folder, '.gitignore'].join(sep), limits);
    return withPatterns(rules, folder, bytes.toString('utf8'));
  } catch {
    return rules;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

function waitForNextTurn(): Promise<void> {
  return new Promise(setImmediate);
}
