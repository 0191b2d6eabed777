import { getFolder, getRelative, isInside, joinPath } from '../files/paths.ts';
import type { CompilerConfig, CompilerConfigs } from './compiler-configs.ts';
import { findPathTargets } from './package-maps.ts';

/** Where the configurations of the TypeScript compiler lead what a file names. */
export class PathAliases {
  readonly #configs: CompilerConfigs;
  readonly #getPaths: () => readonly string[];
  readonly #possible = new Map<string, readonly CompilerConfig[]>();

  /**
   * @param configs the configurations
   * @param getPaths those of the project, of whatever name
   */
  constructor(configs: CompilerConfigs, getPaths: () => readonly string[]) {
    this.#configs = configs;
    this.#getPaths = getPaths;
  }

  /**
   * Where a name without a dot is looked for, by `paths` and `baseUrl`.
   *
   * @param from the file that writes it
   * @param specifier the name
   * @param isPossible whether all configurations count that a tool may be told to use, and not only the nearest
   */
  findPlaces(from: string, specifier: string, isPossible: boolean): readonly string[] {
    return this.#select(from, isPossible).flatMap(({ paths, baseUrl }) => [
      ...(findPathTargets(paths, specifier) ?? []),
      ...(baseUrl === undefined ? [] : [joinPath(baseUrl, `./${specifier}`)]),
    ]);
  }

  /**
   * Where else a relative name can lead, since `rootDirs` says that some folders are one.
   *
   * @param from the file that writes it
   * @param path where it leads otherwise
   */
  findMerged(from: string, path: string): readonly string[] {
    return this.#select(from, true).flatMap(({ rootDirs }) => {
      const own = rootDirs.find((root) => isInside(path, root));
      return own === undefined
        ? []
        : rootDirs
            .filter((root) => root !== own)
            .map((root) => joinPath(root, `./${getRelative(own, path)}`));
    });
  }

  /** Whether a name starts as an alias does, and not as that of a package. */
  isAlias(from: string, prefix: string): boolean {
    return (
      /^(?:#|~|@\/)/u.test(prefix) ||
      this.#select(from, true).some(
        ({ baseUrl, paths }) =>
          baseUrl !== undefined ||
          [...paths.keys()].some((key) => {
            const [start = ''] = key.split('*');
            return prefix.startsWith(start) || start.startsWith(prefix);
          }),
      )
    );
  }

  #select(from: string, isPossible: boolean): readonly CompilerConfig[] {
    const nearest = this.#configs.findFor(from);
    if (!isPossible) {
      return nearest ? [nearest] : [];
    }
    const folder = getFolder(from);
    let possible = this.#possible.get(folder);
    if (!possible) {
      const others = this.#getPaths().flatMap((path) => this.#configs.read(path) ?? []);
      possible = [
        ...(nearest ? [nearest] : []),
        ...others.filter((config) => config !== nearest && isInside(folder, config.scope)),
      ];
      this.#possible.set(folder, possible);
    }
    return possible;
  }
}
