import { readFileSync } from 'node:fs';

/** The descriptor of the standard input. */
const STDIN = 0;

/**
 * Reads a list of paths.
 *
 * @param file where it is; `-` is the standard input
 * @returns the paths: between NULs if there is one in the list, as `git ls-files -z` and `find -print0` write it, else
 *   one a line
 * @throws {Error} a system error when it cannot be read
 */
export function readPathList(file: string): readonly string[] {
  const text = readFileSync(file === '-' ? STDIN : file, 'utf8');
  const paths = text.includes('\0') ? text.split('\0') : text.split(/\r?\n/);
  return paths.filter((path) => path !== '');
}
