import { realpathSync, statSync } from 'node:fs';
import { dirname, extname, resolve, sep } from 'node:path';
import { getErrorCode, getErrorMessage } from '../error-message.ts';
import type { Interruption } from '../interruption.ts';
import type { FolderAccess } from './folder-access.ts';
import type { FileProblem, UnsearchedPath } from './found-files.ts';
import type { Glob } from './globs.ts';
import { isIgnoredWithin } from './ignore-rules.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** What to look for. */
export interface PathQuery {
  /** As the user wrote them, relative to `cwd` or absolute. */
  readonly named: readonly string[];
  /** The same, from a list: those that lead nowhere are no mistake, and no link leads out of `base`. */
  readonly listed: readonly string[];
  /** What the listed ones are relative to. */
  readonly base: string;
  /** Absolute, behind every link. */
  readonly cwd: string;
  /** In lower case, each with its dot. */
  readonly extensions: readonly string[];
  /** What the user leaves out. */
  readonly rules: IgnoreRules;
}

/** A folder to walk through. */
export interface FolderTask {
  readonly kind: 'folder';
  /** As the user wrote it. */
  readonly written: string;
  /** Absolute, behind every link. */
  readonly path: string;
  /** The part of it that is meant; undefined for all of it. */
  readonly glob: Glob | undefined;
}

/** A file to read. */
interface FileTask {
  readonly kind: 'file';
  readonly written: string;
  /** Absolute, behind every link. */
  readonly path: string;
}

/** What the user's paths lead to. */
export interface NamedPaths {
  readonly tasks: readonly (FolderTask | FileTask)[];
  readonly problems: readonly FileProblem[];
  /** Paths that are left out, and why. */
  readonly unsearched: readonly UnsearchedPath[];
  /** Paths of the list that lead nowhere. */
  readonly gone: readonly string[];
  /** Paths of the list that a link leads away from. */
  readonly notFollowed: readonly string[];
}

/**
 * Looks at the user's paths. What they name may be entered from now on.
 *
 * @param query the paths
 * @param access is allowed to enter them
 * @param interruption a signal ends the looking
 */
export async function lookUpPaths(
  query: PathQuery,
  access: FolderAccess,
  interruption: Interruption,
): Promise<NamedPaths> {
  const lookup = new Lookup(query, access);
  for (const path of query.named) {
    await lookup.addNamed(path);
    if (await interruption.isOver()) {
      return lookup;
    }
  }
  for (const path of query.listed) {
    lookup.addListed(path);
    if (await interruption.isOver()) {
      return lookup;
    }
  }
  return lookup;
}

class Lookup implements NamedPaths {
  readonly tasks: (FolderTask | FileTask)[] = [];
  readonly problems: FileProblem[] = [];
  readonly unsearched: UnsearchedPath[] = [];
  readonly gone: string[] = [];
  readonly notFollowed: string[] = [];
  readonly #query: PathQuery;
  readonly #access: FolderAccess;

  constructor(query: PathQuery, access: FolderAccess) {
    this.#query = query;
    this.#access = access;
  }

  async addNamed(path: string): Promise<void> {
    const absolute = resolve(this.#query.cwd, path);
    try {
      const real = toRealPath(absolute);
      const isSource = this.#isSource(absolute) || extname(absolute) === '';
      this.#add(path, absolute, real, isSource, dirname(real));
    } catch (error) {
      const glob = getErrorCode(error) === 'ENOENT' ? await readGlob(path) : undefined;
      if (glob === undefined) {
        this.problems.push({ path, message: getErrorMessage(error) });
      } else {
        this.#addGlob(path, glob);
      }
    }
  }

  addListed(path: string): void {
    const { base } = this.#query;
    const absolute = resolve(base, path);
    try {
      const real = toRealPath(absolute);
      const isBelow = (inside: string): boolean => inside === base || inside.startsWith(base + sep);
      if (real !== absolute && isBelow(absolute) && !isBelow(real)) {
        this.notFollowed.push(absolute);
        return;
      }
      // A list of what has changed names files of all kinds.
      if (this.#isSource(absolute) || statSync(real).isDirectory()) {
        this.#add(path, absolute, real, true, isBelow(real) ? base : dirname(real));
      }
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes(getErrorCode(error) ?? '')) {
        this.gone.push(path);
      } else {
        this.problems.push({ path, message: getErrorMessage(error) });
      }
    }
  }

  #add(written: string, absolute: string, real: string, isSource: boolean, fileRoot: string): void {
    const stats = statSync(real);
    if (stats.isDirectory()) {
      this.#access.addRoot(real);
      this.tasks.push({ kind: 'folder', written, path: real, glob: undefined });
    } else if (!stats.isFile()) {
      this.problems.push({ path: written, message: 'is neither a file nor a folder' });
    } else if (!isSource) {
      const ending = extname(absolute);
      const reason = `files that end in ${ending} are not searched (--ext)`;
      this.unsearched.push({ path: written, reason, isPattern: false });
    } else if (isIgnoredWithin(this.#query.rules, absolute, false)) {
      this.unsearched.push({ path: written, reason: 'left out by --ignore', isPattern: false });
    } else {
      this.#access.addFileRoot(fileRoot, real);
      this.tasks.push({ kind: 'file', written, path: real });
    }
  }

  #addGlob(written: string, glob: Glob): void {
    try {
      const real = toRealPath(resolve(this.#query.cwd, glob.base));
      this.#access.addRoot(real);
      this.tasks.push({ kind: 'folder', written, path: real, glob });
    } catch (error) {
      const reason = `the pattern matches nothing: ${glob.base}: ${getErrorMessage(error)}`;
      this.unsearched.push({ path: written, reason, isPattern: true });
    }
  }

  #isSource(path: string): boolean {
    return this.#query.extensions.includes(extname(path).toLowerCase());
  }
}

/** The path behind every link. On macOS the system also says how names are really written: capital letters do not count there. */
function toRealPath(path: string): string {
  return process.platform === 'darwin' ? realpathSync.native(path) : realpathSync(path);
}

/** Loaded when needed: most paths are no patterns. */
async function readGlob(path: string): Promise<Glob | undefined> {
  const { splitGlob } = await import('./globs.ts');
  return splitGlob(path);
}

/**
 * Whether a path leads through a folder of a name.
 *
 * @param path the path
 * @param names the names
 */
export function hasFolderNamed(path: string, names: ReadonlySet<string>): boolean {
  return path.split(sep).some((name) => names.has(name));
}
