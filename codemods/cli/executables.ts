import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';

/** The folders that executables are not taken from, since what is in there is not trusted. */
let untrusted: readonly string[] = [];

const found = new Map<string, string | undefined>();

/**
 * Says which folders executables are not to be taken from, before any is looked for.
 *
 * @param folders absolute, behind every symbolic link: what is searched, and the current folder
 */
export function distrustExecutablesIn(folders: readonly string[]): void {
  untrusted = folders.filter((folder) => folder !== sep);
  found.clear();
}

/**
 * Finds an executable on the PATH. That may name the current folder, or the `.bin` of a `node_modules` that is searched.
 *
 * @param name such as `git`
 * @returns its absolute path, or undefined when there is none outside of what is searched
 */
export function findExecutable(name: string): string | undefined {
  if (!found.has(name)) {
    found.set(name, search(name));
  }
  return found.get(name);
}

function search(name: string): string | undefined {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    if (!isAbsolute(folder)) {
      continue;
    }
    try {
      const path = join(folder, file);
      accessSync(path, constants.X_OK);
      const isTrusted = [path, realpathSync(path)].every(
        (known) => !untrusted.some((inside) => known.startsWith(inside + sep)),
      );
      if (isTrusted && statSync(path).isFile()) {
        return path;
      }
    } catch {
      // It is not there, or must not be run.
    }
  }
  return undefined;
}
