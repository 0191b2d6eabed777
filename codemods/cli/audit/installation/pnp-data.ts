import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import { getErrorMessage } from '../../error-message.ts';
import { readRegularFile } from '../../reading/read-bounded.ts';
import type { PackagePlace } from './installation.ts';

/** Yarn writes the data into a file of their own, or into the loader. */
const DATA_FILE = '.pnp.data.json';
const LOADER_FILE = '.pnp.cjs';

const MAX_DATA_BYTES = 64 << 20;

/** What the data say of a package in one of its places. */
export interface RegisteredPackage {
  readonly place: PackagePlace;
  /** The key of each dependency, by its name; undefined for a peer that nobody provides. */
  readonly dependencies: ReadonlyMap<string, string | undefined>;
  /** A folder of the user, and no copy. */
  readonly isSoft: boolean;
}

/** Whether a folder has the data of Yarn's Plug'n'Play. */
export function hasPnpData(folder: string): boolean {
  return existsSync(join(folder, LOADER_FILE)) || existsSync(join(folder, DATA_FILE));
}

/**
 * Reads the data of Yarn's Plug'n'Play. No code is run for that: in a loader they are a text, or an argument.
 *
 * @param folder the one that has them, absolute
 * @returns the packages by their keys
 * @throws {Error} when they cannot be read, or are none
 * @see https://yarnpkg.com/advanced/pnp-spec
 */
export function readPnpData(folder: string): ReadonlyMap<string, RegisteredPackage> {
  const name = existsSync(join(folder, DATA_FILE)) ? DATA_FILE : LOADER_FILE;
  const file = join(folder, name);
  let text: string;
  try {
    text = readRegularFile(file, { maxBytes: MAX_DATA_BYTES, followLinks: false }).toString('utf8');
  } catch (error) {
    throw new Error(`${file}: ${getErrorMessage(error)}`, { cause: error });
  }
  let packages: ReadonlyMap<string, RegisteredPackage>;
  try {
    packages = toPackages(JSON.parse(name === DATA_FILE ? text : findInlineData(text)), folder);
  } catch {
    packages = new Map();
  }
  if (packages.size === 0) {
    throw new Error(
      `${file}: has no data that can be read without running it; "pnpEnableInlining: false" in .yarnrc.yml puts them into ${DATA_FILE}`,
    );
  }
  return packages;
}

/** The data in a loader: in a string since Yarn 3.3, and in a call before. */
function findInlineData(text: string): string {
  const start = /\bRAW_RUNTIME_STATE\s*=\s*'/.exec(text);
  if (start !== null) {
    return readString(text, start.index + start[0].length);
  }
  const call = text.indexOf('hydrateRuntimeState({');
  return text.slice(text.indexOf('{', call), text.lastIndexOf('}, {basePath') + 1);
}

/** The value of a string in single quotes, from behind the first of them: Yarn escapes backslashes, quotes and line ends. */
function readString(text: string, start: number): string {
  const parts: string[] = [];
  let from = start;
  for (let end = text.indexOf("'", from); end >= 0;) {
    const escape = text.indexOf('\\', from);
    if (escape < 0 || end < escape) {
      return parts.join('') + text.slice(from, end);
    }
    const escaped = text.charAt(escape + 1);
    parts.push(text.slice(from, escape), escaped === '\n' ? '' : escaped);
    from = escape + 2;
    if (end < from) {
      end = text.indexOf("'", from);
    }
  }
  return '';
}

function toPackages(data: unknown, folder: string): ReadonlyMap<string, RegisteredPackage> {
  const packages = new Map<string, RegisteredPackage>();
  for (const [name, versions] of toPairs(toRecord(data)['packageRegistryData'])) {
    for (const [reference, value] of toPairs(versions)) {
      const { packageLocation, packageDependencies, linkType } = toRecord(value);
      // The entry without a name stands for the project once more.
      if (typeof name === 'string' && typeof packageLocation === 'string') {
        const key = toKey(name, reference);
        const dependencies = toPairs(packageDependencies).map(
          ([dependency, target]) =>
            [String(dependency), toDependencyKey(String(dependency), target)] as const,
        );
        packages.set(key, {
          place: { key, ...toPlace(folder, packageLocation) },
          dependencies: new Map(dependencies),
          isSoft: linkType === 'SOFT',
        });
      }
    }
  }
  return packages;
}

function toKey(name: unknown, reference: unknown): string {
  return JSON.stringify([name, reference]);
}

/** The key of a dependency: an alias has a name of its own beside its reference. Undefined for a peer that is missing. */
function toDependencyKey(name: string, target: unknown): string | undefined {
  if (Array.isArray(target)) {
    return toKey(target[0], target[1]);
  }
  return target === null ? undefined : toKey(name, target);
}

/** `__virtual__/HASH/N` in a path stands for a set of peers. The real path is the one without it and N folders further up. */
const VIRTUAL = /^(.*?)\/(?:__virtual__|\$\$virtual)\/[^/]+\/(\d{1,2})\/(.*)$/s;

const ARCHIVE = /^(.*?\.zip)\/(.*)$/is;

function toPlace(base: string, location: string): Omit<PackagePlace, 'key'> {
  const path = join(base, location).split(sep).join('/');
  const [, around, steps, rest = ''] = VIRTUAL.exec(path) ?? [];
  const real = around === undefined ? path : join(around, '../'.repeat(Number(steps)), rest);
  const folder = real
    .split(sep)
    .join('/')
    .replace(/(?<!\/)\/+$/, '');
  const [, file, inside] = ARCHIVE.exec(folder) ?? [];
  const native = folder.split('/').join(sep);
  return file === undefined || inside === undefined
    ? { folder: native }
    : { folder: native, archive: { file: file.split('/').join(sep), folder: `${inside}/` } };
}

function toPairs(value: unknown): readonly (readonly [unknown, unknown])[] {
  return Array.isArray(value)
    ? value.flatMap((each: unknown) => (Array.isArray(each) ? [[each[0], each[1]] as const] : []))
    : [];
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
