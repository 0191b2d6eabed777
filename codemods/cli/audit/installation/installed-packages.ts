import { join, sep } from 'node:path';
import { findProjectRoot } from '../../../../projects/project-root.ts';
import { getErrorMessage } from '../../error-message.ts';
import type { Interruption } from '../../interruption.ts';
import type { ArchivePlace, Installation, PackagePlace } from './installation.ts';
import { UNREADABLE } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/** A package that is installed, once for each name and version. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute, behind every link; in an archive, its path followed by that inside. */
  readonly folder: string;
  /** The archive that it is in; undefined for a folder. */
  readonly archive: ArchivePlace | undefined;
  /** The shortest way from the project: names with versions, this one the last. */
  readonly why: readonly string[];
}

/** What the installed tree holds. */
export interface InstalledPackages {
  readonly packages: readonly InstalledPackage[];
  /** What is required, and not installed: `name, needed by whom`. Optional packages are not among them. */
  readonly missing: readonly string[];
  /** What is there and was not read: `what: why`. */
  readonly unread: readonly string[];
}

/** Which dependencies: of production, of development, or both. */
export type DependencyScope = 'production' | 'development' | 'all';

/**
 * Finds the installed packages of a project. What is there, and nothing depends on, is not found. A link that leads neither into
 * the project's workspace or repository nor to an installed package is not followed.
 *
 * @param project absolute, behind every link; has a `package.json`
 * @param installation how they are installed
 * @param scope whose packages
 * @param interruption stops between two packages
 * @throws {Error} when the project's own `package.json` cannot be read, or is no JSON
 */
export async function findInstalledPackages(
  project: string,
  installation: Installation,
  scope: DependencyScope,
  interruption: Interruption,
): Promise<InstalledPackages> {
  const walk = new DependencyWalk(project, installation, scope);
  // Breadth first, so that the first way that is found is a shortest one.
  const queue = [...(await walk.readOwn())];
  for (let dependent = queue.shift(); dependent !== undefined; dependent = queue.shift()) {
    if (await interruption.isOver()) {
      break;
    }
    queue.push(...(await walk.readDependencies(dependent)));
  }
  return walk.getResult();
}

/** A package whose dependencies are looked for. */
interface Dependent {
  readonly place: PackagePlace;
  readonly manifest: Manifest;
  /** The way to it, itself included; empty for the project's own packages. */
  readonly why: readonly string[];
  /** Whether it is a package of the project itself. */
  readonly isOwn: boolean;
}

/** The way from package to package, with what was met on it. */
class DependencyWalk {
  readonly #project: string;
  readonly #installation: Installation;
  readonly #scope: DependencyScope;
  /** What a link may lead to: the project's repository or workspace. */
  readonly #root: string;
  /** The folders of the project's own packages. */
  #own: ReadonlySet<string> = new Set();
  /** The keys of the other places that were met. */
  readonly #visited = new Set<string>();
  /** By name and version. */
  readonly #found = new Map<string, InstalledPackage>();
  readonly #missing = new Set<string>();
  readonly #unread: string[] = [];

  constructor(project: string, installation: Installation, scope: DependencyScope) {
    this.#project = project;
    this.#installation = installation;
    this.#scope = scope;
    this.#root = findProjectRoot(join(project, 'package.json'));
  }

  /**
   * Reads the project's own packages: where the walk starts.
   *
   * @throws {Error} when the `package.json` of the project itself cannot be read, or is no JSON
   */
  async readOwn(): Promise<readonly Dependent[]> {
    const place: PackagePlace = { key: this.#project, folder: this.#project };
    const manifest = await this.#installation.readManifest(place);
    const own: Dependent[] = [{ place, manifest, why: [], isOwn: true }];
    for (const member of await this.#installation.findMembers(manifest)) {
      own.push({ place: member, manifest: await this.#readManifest(member), why: [], isOwn: true });
    }
    this.#own = new Set(own.map((each) => each.place.folder));
    return own;
  }

  /** Reads those packages that one depends on and that were not met before. */
  async readDependencies(dependent: Dependent): Promise<readonly Dependent[]> {
    const dependencies: Dependent[] = [];
    for (const name of this.#getNeededNames(dependent)) {
      const place = this.#findNewPlace(dependent, name);
      if (place !== undefined) {
        dependencies.push(await this.#readDependency(place, name, dependent.why));
      }
    }
    return dependencies;
  }

  getResult(): InstalledPackages {
    return {
      packages: [...this.#found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
      missing: [...this.#missing].sort(),
      unread: [...this.#installation.unread, ...this.#unread].sort(),
    };
  }

  /** What other people's packages need for their own development is not installed. */
  #getNeededNames({ place, manifest, isOwn }: Dependent): ReadonlySet<string> {
    return isOwn
      ? new Set(namesNeeded(manifest, this.#scope))
      : new Set([...namesNeeded(manifest, 'production'), ...this.#installation.getAddedNames(place)]);
  }

  /** Where a dependency is; undefined for one that is missing, was met before, or is not to be read. */
  #findNewPlace(dependent: Dependent, name: string): PackagePlace | undefined {
    const place = this.#installation.find(dependent.place, name);
    if (place === undefined) {
      this.#addMissing(dependent, name);
      return undefined;
    }
    if (this.#own.has(place.folder) || this.#visited.has(place.key)) {
      return undefined;
    }
    this.#visited.add(place.key);
    if (this.#isOutside(place.folder)) {
      const why = 'a link leads outside of the project, and is not followed';
      this.#unread.push(`${name}: ${why}: ${place.folder}`);
      return undefined;
    }
    return place;
  }

  #addMissing({ manifest, why, isOwn }: Dependent, name: string): void {
    if (!manifest.optional.has(name)) {
      this.#missing.add(`${name}, needed by ${isOwn ? 'the project' : (why.at(-1) ?? '')}`);
    }
  }

  /** Whether a folder is neither the project's nor that of an installed package. */
  #isOutside(folder: string): boolean {
    return !isBelow(folder, this.#root) && !`${folder}${sep}`.includes(`${sep}node_modules${sep}`);
  }

  async #readDependency(
    place: PackagePlace,
    calledName: string,
    whyDependent: readonly string[],
  ): Promise<Dependent> {
    const manifest = await this.#readManifest(place);
    const { version } = manifest;
    const name = manifest.name === '' ? calledName : manifest.name;
    const label = `${name}@${version}`;
    const why = [...whyDependent, label];
    if (!this.#found.has(label)) {
      this.#found.set(label, { name, version, folder: place.folder, archive: place.archive, why });
    }
    return { place, manifest, why, isOwn: false };
  }

  /** One package that cannot be read does not hide the others. */
  async #readManifest(place: PackagePlace): Promise<Manifest> {
    try {
      return await this.#installation.readManifest(place);
    } catch (error) {
      this.#unread.push(getErrorMessage(error));
      return UNREADABLE;
    }
  }
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function namesNeeded(manifest: Manifest, scope: DependencyScope): readonly string[] {
  const production = scope === 'development' ? [] : manifest.dependencies;
  const development = scope === 'production' ? [] : manifest.development;
  return [...new Set([...production, ...development])];
}
