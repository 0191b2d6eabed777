import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Interruption } from '../interruption.ts';
import { GitFailure, findWorkTree, openRepository } from './repository.ts';
import type { Repository } from './repository.ts';
import { getUserFile, runGit } from './run-git.ts';

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
  readonly #interruption: Interruption;
  readonly #tracked = new Map<string, TrackedFile>();
  readonly #failures = new Map<string, string>();

  /** @param interruption ends the asking: a file without an answer counts as changed then */
  constructor(interruption: Interruption) {
    this.#interruption = interruption;
  }

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
      toObjectHash(bytes, tracked.object) !== tracked.object &&
      !(await differsInLineEndsAlone(bytes, tracked, this.#interruption))
    );
  }

  async #askAbout(repository: Repository, paths: readonly string[]): Promise<void> {
    const isUnborn = await hasNoCommit(repository, this.#interruption);
    for (let start = 0; start < paths.length; start += PATHS_AT_ONCE) {
      const some = paths.slice(start, start + PATHS_AT_ONCE);
      const exact = new Map(some.map((path) => [toInside(repository, path), path]));
      await this.#look(repository, isUnborn, 'literal', exact);
      const respelled = some.filter((path) => !this.#tracked.has(path) && hasOtherSpelling(path));
      if (respelled.length > 0) {
        const byKey = new Map(respelled.map((path) => [toSpellingKey(toInside(repository, path)), path]));
        await this.#look(repository, isUnborn, 'any spelling', byKey);
      }
    }
  }

  /** @param paths absolute, by what the index calls them, or by the key of that */
  async #look(
    repository: Repository,
    isUnborn: boolean,
    spelling: Spelling,
    paths: ReadonlyMap<string, string>,
  ): Promise<void> {
    const inside = [...paths.values()].map((path) => toInside(repository, path));
    const interruption = this.#interruption;
    const staged = isUnborn ? undefined : await listStaged(repository, inside, spelling, interruption);
    for (const { path, object, stage } of await listIndex(repository, inside, spelling, interruption)) {
      const asked = paths.get(spelling === 'literal' ? path : toSpellingKey(path));
      if (asked !== undefined) {
        const isStaged = stage !== '0' || (staged?.has(path) ?? true);
        this.#tracked.set(asked, { repository, path, object, isStaged });
      }
    }
  }
}

/** How a file is asked for: by its very name, or by whatever the file system takes for the same name. */
type Spelling = 'literal' | 'any spelling';

/** A path as git has it: relative to the work tree, with `/`. */
function toInside({ workTree }: Repository, path: string): string {
  return relative(workTree, path).split(sep).join('/');
}

function toSpellingKey(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

/** Whether the file has another name, too: where capital letters do not count, or the two ways to write an accent. */
function hasOtherSpelling(path: string): boolean {
  const name = basename(path);
  const others = [
    join(dirname(path), name.toLowerCase()),
    join(dirname(path), name.toUpperCase()),
    path.normalize('NFC'),
    path.normalize('NFD'),
  ].filter((other) => other !== path);
  const getIdentity = (file: string): string | undefined => {
    const stats = lstatSync(file, { bigint: true, throwIfNoEntry: false });
    return stats && `${String(stats.dev)} ${String(stats.ino)}`;
  };
  try {
    const identity = getIdentity(path);
    return others.some((other) => getIdentity(other) === identity);
  } catch {
    return false;
  }
}

async function hasNoCommit(repository: Repository, interruption: Interruption): Promise<boolean> {
  try {
    await runGit(repository, ['rev-parse', '--quiet', '--verify', 'HEAD'], interruption);
    return false;
  } catch {
    // A repository that is broken says so in what is asked next.
    await runGit(repository, ['symbolic-ref', '--quiet', 'HEAD'], interruption);
    return true;
  }
}

function toPathspecs(paths: readonly string[], spelling: Spelling): readonly string[] {
  return paths.map((path) => `:(top,literal${spelling === 'literal' ? '' : ',icase'})${path}`);
}

async function listStaged(
  repository: Repository,
  paths: readonly string[],
  spelling: Spelling,
  interruption: Interruption,
): Promise<ReadonlySet<string>> {
  const args = [
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
    ...toPathspecs(paths, spelling),
  ];
  const output = await runGit(repository, args, interruption);
  return new Set(output.toString('utf8').split('\0'));
}

interface IndexEntry {
  readonly path: string;
  readonly object: string;
  readonly stage: string;
}

async function listIndex(
  repository: Repository,
  paths: readonly string[],
  spelling: Spelling,
  interruption: Interruption,
): Promise<readonly IndexEntry[]> {
  const args = ['ls-files', '-z', '--stage', '--', ...toPathspecs(paths, spelling)];
  const output = await runGit(repository, args, interruption);
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
function toObjectHash(bytes: Buffer, like: string): string {
  const algorithm = like.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm)
    .update(`blob ${String(bytes.length)}\0`)
    .update(bytes)
    .digest('hex');
}

/** Git may put CR LF on disk where the object has LF. That is no change of anybody. */
async function differsInLineEndsAlone(
  bytes: Buffer,
  tracked: TrackedFile,
  interruption: Interruption,
): Promise<boolean> {
  const normalized = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  if (normalized.length === bytes.length || toObjectHash(normalized, tracked.object) !== tracked.object) {
    return false;
  }
  try {
    return await isConverted(tracked, interruption);
  } catch (error) {
    if (error instanceof GitFailure) {
      return false;
    }
    throw error;
  }
}

async function isConverted({ repository, path }: TrackedFile, interruption: Interruption): Promise<boolean> {
  // The work tree's own files, and one that the repository names, may be FIFOs or endless: those of the index and of the user
  // count.
  const userFile = await getUserFile('core.attributesFile', interruption);
  const setting = `core.attributesFile=${userFile}`;
  const args = ['-c', setting, 'check-attr', '--cached', '-z', '--stdin', ...CONVERSIONS];
  const output = await runGit(repository, args, interruption, `${path}\0`);
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
  return (
    isGiven('text') || isGiven('eol') || isGiven('crlf') || (await convertsByItself(repository, interruption))
  );
}

async function convertsByItself(repository: Repository, interruption: Interruption): Promise<boolean> {
  try {
    const value = await runGit(repository, ['config', '--get', 'core.autocrlf'], interruption);
    return /^(?:true|input|yes|on|1)$/i.test(value.toString('utf8').trim());
  } catch {
    return false;
  }
}
