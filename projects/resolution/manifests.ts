import { isJsonObject, readJsonObject, toText } from '../files/json-files.ts';
import type { JsonObject } from '../files/json-files.ts';
import type { FileAccess } from '../files/file-access.ts';
import { getFolder, getFolders, joinPath } from '../files/paths.ts';

const MODULES = '/node_modules/';

/** A `package.json`. */
export interface Manifest {
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** Whether the package cannot be published: it is `private`, or has no name. */
  readonly isPrivate: boolean;
  readonly fields: JsonObject;
}

/** The `package.json` files of a project and of what is installed in it. */
export class Manifests {
  readonly #access: FileAccess;
  readonly #manifests = new Map<string, Manifest | undefined>();

  constructor(access: FileAccess) {
    this.#access = access;
  }

  /** The `package.json` of a folder. */
  get(folder: string): Manifest | undefined {
    if (this.#manifests.has(folder)) {
      return this.#manifests.get(folder);
    }
    const fields = readJsonObject(this.#access, joinPath(folder, 'package.json'));
    const name = toText(fields?.['name']);
    const manifest = fields && {
      folder,
      name,
      version: toText(fields['version']),
      isPrivate: fields['private'] === true || fields['private'] === 'true' || name === undefined,
      fields,
    };
    this.#manifests.set(folder, manifest);
    return manifest;
  }

  /** The nearest above a file: the one that says what `#name` and the file's own package mean. */
  findScope(path: string): Manifest | undefined {
    for (const folder of getFolders(path, this.#access.root)) {
      // Node looks no further than to the folder of the package.
      if (folder.endsWith('/node_modules')) {
        return undefined;
      }
      const manifest = this.get(folder);
      if (manifest) {
        return manifest;
      }
    }
    return undefined;
  }

  /** Those above a file, from the nearest on, that make a package: with a name, or the last that there is. */
  findPackages(path: string): readonly Manifest[] {
    const all = getFolders(path, this.#access.root).flatMap((folder) => this.get(folder) ?? []);
    const named = all.filter(({ name }) => name !== undefined);
    return named.length > 0 ? named : all.slice(-1);
  }

  /**
   * Whether something is of an installed package: below a `node_modules` beside a `package.json`, as all package managers make
   * them. One without is the project's own way to make its packages import each other, as in Node-RED.
   */
  isInstalled(path: string): boolean {
    for (let index = path.indexOf(MODULES); index !== -1; index = path.indexOf(MODULES, index + 1)) {
      if (this.get(path.slice(0, index)) !== undefined) {
        return true;
      }
    }
    return false;
  }

  /** The installed package that a file belongs to; undefined for the project's own files. */
  findInstalled(path: string): Manifest | undefined {
    if (!this.isInstalled(path)) {
      return undefined;
    }
    for (let folder = getFolder(path); !folder.endsWith('/node_modules'); folder = getFolder(folder)) {
      const manifest = this.get(folder);
      // A folder inside of a package may say what kind of modules it has, and no more.
      if (manifest?.name !== undefined && isPackageFolder(folder)) {
        return manifest;
      }
      if (folder === getFolder(folder)) {
        break;
      }
    }
    return undefined;
  }
}

/** Whether a folder is directly in `node_modules`, or in a scope of it. */
function isPackageFolder(folder: string): boolean {
  return /\/node_modules\/(?:@[^/]+\/)?[^/]+$/u.test(folder);
}

/**
 * The name of the package that is installed by another name.
 *
 * @param wanted what a package writes for it: `npm:name@1`, `workspace:name@*`
 */
export function getAliased(wanted: string): string | undefined {
  return /^(?:npm|workspace):((?:@[^/@]+\/)?[^/@]+)@/u.exec(wanted)?.[1];
}

/** The packages that a package says it uses, with what is written for each. */
export function getDependencies({ fields }: Manifest): Readonly<Record<string, string>> {
  const lists = ['peerDependencies', 'optionalDependencies', 'devDependencies', 'dependencies'];
  return Object.fromEntries(
    lists.flatMap((list) => {
      const listed = fields[list];
      return isJsonObject(listed)
        ? Object.entries(listed).map(([name, wanted]) => [name, toText(wanted) ?? ''] as const)
        : [];
    }),
  );
}
