import { createHash } from 'node:crypto';
import { dirname, join, sep } from 'node:path';
import { GitFailure, findWorkTree, openRepository } from './repository.ts';
import type { Repository } from './repository.ts';
import { runGit } from './run-git.ts';

/** A file as git has it. */
interface TrackedFile {
  readonly repository: Repository;
  /** Relative to the work tree. */
  readonly path: string;
  /** The name of its contents in the index: a hash of them. */
  readonly object: string;
  /** Whether the index has something else than the last commit, or cannot decide. */
  readonly isStaged: boolean;
}

/** Command lines are limited to 128 KiB on some systems; paths to 4 KiB. */
const PATHS_AT_ONCE = 100;

/** The attributes by which git changes the contents of a file between disk and object. */
const CONVERSIONS = ['text', 'eol', 'crlf', 'filter', 'ident', 'working-tree-encoding'] as const;

type Conversion = (typeof CONVERSIONS)[number];

/**
 * Knows whether a file holds changes that are not committed. Git is asked only for what it has; what is on disk is hashed
 * here, since git would trust its flags (`assume-unchanged`, `skip-worktree`) and run the repository's filters. What only a
 * filter could tell counts as changed.
 */
export class GitGuard {
  readonly #tracked = new Map<string, TrackedFile>();
  readonly #failures = new Map<string, string>();

  /** Why git could not be asked about a repository, in its own words. */
  get failures(): readonly string[] {
    return [...new Set(this.#failures.values())];
  }

  /**
   * Asks git about files.
   *
   * @param paths absolute, behind every symbolic link
   */
  async ask(paths: readonly string[]): Promise<void> {
    const byWorkTree = new Map<string, string[]>();
    const workTrees = new Map<string, string | undefined>();
    for (const path of paths) {
      const folder = dirname(path);
      if (!workTrees.has(folder)) {
        workTrees.set(folder, findWorkTree(folder));
      }
      const workTree = workTrees.get(folder);
      if (workTree !== undefined) {
        const inTree = byWorkTree.get(workTree) ?? [];
        inTree.push(path);
        byWorkTree.set(workTree, inTree);
      }
    }
    for (const [workTree, inTree] of byWorkTree) {
      try {
        await this.#askAbout(openRepository(workTree), inTree);
      } catch (error) {
        if (!(error instanceof GitFailure)) {
          throw error;
        }
        for (const path of inTree) {
          this.#failures.set(path, error.message);
        }
      }
    }
  }

  /**
   * Whether something would be lost that git does not hold.
   *
   * @param path one of those that were asked about
   * @param bytes what is in the file
   * @returns also true when git could not be asked; false for what git does not track, and outside of repositories
   */
  async isUncommitted(path: string, bytes: Buffer): Promise<boolean> {
    const tracked = this.#tracked.get(path);
    if (tracked === undefined) {
      return this.#failures.has(path);
    }
    if (tracked.isStaged) {
      return true;
    }
    return (
      hashOf(bytes, tracked.object) !== tracked.object && !(await differsInLineEndsAlone(bytes, tracked))
    );
  }

  async #askAbout(repository: Repository, paths: readonly string[]): Promise<void> {
    const inside = paths.map((path) =>
      path
        .slice(repository.workTree.length + 1)
        .split(sep)
        .join('/'),
    );
    const isUnborn = await hasNoCommit(repository);
    for (let start = 0; start < inside.length; start += PATHS_AT_ONCE) {
      const some = inside.slice(start, start + PATHS_AT_ONCE);
      const staged = isUnborn ? undefined : await listStaged(repository, some);
      for (const { path, object, stage } of await listIndex(repository, some)) {
        this.#tracked.set(join(repository.workTree, path), {
          repository,
          path,
          object,
          isStaged: stage !== '0' || (staged?.has(path) ?? true),
        });
      }
    }
  }
}

async function hasNoCommit(repository: Repository): Promise<boolean> {
  try {
    await runGit(repository, ['rev-parse', '--quiet', '--verify', 'HEAD']);
    return false;
  } catch {
    // A repository that is broken says so in what is asked next.
    await runGit(repository, ['symbolic-ref', '--quiet', 'HEAD']);
    return true;
  }
}

async function listStaged(repository: Repository, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const output = await runGit(repository, [
    'diff-index',
    '--cached',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--ignore-submodules=all',
    'HEAD',
    '--',
    ...paths,
  ]);
  return new Set(output.toString('utf8').split('\0'));
}

interface IndexEntry {
  readonly path: string;
  readonly object: string;
  readonly stage: string;
}

async function listIndex(repository: Repository, paths: readonly string[]): Promise<readonly IndexEntry[]> {
  const output = await runGit(repository, ['ls-files', '-z', '--stage', '--', ...paths]);
  return output
    .toString('utf8')
    .split('\0')
    .flatMap((line) => {
      const [, object, stage, path] = /^\d+ ([0-9a-f]+) (\d)\t(.*)$/s.exec(line) ?? [];
      return object === undefined || stage === undefined || path === undefined
        ? []
        : [{ object, stage, path }];
    });
}

/** The name that git gives to contents; it is longer where the repository uses SHA-256. */
function hashOf(bytes: Buffer, like: string): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm)
    .update(`blob ${String(bytes.length)}\0`)
    .update(bytes)
    .digest('hex');
}

/** Git may put CR LF on disk where the object has LF. That is no change of anybody. */
async function differsInLineEndsAlone(bytes: Buffer, tracked: TrackedFile): Promise<boolean> {
  const normalized = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  if (normalized.length === bytes.length || hashOf(normalized, tracked.object) !== tracked.object) {
    return false;
  }
  try {
    return await isConverted(tracked);
  } catch (error) {
    if (error instanceof GitFailure) {
      return false;
    }
    throw error;
  }
}

async function isConverted({ repository, path }: TrackedFile): Promise<boolean> {
  const output = await runGit(repository, ['check-attr', '-z', '--stdin', ...CONVERSIONS], `${path}\0`);
  const words = output.toString('utf8').split('\0');
  const values = new Map<string, string>();
  for (let index = 0; index + 2 < words.length; index += 3) {
    values.set(words[index + 1] ?? '', words[index + 2] ?? '');
  }
  const isGiven = (name: Conversion): boolean => !['unspecified', 'unset'].includes(values.get(name) ?? '');
  if (isGiven('filter') || isGiven('ident') || isGiven('working-tree-encoding')) {
    return false;
  }
  if (values.get('text') === 'unset' || values.get('crlf') === 'unset') {
    return false;
  }
  return isGiven('text') || isGiven('eol') || isGiven('crlf') || (await convertsByItself(repository));
}

async function convertsByItself(repository: Repository): Promise<boolean> {
  try {
    const value = await runGit(repository, ['config', '--get', 'core.autocrlf']);
    return /^(?:true|input|yes|on|1)$/i.test(value.toString('utf8').trim());
  } catch {
    return false;
  }
}
