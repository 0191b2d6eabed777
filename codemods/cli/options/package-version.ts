import { readFileSync } from 'node:fs';

/**
 * This package's version, from its `package.json`.
 *
 * @returns such as `1.2.3`
 */
export function readPackageVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  const contents: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof contents === 'object' && contents !== null && 'version' in contents) {
    return String(contents.version);
  }
  throw new Error('The package.json of this package names no version.');
}
