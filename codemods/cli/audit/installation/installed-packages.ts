import { join, sep } from 'node:path';
import { findProjectRoot } from '../../../../projects/project-root.ts';
import { errorMessage } from '../../error-message.ts';
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

/** Whose packages: those that run in production, those for development, or both. */
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
  const found = new Map<string, InstalledPackage>();
  const missing = new Set<string>();
  const unread: string[] = [];
  const visited = new Set<string>();
  const root = findProjectRoot(join(project, 'package.json'));
  const read = async (place: PackagePlace): Promise<Manifest> => {
    try {
      return await installation.readManifest(place);
    } catch (error) {
      unread.push(errorMessage(error));
      return UNREADABLE;
    }
  };
  interface Step {
    readonly place: PackagePlace;
    readonly manifest: Manifest;
    readonly why: readonly string[];
    /** Packages of the project itself. */
    readonly isOwn: boolean;
  }
  // Breadth first: the first way that is found is a shortest one.
  const place: PackagePlace = { key: project, folder: project };
  const manifest = await installation.readManifest(place);
  const queue: Step[] = [{ place, manifest, why: [], isOwn: true }];
  for (const member of await installation.findMembers(manifest)) {
    queue.push({ place: member, manifest: await read(member), why: [], isOwn: true });
  }
  const own = new Set(queue.map((step) => step.place.folder));
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    if (await interruption.isOver()) {
      break;
    }
    const { isOwn, why } = step;
    const added = isOwn ? [] : installation.getAddedNames(step.place);
    const names = new Set([...namesNeeded(step.manifest, isOwn ? scope : 'production'), ...added]);
    for (const name of names) {
      const target = installation.find(step.place, name);
      if (target === undefined) {
        if (!step.manifest.optional.has(name)) {
          missing.add(`${name}, needed by ${isOwn ? 'the project' : (why.at(-1) ?? '')}`);
        }
        continue;
      }
      if (own.has(target.folder) || visited.has(target.key)) {
        continue;
      }
      visited.add(target.key);
      if (!isBelow(target.folder, root) && !`${target.folder}${sep}`.includes(`${sep}node_modules${sep}`)) {
        unread.push(`${name}: a link leads outside of the project, and is not followed: ${target.folder}`);
        continue;
      }
      const next = await read(target);
      const label = `${next.name === '' ? name : next.name}@${next.version}`;
      const way = [...why, label];
      if (!found.has(label)) {
        found.set(label, {
          name: next.name === '' ? name : next.name,
          version: next.version,
          folder: target.folder,
          archive: target.archive,
          why: way,
        });
      }
      queue.push({ place: target, manifest: next, why: way, isOwn: false });
    }
  }
  const packages = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { packages, missing: [...missing].sort(), unread: [...installation.unread, ...unread].sort() };
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function namesNeeded(manifest: Manifest, scope: DependencyScope): readonly string[] {
  const production = scope === 'development' ? [] : manifest.dependencies;
  const development = scope === 'production' ? [] : manifest.development;
  return [...new Set([...production, ...development])];
}
