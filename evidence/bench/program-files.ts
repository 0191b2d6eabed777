import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const PROGRAM = /\.(?:[cm]?[jt]s|[jt]sx)$/;

/**
 * @returns every JavaScript and TypeScript file below a folder, by its path from there, with slashes, sorted
 */
export function findPrograms(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => PROGRAM.test(path) && statSync(join(root, path)).isFile())
    .map((path) => relative(root, join(root, path)).split(sep).join('/'))
    .sort();
}

/** @returns the same paths for the same packages on each machine, taken from everywhere */
export function sample(paths: readonly string[], size: number): string[] {
  return paths
    .map((path) => ({ path, key: createHash('sha256').update(path).digest('hex') }))
    .sort((a, b) => a.key.localeCompare(b.key))
    .slice(0, size)
    .map(({ path }) => path);
}
