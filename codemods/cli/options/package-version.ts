import { existsSync, readFileSync } from 'node:fs';

/**
 * This package's version, from its `package.json`: three folders above the sources and what is built.
 *
 * @returns such as `1.2.3`
 */
export function packageVersion(): string {
  const [file] = ['../../../package.json']
    .map((path) => new URL(path, import.meta.url))
    .filter((url) => existsSync(url));
  const contents: unknown = file && JSON.parse(readFileSync(file, 'utf8'));
  if (typeof contents === 'object' && contents !== null && 'version' in contents) {
    return String(contents.version);
  }
  throw new Error('The package has no package.json.');
}
