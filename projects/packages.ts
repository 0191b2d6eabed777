import type { FileAccess } from './files/file-access.ts';
import { getFolders, joinPath } from './files/paths.ts';
import type { ProjectFiles } from './files/project-files.ts';
import { isJsonObject } from './files/json-files.ts';
import { getAliased, getDependencies } from './resolution/manifests.ts';
import type { Manifests } from './resolution/manifests.ts';
import { listTargets } from './resolution/package-maps.ts';
import type { InstalledFolders } from './resolution/installed-folders.ts';
import type { Resolver } from './resolution/resolver.ts';
import { getMemberPatterns, isMember } from './resolution/workspaces.ts';

/** The packages of a project and the names that lead to them. */
export class Packages {
  readonly #access: FileAccess;
  readonly #manifests: Manifests;
  readonly #files: () => ProjectFiles;
  readonly #members = new Map<string, boolean>();
  #folders: Map<string, readonly string[]> | undefined;
  #links: ReadonlyMap<string, readonly string[]> | undefined;
  #others: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(access: FileAccess, manifests: Manifests, files: () => ProjectFiles) {
    this.#access = access;
    this.#manifests = manifests;
    this.#files = files;
  }

  /** The folders of the packages of a name. */
  find(name: string): readonly string[] {
    if (!this.#folders) {
      this.#folders = new Map();
      for (const folder of this.#files().manifestFolders) {
        const own = this.#manifests.get(folder)?.name;
        if (own !== undefined) {
          this.#folders.set(own, [...(this.#folders.get(own) ?? []), folder]);
        }
      }
    }
    return this.#folders.get(name) ?? [];
  }

  /** The folders of the workspace's members of a name; where there is no workspace, of all packages. */
  findMembers(name: string): readonly string[] {
    const { root } = this.#access;
    const isWorkspace = getMemberPatterns(this.#access, this.#manifests, root) !== undefined;
    return this.find(name).filter(
      (folder) => !isWorkspace || folder === root || isMember(this.#access, this.#manifests, folder, root),
    );
  }

  /** Whether a file is what another one gets by the name of a member of the workspace. */
  isMemberEntry(from: string, file: string, resolver: Resolver): boolean {
    return (
      this.#isMember(this.getFolder(file)) &&
      this.getNames(file).some((name) => resolver.findAll(from, name).includes(file))
    );
  }

  #isMember(folder: string): boolean {
    let isKnown = this.#members.get(folder);
    if (isKnown === undefined) {
      isKnown = isMember(this.#access, this.#manifests, folder, this.#access.root);
      this.#members.set(folder, isKnown);
    }
    return isKnown;
  }

  /** The names by which `node_modules` links to folders of the project. */
  get #linkNames(): ReadonlyMap<string, readonly string[]> {
    if (!this.#links) {
      const links = new Map<string, readonly string[]>();
      for (const folder of this.#files().installFolders) {
        const place = joinPath(folder, 'node_modules');
        const listing = this.#access.list(place);
        const scoped = listing.folders
          .filter((name) => name.startsWith('@'))
          .flatMap((scope) =>
            this.#access.list(joinPath(place, scope)).links.map((name) => `${scope}/${name}`),
          );
        for (const name of [...listing.links, ...scoped]) {
          const target = this.#access.getDirectory(joinPath(place, name));
          if (target !== undefined && !this.#manifests.isInstalled(`${target}/`)) {
            links.set(target, [...(links.get(target) ?? []), name]);
          }
        }
      }
      this.#links = links;
    }
    return this.#links;
  }

  /**
   * The other names that packages of the project give to packages, in their dependencies and `imports`; by the packages' own
   * names.
   */
  get #otherNames(): ReadonlyMap<string, readonly string[]> {
    if (!this.#others) {
      const others = new Map<string, readonly string[]>();
      for (const [other, name] of this.#files().manifestFolders.flatMap((folder) =>
        this.#listOther(folder),
      )) {
        others.set(name, [...(others.get(name) ?? []), other]);
      }
      this.#others = others;
    }
    return this.#others;
  }

  #listOther(folder: string): readonly (readonly [other: string, name: string])[] {
    const manifest = this.#manifests.get(folder);
    const imports = manifest?.fields['imports'];
    const dependencies = Object.entries(manifest ? getDependencies(manifest) : {}).flatMap(
      ([other, wanted]) => {
        const name = getAliased(wanted);
        return name === undefined ? [] : [[other, name] as const];
      },
    );
    const imported = Object.entries(isJsonObject(imports) ? imports : {}).flatMap(([key, value]) =>
      listTargets(value).flatMap((target) => {
        const [name] = /^(?:@[^/]+\/)?[^/.][^/]*/u.exec(target) ?? [];
        return name === undefined ? [] : [[key.split('*')[0] ?? '', name] as const];
      }),
    );
    return [...dependencies, ...imported];
  }

  /** The folder of the package that a file belongs to. */
  getFolder(file: string): string {
    return this.#manifests.findPackages(file)[0]?.folder ?? this.#access.root;
  }

  /** The names that the packages around a file go by. */
  getNames(file: string): readonly string[] {
    return getFolders(file, this.#access.root).flatMap((folder) => {
      const name = this.#manifests.get(folder)?.name;
      const names = name === undefined ? [] : [name, ...(this.#otherNames.get(name) ?? [])];
      return [...names, ...(this.#linkNames.get(folder) ?? [])];
    });
  }

  /** Whether a name without a dot is that of a package that is installed or asked for. */
  isPackage(from: string, name: string, installed: InstalledFolders): boolean {
    const [packageName = name] = /^(?:@[^/]+\/)?[^/]+/u.exec(name) ?? [];
    return (
      installed.find(from, packageName).length > 0 ||
      this.#manifests
        .findPackages(from)
        .some((manifest) => Object.hasOwn(getDependencies(manifest), packageName))
    );
  }

  /** Whether a package of the project asks for an installed package, and gets the one in a folder. */
  isAskedFor(name: string, folder: string, installed: InstalledFolders): boolean {
    return this.#files().manifestFolders.some((place) => {
      const manifest = this.#manifests.get(place);
      return (
        manifest !== undefined &&
        Object.hasOwn(getDependencies(manifest), name) &&
        installed.find(joinPath(place, 'x.js'), name)[0] === folder
      );
    });
  }
}
