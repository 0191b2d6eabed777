import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { systemErrorFields } from '../operations/errors.ts';
import { hasSunPathRoom } from './unix-path.ts';

/**
 * A folder that only this user can enter, for what must not be found before it is finished. On Linux what is in it is reached by
 * the folder's descriptor, so that whoever can rename folders beside it changes nothing.
 */
export class PrivateFolder {
  readonly #path: string;
  #fd: number | undefined;
  /** Leads into the folder, wherever it is by then. */
  readonly #way: string;
  #isBoundByDescriptor = false;

  private constructor(path: string) {
    this.#path = path;
    const flags = constants.O_DIRECTORY | constants.O_NOFOLLOW;
    this.#fd = process.platform === 'linux' ? openSync(path, flags) : undefined;
    const way = `/proc/self/fd/${this.#fd}`;
    // No /proc in some containers.
    this.#way = this.#fd !== undefined && existsSync(way) ? way : path;
  }

  /** Makes a new folder, of mode 0700, in `parent`. */
  static create(parent: string): PrivateFolder {
    return new PrivateFolder(mkdtempSync(join(parent, '.s')));
  }

  /** Makes the folder of that name in `parent`, or takes the one that this user has made. */
  static createOrFind(parent: string, name: string): PrivateFolder {
    const path = join(parent, name);
    try {
      mkdirSync(path, 0o700);
    } catch (error) {
      const found = lstatSync(path, { throwIfNoEntry: false });
      // Taken away by who has finished with it.
      if (found === undefined && systemErrorFields(error).code === 'EEXIST') {
        return PrivateFolder.createOrFind(parent, name);
      }
      const isOurs =
        found?.isDirectory() === true && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
      if (!isOurs) {
        throw error;
      }
    }
    return new PrivateFolder(path);
  }

  /** A name that no other folder ever has: at close, libuv removes the path of bind(2), whatever has that path by then. */
  static createName(): string {
    return randomBytes(5).toString('hex');
  }

  /** The path of something in the folder, or beside it with `../`, for system calls. */
  find(name: string): string {
    return `${this.#way}/${name}`;
  }

  /** The path of something in the folder, for bind(2): the full one if it is short enough, since others see it, as in ss(8). */
  findForBind(name: string): string {
    const path = join(this.#path, name);
    if (hasSunPathRoom(path)) {
      return path;
    }
    this.#isBoundByDescriptor = true;
    return this.find(name);
  }

  /** Removes the folder, and a file in it. */
  remove(file: string): void {
    ignoreFailure(() => {
      unlinkSync(this.find(file));
    });
    this.removeEmpty();
    if (!this.#isBoundByDescriptor) {
      this.release();
    }
  }

  /** Removes the folder, unless something is in it. */
  removeEmpty(): void {
    ignoreFailure(() => {
      rmdirSync(this.#path);
    });
  }

  /**
   * Lets go of the folder for good, when the socket that was bound in it is closed: libuv removes then what it has bound, and
   * must not find another folder by the descriptor.
   */
  release(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) {
      closeSync(fd);
    }
  }
}

/** What is gone already, or not ours, stays as it is. */
function ignoreFailure(remove: () => void): void {
  try {
    remove();
  } catch {
    // See above.
  }
}
