import { realpathSync, statSync } from 'node:fs';
import { dirname, extname, join, resolve } from 'node:path';
import { displayPath } from '../display-path.ts';
import { errorMessage } from '../error-message.ts';
import type { FileProblem, FoundFiles } from './found-files.ts';
import { isIgnoredByGit, listWithGit, repositoryRootOf, submodulesOf } from './git-listing.ts';
import { NO_RULES, isIgnored, withIgnoreFile, withPatterns } from './ignore-rules.ts';
import type { IgnoreRules } from './ignore-rules.ts';
import { SKIPPED_FOLDERS, walk } from './walk.ts';

/** What to look for. */
export interface FileQuery {
  /** Files and folders, relative to `cwd` or absolute. */
  readonly named: readonly string[];
  /** The same, but only those with one of the extensions count. */
  readonly listed: readonly string[];
  /** An absolute path. */
  readonly cwd: string;
  /** In lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** In the syntax of `.gitignore`, relative to `cwd`. */
  readonly ignore: readonly string[];
  readonly gitignore: boolean;
  /** Told each file once, as soon as it is found. */
  readonly onFile?: (path: string) => void;
}

/**
 * Finds the files that the user's paths lead to.
 *
 * A folder's files are those that git lists, or in a folder without git those that a walk finds. `node_modules` and
 * what `.gitignore` names are left out unless the path itself names them or leads into them.
 *
 * @param query what to look for
 */
export function findFiles(query: FileQuery): FoundFiles {
  return new Search(query).run();
}

class Search {
  readonly #query: FileQuery;
  readonly #files: string[] = [];
  /** Those to which another path, or another entry of git's list, may lead as well. */
  readonly #known = new Set<string>();
  readonly #listed = new Set<string>();
  readonly #roots: string[] = [];
  readonly #problems: FileProblem[] = [];
  readonly #rules: IgnoreRules;

  constructor(query: FileQuery) {
    this.#query = query;
    this.#rules = withPatterns(NO_RULES, query.cwd, query.ignore);
  }

  run(): FoundFiles {
    for (const path of this.#query.named) {
      this.#addNamed(path, (file) => this.#isSource(file) || extname(file) === '');
    }
    for (const path of this.#query.listed) {
      this.#addNamed(path, (file) => this.#isSource(file));
    }
    return { files: this.#files, listed: this.#listed, roots: this.#roots, problems: this.#problems };
  }

  #addNamed(path: string, isWanted: (file: string) => boolean): void {
    const absolute = resolve(this.#query.cwd, path);
    try {
      const stats = statSync(absolute);
      this.#roots.push(realpathSync(absolute));
      if (stats.isDirectory()) {
        this.#addFolder(absolute);
      } else if (!isWanted(absolute) || isIgnored(this.#rules, absolute, false)) {
        return;
      } else if (stats.isFile()) {
        this.#addOnce(absolute, 'seen');
      } else {
        this.#problems.push({ path, message: 'is neither a file nor a folder' });
      }
    } catch (error) {
      this.#problems.push({ path, message: errorMessage(error) });
    }
  }

  #addFolder(folder: string): void {
    const repository = this.#query.gitignore ? repositoryRootOf(folder) : undefined;
    const isSkipped = folder.split(/[\\/]/).some((segment) => SKIPPED_FOLDERS.has(segment));
    if (repository === undefined || isSkipped) {
      this.#walk(folder, this.#rules);
      return;
    }
    const listing = listWithGit(folder);
    if (listing === undefined) {
      this.#walk(folder, this.#rulesAbove(folder, repository));
      return;
    }
    if (listing.paths.length === 0 && isIgnoredByGit(folder)) {
      this.#walk(folder, this.#rules);
      return;
    }
    const prefix = folder.endsWith('/') ? folder : `${folder}/`;
    for (const path of listing.paths) {
      this.#addListed(prefix + path, path);
    }
    for (const path of listing.unreadable) {
      if (this.#isSource(path)) {
        this.#problems.push({ path: this.#shown(prefix + path), message: 'its name is not valid UTF-8' });
      }
    }
    if (listing.paths.includes('.gitmodules')) {
      for (const submodule of submodulesOf(folder)) {
        if (repositoryRootOf(join(folder, submodule)) === join(folder, submodule)) {
          this.#addFolder(join(folder, submodule));
        }
      }
    }
  }

  #addListed(absolute: string, inFolder: string): void {
    if (inFolder.endsWith('/')) {
      this.#addFolder(absolute.slice(0, -1));
      return;
    }
    const isLeftOut =
      !this.#isSource(inFolder) ||
      (inFolder.includes('node_modules/') && inFolder.split('/').includes('node_modules')) ||
      (this.#rules !== NO_RULES && isIgnored(this.#rules, absolute, false));
    if (!isLeftOut) {
      this.#addOnce(absolute, 'listed');
    }
  }

  #walk(folder: string, rules: IgnoreRules): void {
    const isSource = (name: string): boolean => this.#isSource(name);
    const isOnlyPath = this.#query.named.length + this.#query.listed.length === 1;
    for (const { files, links, problem } of walk(folder, rules, this.#query.gitignore, isSource)) {
      for (const file of files) {
        if (isOnlyPath) {
          this.#add(file);
        } else {
          this.#addOnce(file, 'seen');
        }
      }
      for (const link of links) {
        this.#addOnce(link, 'listed');
      }
      if (problem !== undefined) {
        this.#problems.push({ ...problem, path: this.#shown(problem.path) });
      }
    }
  }

  #addOnce(path: string, presence: 'seen' | 'listed'): void {
    if (presence === 'seen') {
      this.#listed.delete(path);
    }
    if (this.#known.has(path)) {
      return;
    }
    this.#known.add(path);
    if (presence === 'listed') {
      this.#listed.add(path);
    }
    this.#add(path);
  }

  #add(path: string): void {
    this.#files.push(path);
    this.#query.onFile?.(path);
  }

  /** The `.gitignore` files between a repository's root and a folder in it, when there is no git to ask. */
  #rulesAbove(folder: string, repository: string): IgnoreRules {
    const above: string[] = [];
    for (let here = folder; here !== repository; here = dirname(here)) {
      above.unshift(dirname(here));
    }
    const rules = above.reduce((outer, here) => withIgnoreFile(outer, join(here, '.gitignore')), this.#rules);
    return isIgnored(rules, folder, true) ? this.#rules : rules;
  }

  #shown(path: string): string {
    return displayPath(this.#query.cwd, path);
  }

  #isSource(path: string): boolean {
    return this.#query.extensions.includes(extname(path).toLowerCase());
  }
}
