import { join } from 'node:path';
import { getErrorMessage } from '../../error-message.ts';
import { readRegularFile } from '../../reading/read-bounded.ts';

/** What `package.json` says; all of it was written by somebody else. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly optional: ReadonlySet<string>;
  readonly development: readonly string[];
  readonly workspaces: readonly string[];
}

/** The longest `package.json` that is read. */
export const MAX_MANIFEST_BYTES = 10 << 20;

/** Stands for the manifest of a package whose `package.json` cannot be read. */
export const UNREADABLE: Manifest = {
  name: '',
  version: '0.0.0',
  dependencies: [],
  optional: new Set(),
  development: [],
  workspaces: [],
};

/**
 * Reads what a `package.json` says of dependencies. What has another form than it should is left out.
 *
 * @param folder the package
 * @throws {Error} when it cannot be read, or is no JSON
 */
export function readManifest(folder: string): Manifest {
  const file = join(folder, 'package.json');
  let bytes: Buffer;
  try {
    bytes = readRegularFile(file, { maxBytes: MAX_MANIFEST_BYTES, followLinks: false });
  } catch (error) {
    throw new Error(`${file}: ${getErrorMessage(error)}`, { cause: error });
  }
  return parseManifest(bytes, file);
}

/**
 * The same, of what was read.
 *
 * @param bytes the contents
 * @param file where they are from
 * @throws {Error} when they are no JSON
 */
export function parseManifest(bytes: Buffer, file: string): Manifest {
  let contents: unknown;
  try {
    contents = JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw new Error(`${file}: is no JSON`);
  }
  return toManifest(contents);
}

function toManifest(contents: unknown): Manifest {
  const { name, version, dependencies, optionalDependencies, peerDependencies, devDependencies, workspaces } =
    toRecord(contents);
  const optional = Object.keys(toRecord(optionalDependencies));
  const peers = Object.keys(toRecord(peerDependencies));
  const list = Array.isArray(workspaces) ? workspaces : toRecord(workspaces)['packages'];
  return {
    name: typeof name === 'string' && isPackageName(name) ? name : '',
    // The version becomes part of the name of a file.
    version: typeof version === 'string' && /^[\w.+-]+$/.test(version) ? version : '0.0.0',
    dependencies: [...new Set([...Object.keys(toRecord(dependencies)), ...optional, ...peers])].filter(
      isPackageName,
    ),
    // A peer that is not installed is not reported as missing.
    optional: new Set([...optional, ...peers]),
    development: Object.keys(toRecord(devDependencies)).filter(isPackageName),
    workspaces: Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [],
  };
}

/** A name that is a path would lead out of the folder. */
function isPackageName(name: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name);
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
