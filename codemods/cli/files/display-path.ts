import { relative, sep } from 'node:path';

/**
 * A path as the user would write it.
 *
 * @param cwd the folder in which the command was started, absolute
 * @param path absolute
 * @returns relative to that folder, with `/` on every system
 */
export function toDisplayPath(cwd: string, path: string): string {
  const inFolder = path.startsWith(`${cwd}${sep}`) ? path.slice(cwd.length + 1) : relative(cwd, path);
  return inFolder === '' ? '.' : inFolder.split(sep).join('/');
}
