import { relative, sep } from 'node:path';

/**
 * A path as the user would write it.
 *
 * @param cwd the current folder, absolute
 * @param path absolute
 * @returns relative to the current folder, with `/` on every system
 */
export function displayPath(cwd: string, path: string): string {
  const inFolder = path.startsWith(`${cwd}${sep}`) ? path.slice(cwd.length + 1) : relative(cwd, path);
  return inFolder === '' ? '.' : inFolder.split(sep).join('/');
}
