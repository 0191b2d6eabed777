import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of a `node_modules` folder. */
export interface InstalledPackage {
  readonly name: string;
  /** Nothing when its `package.json` cannot be read or has none. */
  readonly version: string | undefined;
}

/** Up to the last `node_modules` of a path, and the name of the package in it, which may have a scope. */
const IN_PACKAGE = /^(?<folder>.*[/\\]node_modules)[/\\](?<name>(?:@[^/\\]+[/\\])?[^@./\\][^/\\]*)[/\\]/s;

/**
 * The installed package that a file belongs to, if any.
 *
 * @param file A path, as stacks have it.
 */
export function findInstalledPackage(file: string): InstalledPackage | undefined {
  const groups = IN_PACKAGE.exec(file)?.groups;
  if (groups === undefined) {
    return undefined;
  }
  const { folder = '', name = '' } = groups;
  return { name: name.replaceAll('\\', '/'), version: readVersion(join(folder, name, 'package.json')) };
}

function readVersion(manifest: string): string | undefined {
  try {
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
