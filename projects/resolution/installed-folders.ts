import type { FileAccess } from '../files/file-access.ts';
import { getFolders, getName, joinPath } from '../files/paths.ts';

/** Finds the folders of installed and linked packages, with links followed. */
export class InstalledFolders {
  readonly #access: FileAccess;
  readonly #stores = new Map<string, readonly string[]>();

  constructor(access: FileAccess) {
    this.#access = access;
  }

  /** Those that a file may mean by a name, from the nearest on. */
  find(from: string, name: string): readonly string[] {
    return getFolders(from, this.#access.root).flatMap((folder) => {
      const place = getName(folder) === 'node_modules' ? folder : joinPath(folder, 'node_modules');
      return this.#access.getDirectory(joinPath(place, name)) ?? this.#findInStore(place, name) ?? [];
    });
  }

  /** pnpm links to its store, and links are lost in archives and by git on Windows: a package in one version is certain. */
  #findInStore(place: string, name: string): string | undefined {
    const store = joinPath(place, '.pnpm');
    let packages = this.#stores.get(store);
    if (!packages) {
      packages = this.#access.list(store).folders;
      this.#stores.set(store, packages);
    }
    const start = `${name.replace('/', '+')}@`;
    const [folder, ...others] = packages.filter((entry) => entry.startsWith(start));
    return folder !== undefined && others.length === 0
      ? this.#access.getDirectory(joinPath(store, `${folder}/node_modules/${name}`))
      : undefined;
  }
}
