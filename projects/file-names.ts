import type { FileAccess } from './files/file-access.ts';
import { isJsonObject } from './files/json-files.ts';
import {
  getFolder,
  getFolders,
  getName,
  getRelative,
  isInside,
  isTypeScript,
  joinPath,
  withoutExtension,
} from './files/paths.ts';
import type { ProjectFiles } from './files/project-files.ts';
import { CHAIN_LENGTH } from './limits.ts';
import type { Packages } from './packages.ts';
import type { CompiledFiles } from './resolution/compiled-files.ts';
import type { CompilerConfigs } from './resolution/compiler-configs.ts';
import type { Manifests } from './resolution/manifests.ts';
import { listTargets, matchStar } from './resolution/package-maps.ts';
import type { Resolver } from './resolution/resolver.ts';

/** What a specifier that loads a file has in it. */
export interface SpecifierWords {
  /** One of them is part of each specifier, unless it is only dots. */
  readonly words: readonly string[];
  /** Whether `.` and `..` may be meant. */
  readonly namesFolders: boolean;
}

/** The paths of a file, without endings. */
export interface FilePlaces {
  readonly paths: ReadonlySet<string>;
  /** The last names in them, and what stands for one in a name by dots alone. */
  readonly lastNames: ReadonlySet<string>;
}

/** What the names of a file are found with. */
export interface FileNameSources {
  readonly access: FileAccess;
  readonly manifests: Manifests;
  readonly configs: CompilerConfigs;
  readonly files: () => ProjectFiles;
  readonly packages: Packages;
  readonly compiled: CompiledFiles;
  readonly resolver: Resolver;
}

/** The names by which others can mean a file: its own, those of folders, packages and aliases, and those of links to it. */
export class FileNames {
  readonly #project: FileNameSources;
  readonly #words = new Map<string, SpecifierWords>();
  readonly #folders = new Map<string, readonly string[]>();
  readonly #places = new Map<string, FilePlaces>();
  readonly #unbuilt = new Map<string, readonly string[]>();
  /** What folders mean, for files of TypeScript and for others. */
  readonly #meant = [new Map<string, ReadonlySet<string>>(), new Map<string, ReadonlySet<string>>()] as const;
  #knownMeaning: ReadonlyMap<string, readonly string[]> | undefined;
  #links: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(project: FileNameSources) {
    this.#project = project;
  }

  /** What is part of each specifier that leads to a file. */
  findWords(file: string): SpecifierWords {
    let words = this.#words.get(file);
    if (!words) {
      words = this.#findWords(file);
      this.#words.set(file, words);
    }
    return words;
  }

  #findWords(file: string): SpecifierWords {
    const { manifests, packages } = this.#project;
    const words = new Set([...this.findPaths(file).map(toStem), ...packages.getNames(file)]);
    const folders = this.findFolders(file);
    for (const folder of folders) {
      words.add(getName(folder)).add(manifests.get(folder)?.name ?? '');
    }
    words.add(manifests.findInstalled(file)?.name ?? '');
    for (const stem of this.findUnbuilt(file)) {
      // Short names such as `es` are part of most texts.
      words.add(getName(stem) === 'index' ? `/${getName(getFolder(stem))}` : '');
    }
    for (const word of this.#findAliases(file)) {
      words.add(word);
    }
    return { words: [...words].filter((word) => word !== ''), namesFolders: folders.length > 0 };
  }

  /** What stands for a file as a path: all that leads to it, and what it is compiled to. */
  findPlaces(file: string): FilePlaces {
    let places = this.#places.get(file);
    if (!places) {
      const paths = [
        ...this.findPaths(file).map(withoutExtension),
        ...this.findFolders(file),
        ...this.findUnbuilt(file),
      ];
      // A name of dots alone means a folder.
      places = { paths: new Set(paths), lastNames: new Set(['', '.', '..', ...paths.map(toStem)]) };
      this.#places.set(file, places);
    }
    return places;
  }

  /** The paths that lead to a file: its own, and those through links. */
  findPaths(file: string): readonly string[] {
    return this.#addLinked([file], this.#project.access.root);
  }

  /** The paths, without an ending, that a file may be compiled to where nothing is yet. */
  findUnbuilt(file: string): readonly string[] {
    let paths = this.#unbuilt.get(file);
    if (!paths) {
      const { compiled, manifests, packages } = this.#project;
      paths = manifests.isInstalled(file) ? [] : compiled.findUnbuilt(file, packages.getFolder(file));
      this.#unbuilt.set(file, paths);
    }
    return paths;
  }

  /** The folders that mean a file, by an index or by what their `package.json` says, wherever they are, and links to them. */
  findFolders(file: string): readonly string[] {
    let folders = this.#folders.get(file);
    if (!folders) {
      const { root } = this.#project.access;
      const around = getFolders(file, root).filter((folder) => this.#findMeantFor(file, folder).has(file));
      folders = this.#addLinked([...new Set([...around, ...(this.#meaning.get(file) ?? [])])], root);
      this.#folders.set(file, folders);
    }
    return folders;
  }

  /** The files that are meant by folders below a folder whose `package.json` leads anywhere. */
  findMeantBelow(folder: string): readonly string[] {
    return [...this.#meaning].flatMap(([file, folders]) =>
      folders.some((each) => isInside(each, folder)) ? [file] : [],
    );
  }

  /** By file, the folders that mean it since their `package.json` says so: they can be anywhere. */
  get #meaning(): ReadonlyMap<string, readonly string[]> {
    if (!this.#knownMeaning) {
      const meaning = new Map<string, readonly string[]>();
      for (const folder of this.#project.files().manifestFolders) {
        for (const file of this.findMeant(folder, ['x.ts', 'x.js'])) {
          meaning.set(file, [...(meaning.get(file) ?? []), folder]);
        }
      }
      this.#knownMeaning = meaning;
    }
    return this.#knownMeaning;
  }

  /** The files that a folder means for those who import a file of such a language. */
  #findMeantFor(file: string, folder: string): ReadonlySet<string> {
    const known = this.#meant[isTypeScript(file) ? 0 : 1];
    let meant = known.get(folder);
    if (!meant) {
      meant = this.findMeant(folder, [file, 'x.js']);
      known.set(folder, meant);
    }
    return meant;
  }

  /**
   * The files that a folder means.
   *
   * @param from files of the languages in which it is asked for
   */
  findMeant(folder: string, from: readonly string[]): ReadonlySet<string> {
    const { resolver } = this.#project;
    const found = from.flatMap((path) => resolver.targets.find(`${folder}/`, path));
    return new Set(found.length > 0 ? found : resolver.findUnbuilt(`${folder}/`));
  }

  /** Adds the paths that lead to the same by a link to what is there, or to a folder above it. */
  #addLinked(paths: readonly string[], root: string): readonly string[] {
    const found = new Set(paths);
    if (this.#project.files().links.length === 0) {
      return paths;
    }
    // What a link leads to may be below another one.
    for (const path of found) {
      for (const place of found.size > CHAIN_LENGTH * paths.length ? [] : [path, ...getFolders(path, root)]) {
        for (const link of this.#linksTo(place)) {
          found.add(place === path ? link : joinPath(link, getRelative(place, path)));
        }
      }
    }
    return [...found];
  }

  #linksTo(path: string): readonly string[] {
    if (!this.#links) {
      const { access, files } = this.#project;
      const links = new Map<string, readonly string[]>();
      for (const link of files().links) {
        const target = access.getEntry(link)?.path;
        if (target !== undefined) {
          links.set(target, [...(links.get(target) ?? []), link]);
        }
      }
      this.#links = links;
    }
    return this.#links.get(path) ?? [];
  }

  /** Words of the aliases that lead to a file without its own name in them. */
  #findAliases(file: string): readonly string[] {
    const { configs, files, manifests } = this.#project;
    const maps = files().compilerConfigs.map((config): readonly (readonly [string, readonly string[]])[] => [
      ...(configs.read(config)?.paths ?? []),
    ]);
    const scope = manifests.findScope(file);
    const imports = scope?.fields['imports'];
    if (scope && isJsonObject(imports)) {
      maps.push(
        Object.entries(imports).map(([key, value]) => [
          key,
          listTargets(value).map((target) => joinPath(scope.folder, target)),
        ]),
      );
    }
    return maps
      .flat()
      .flatMap(([key, targets]) => targets.flatMap((target) => this.#toWord(key, target, file)));
  }

  /** What an alias that leads to a file has before its `*`, or in its place. */
  #toWord(key: string, target: string, file: string): readonly string[] {
    const [before = ''] = key.split('*');
    if (!target.includes('*')) {
      return this.#project.resolver.targets.find(target, file).includes(file) ? [before] : [];
    }
    if (target.endsWith('*')) {
      const isIndex = getFolder(file) === getFolder(target) && getName(file).startsWith('index.');
      return isIndex ? [before] : [];
    }
    const stars = [file, withoutExtension(file), ...this.findFolders(file)].flatMap(
      (path) => matchStar(target, path) ?? [],
    );
    return stars.map((star) => (before === '' ? getName(star) : before));
  }
}

/** The last name in a path, without the ending of a script. */
export function toStem(path: string): string {
  return getName(withoutExtension(path));
}
