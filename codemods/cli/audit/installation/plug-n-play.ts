import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { readArchive } from './archive.ts';
import type { Installation, PackagePlace } from './installation.ts';
import { MAX_MANIFEST_BYTES, parseManifest, readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import { hasPnpData, readPnpData } from './pnp-data.ts';
import type { RegisteredPackage } from './pnp-data.ts';

/**
 * The folder with the data of Yarn's Plug'n'Play for a project.
 *
 * @param project absolute
 * @returns undefined when there is none, or a nearer `node_modules`
 */
export function findPnpFolder(project: string): string | undefined {
  for (let folder = project; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'node_modules'))) {
      return undefined;
    }
    if (hasPnpData(folder)) {
      return folder;
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}

/** What Yarn's Plug'n'Play has: a table of packages, most of them in zip archives. It is read, and its loader is never run. */
export class PlugNPlay implements Installation {
  readonly unread: readonly string[] = [];
  readonly #packages: ReadonlyMap<string, RegisteredPackage>;
  readonly #project: string;

  /**
   * @param folder the one with the data, absolute and behind every link
   * @param project the folder of the project, the same or one below
   * @throws {Error} when the data cannot be read, or is none of Plug'n'Play's
   */
  constructor(folder: string, project: string) {
    this.#project = project;
    this.#packages = readPnpData(folder);
  }

  findMembers(): Promise<readonly PackagePlace[]> {
    const below = this.#project + sep;
    const members = [...this.#packages.values()].filter(
      ({ place, isSoft }) => isSoft && place.archive === undefined && place.folder.startsWith(below),
    );
    return Promise.resolve(members.map(({ place }) => place));
  }

  find(from: PackagePlace, name: string): PackagePlace | undefined {
    const key = this.#get(from)?.dependencies.get(name);
    const place = key === undefined ? undefined : this.#packages.get(key)?.place;
    const file = place && (place.archive?.file ?? join(place.folder, 'package.json'));
    return file !== undefined && existsSync(file) ? place : undefined;
  }

  getAddedNames(place: PackagePlace): readonly string[] {
    const dependencies = this.#get(place)?.dependencies ?? new Map<string, string | undefined>();
    return [...dependencies].flatMap(([name, key]) => (key === undefined || key === place.key ? [] : name));
  }

  async readManifest({ folder, archive }: PackagePlace): Promise<Manifest> {
    if (archive === undefined) {
      return readManifest(folder);
    }
    const file = join(folder, 'package.json');
    const [entry] = await readArchive(archive, (name) => name === 'package.json', MAX_MANIFEST_BYTES);
    if (entry?.bytes === undefined) {
      throw new Error(`${file}: ${entry?.problem ?? 'no such file'}`);
    }
    return parseManifest(entry.bytes, file);
  }

  /** The project itself is asked for by its folder. */
  #get({ key, folder }: PackagePlace): RegisteredPackage | undefined {
    return (
      this.#packages.get(key) ?? [...this.#packages.values()].find(({ place }) => place.folder === folder)
    );
  }
}
