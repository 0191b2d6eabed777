import { lstatSync, statSync } from 'node:fs';
import { dirname, sep } from 'node:path';

/** Which folder it is, whatever its name is by now. */
interface Identity {
  readonly device: bigint;
  readonly inode: bigint;
}

/** A folder that the user's paths lead to. Nothing outside of one is read or written. */
export interface Root extends Identity {
  /** Absolute, behind every symbolic link. */
  readonly path: string;
  /** Whether links that lead into it may be followed. Where the user named a file, its folder is only a way to it. */
  readonly isNamed: boolean;
}

/** A folder on the way was exchanged for another one, or for a link. */
export class FolderExchanged extends Error {
  /** Says so. */
  constructor() {
    super('its folder was exchanged for another one, or for a link');
  }
}

/** So many steps up at once: a path is limited to 1024 bytes on some systems. */
const STEPS_UP = 200;

/**
 * Goes into folders one component at a time, without following a link, so that whoever may rename folders of the tree
 * cannot lead the command out of it. The working folder of the process is what holds a folder, as a descriptor does: once
 * inside, a bare name means a file of this very folder, whatever happens to its path. That is true on every system, also
 * beyond the longest path that it takes, and a bare name is looked up faster than a path.
 *
 * The working folder belongs to the whole process. What the user named is made absolute before.
 */
export class FolderAccess {
  readonly #roots: Root[] = [];
  /** The chain of folders that the process is in: those below the root, each with its identity once that was needed. */
  #root: Root | undefined;
  #names: string[] = [];
  #chain: (Identity | undefined)[] = [];

  /** The folders that may be entered, with all below; absolute. */
  get roots(): readonly string[] {
    return this.#roots.map(({ path }) => path);
  }

  /** Files that the user named, to which links may lead. */
  readonly #files = new Set<string>();

  /**
   * Allows a folder, with all below.
   *
   * @param path absolute, behind every symbolic link
   * @throws {Error} a system error when it is gone
   */
  addRoot(path: string): void {
    this.#add(path, true);
  }

  /**
   * Allows a file.
   *
   * @param folder the one to start from on the way to it, absolute, behind every symbolic link
   * @param file the same
   * @throws {Error} a system error when the folder is gone
   */
  addFileRoot(folder: string, file: string): void {
    this.#files.add(file);
    this.#add(folder, false);
  }

  #add(path: string, isNamed: boolean): void {
    const known = this.#roots.findIndex((root) => root.path === path);
    const identity = this.#roots[known] ?? getIdentity(lstatSync(path, { bigint: true }));
    const root: Root = { ...identity, path, isNamed: isNamed || (this.#roots[known]?.isNamed ?? false) };
    if (known < 0) {
      this.#roots.push(root);
    } else {
      this.#roots[known] = root;
    }
  }

  /**
   * Makes a folder the working one.
   *
   * @param folder absolute, behind every symbolic link
   * @throws {FolderExchanged} when one on the way is not what it was, or is a link
   * @throws {Error} a system error when it cannot be entered; without a code when it is outside of all roots
   */
  enter(folder: string): void {
    const { names, common } = this.#goToCommon(folder);
    for (const name of names.slice(common)) {
      this.#goDown(name);
    }
  }

  /**
   * The same for a folder that was just seen to be one, and no link, by whoever read the folder around it. It takes half the
   * time: what is entered must lie in the folder that it was seen in, so that an exchange does not lead out.
   *
   * @param folder as of {@link enter}
   * @throws as {@link enter}
   */
  enterSeen(folder: string): void {
    const name = folder.slice(folder.lastIndexOf(sep) + 1);
    const parent = folder.slice(0, Math.max(0, folder.length - name.length - 1));
    const root = this.#root;
    const here = root && [root.path, ...this.#names].join(sep);
    const steps = here === undefined || root === undefined ? -1 : stepsUp(here, parent, root.path);
    const around = steps < 0 ? undefined : this.#identityAbove(steps);
    if (around === undefined || steps > STEPS_UP) {
      this.enter(folder);
      return;
    }
    process.chdir('../'.repeat(steps) + name);
    if (!isSame(around, getIdentity(statSync('..', { bigint: true })))) {
      this.#root = undefined;
      throw new FolderExchanged();
    }
    this.#names.length -= steps;
    this.#chain.length -= steps;
    this.#names.push(name);
    this.#chain.push(undefined);
  }

  /** Goes up to the innermost folder that leads to another one. */
  #goToCommon(folder: string): { readonly names: readonly string[]; readonly common: number } {
    const root = this.#findRoot(folder);
    if (root === undefined) {
      throw new Error('it is outside of the given paths');
    }
    const names = folder.length <= root.path.length ? [] : folder.slice(toPrefix(root).length).split(sep);
    let common = 0;
    if (this.#root === root) {
      while (common < names.length && names[common] === this.#names[common]) {
        common += 1;
      }
    }
    if (this.#root !== root || !this.#goUp(this.#names.length - common)) {
      this.#goTo(root);
      common = 0;
    }
    return { names, common };
  }

  /** Of a folder around the working one, or of that itself; from inside of it, it has been asked for before. */
  #identityAbove(steps: number): Identity | undefined {
    if (steps === this.#chain.length) {
      return this.#root;
    }
    const index = this.#chain.length - 1 - steps;
    if (steps === 0) {
      this.#chain[index] ??= here();
    }
    return this.#chain[index];
  }

  /**
   * Makes a file's folder the working one.
   *
   * @param path absolute, behind every symbolic link
   * @returns the file's bare name
   * @throws {Error} as {@link enter}
   */
  enterParentFolder(path: string): string {
    const folder = dirname(path);
    this.enter(folder);
    return path.slice(folder.endsWith(sep) ? folder.length : folder.length + 1);
  }

  /**
   * Where a link may lead.
   *
   * @param target absolute, behind every symbolic link
   * @returns the path below the named folder that it is in, `''` for a file that is named; undefined when it is in none
   */
  getPathInside(target: string): string | undefined {
    if (this.#files.has(target)) {
      return '';
    }
    const root = this.#roots.find((candidate) => candidate.isNamed && isBelow(target, candidate));
    return root && target.slice(toPrefix(root).length);
  }

  #findRoot(path: string): Root | undefined {
    if (this.#root !== undefined && isBelow(path, this.#root)) {
      return this.#root;
    }
    return this.#roots.findLast((root) => isBelow(path, root));
  }

  #goTo(root: Root): void {
    this.#root = undefined;
    process.chdir(root.path);
    if (!isSame(root, here())) {
      throw new FolderExchanged();
    }
    this.#root = root;
    this.#names = [];
    this.#chain = [];
  }

  /** @returns whether that led to where the process came from; folders may have been moved meanwhile */
  #goUp(steps: number): boolean {
    if (steps === 0) {
      return true;
    }
    try {
      for (let left = steps; left > 0; left -= STEPS_UP) {
        process.chdir('../'.repeat(Math.min(left, STEPS_UP)));
      }
    } catch {
      return false;
    }
    this.#names.length -= steps;
    this.#chain.length -= steps;
    const expected = this.#chain.at(-1) ?? this.#root;
    return expected !== undefined && isSame(expected, here());
  }

  #goDown(name: string): void {
    this.#identityAbove(0);
    const seen = lstatSync(name, { bigint: true });
    if (!seen.isDirectory()) {
      throw new FolderExchanged();
    }
    process.chdir(name);
    const entered = here();
    if (!isSame(getIdentity(seen), entered)) {
      this.#root = undefined;
      throw new FolderExchanged();
    }
    this.#names.push(name);
    this.#chain.push(entered);
  }
}

function here(): Identity {
  return getIdentity(statSync('.', { bigint: true }));
}

function getIdentity({ dev, ino }: { readonly dev: bigint; readonly ino: bigint }): Identity {
  return { device: dev, inode: ino };
}

function isSame(one: Identity, other: Identity): boolean {
  return one.inode === other.inode && one.device === other.device;
}

function toPrefix({ path }: Root): string {
  return path.endsWith(sep) ? path : path + sep;
}

function isBelow(path: string, root: Root): boolean {
  return path === root.path || path.startsWith(toPrefix(root));
}

/**
 * How many folders lie between one and another around it.
 *
 * @returns less than 0 when the other one is not around it, or not in the root
 */
function stepsUp(from: string, to: string, root: string): number {
  if (to.length < root.length || !(from === to || from.startsWith(to + sep))) {
    return -1;
  }
  let steps = 0;
  for (let at = to.length; at < from.length; at += 1) {
    steps += from[at] === sep ? 1 : 0;
  }
  return steps;
}
