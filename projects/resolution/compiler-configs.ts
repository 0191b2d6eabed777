import type { FileAccess } from '../files/file-access.ts';
import { findTexts, isJsonObject, readJsonObject, toText } from '../files/json-files.ts';
import type { JsonObject } from '../files/json-files.ts';
import { getFolder, getFolders, isInside, joinPath } from '../files/paths.ts';
import { CHAIN_LENGTH } from '../limits.ts';

/** What a `tsconfig.json` or `jsconfig.json` says of where files are, with all that it extends. */
export interface CompilerConfig {
  /** From patterns of specifiers to absolute patterns of paths. */
  readonly paths: ReadonlyMap<string, readonly string[]>;
  /** Where names without a dot are looked for first. */
  readonly baseUrl: string | undefined;
  /** Where the compiler writes. */
  readonly outDir: string | undefined;
  /** What is left out of the paths there. */
  readonly rootDir: string | undefined;
  /** Folders that count as one: a file in one of them finds the files of the others as if they were beside it. */
  readonly rootDirs: readonly string[];
  /** The folder in which all files of the configuration are. */
  readonly scope: string;
}

/** The configurations of the TypeScript compiler, which bundlers and test runners read as well. */
export class CompilerConfigs {
  readonly #access: FileAccess;
  readonly #configs = new Map<string, CompilerConfig | undefined>();
  readonly #nearest = new Map<string, CompilerConfig | undefined>();

  constructor(access: FileAccess) {
    this.#access = access;
  }

  /** The nearest above a file. */
  findFor(file: string): CompilerConfig | undefined {
    const folder = getFolder(file);
    if (!this.#nearest.has(folder)) {
      const config = getFolders(file, this.#access.root)
        .flatMap((above) => [joinPath(above, 'tsconfig.json'), joinPath(above, 'jsconfig.json')])
        .find((path) => this.#access.getFile(path) !== undefined);
      this.#nearest.set(folder, config === undefined ? undefined : this.read(config));
    }
    return this.#nearest.get(folder);
  }

  /** Reads a configuration and what it extends; and what it refers to, if it only refers to others. */
  read(path: string): CompilerConfig | undefined {
    if (!this.#configs.has(path)) {
      this.#configs.set(path, this.#read(path, 0));
    }
    return this.#configs.get(path);
  }

  #read(path: string, depth: number): CompilerConfig | undefined {
    const fields = depth > CHAIN_LENGTH ? undefined : readJsonObject(this.#access, path);
    if (!fields) {
      return undefined;
    }
    const folder = getFolder(path);
    const { extends: extended } = fields;
    const bases = (Array.isArray(extended) ? (extended as readonly unknown[]) : [extended]).flatMap(
      (name) => {
        const base = typeof name === 'string' ? this.#findExtended(folder, name) : undefined;
        return (base === undefined ? undefined : this.#read(base, depth + 1)) ?? [];
      },
    );
    const own = toConfig(folder, fields);
    const config = [...bases.reverse(), ...this.#readReferences(folder, fields, depth)].reduce(
      (nearer, further) => ({
        paths: nearer.paths.size > 0 ? nearer.paths : further.paths,
        baseUrl: nearer.baseUrl ?? further.baseUrl,
        outDir: nearer.outDir ?? further.outDir,
        rootDir: nearer.rootDir ?? further.rootDir,
        rootDirs: nearer.rootDirs.length > 0 ? nearer.rootDirs : further.rootDirs,
        scope: nearer.scope,
      }),
      own,
    );
    return config;
  }

  #findExtended(folder: string, name: string): string | undefined {
    const places = /^(?:\.|\/)/u.test(name)
      ? [joinPath(folder, name)]
      : getFolders(joinPath(folder, 'x'), this.#access.root).map((above) =>
          joinPath(above, `node_modules/${name}`),
        );
    return places
      .flatMap((place) => [place, `${place}.json`, joinPath(place, 'tsconfig.json')])
      .find((place) => this.#access.getFile(place) !== undefined);
  }

  /** A configuration that only refers to others has no files: those of its folder are in the projects that it refers to. */
  #readReferences(folder: string, fields: JsonObject, depth: number): readonly CompilerConfig[] {
    const { references } = fields;
    return (Array.isArray(references) ? (references as readonly unknown[]) : []).flatMap((reference) => {
      const name = isJsonObject(reference) ? toText(reference['path']) : undefined;
      // Configurations of other folders count in those folders.
      return name !== undefined && /^(?:\.\/)?[^/]+\.json$/u.test(name)
        ? (this.#read(joinPath(folder, name), depth + 1) ?? [])
        : [];
    });
  }
}

function toConfig(folder: string, fields: JsonObject): CompilerConfig {
  const options = isJsonObject(fields['compilerOptions']) ? fields['compilerOptions'] : {};
  const toPath = (name: string): string | undefined => {
    const value = toText(options[name])?.replace('${configDir}', folder);
    return value === undefined ? undefined : joinPath(folder, value).replace(/(?<=.)\/$/u, '');
  };
  const baseUrl = toPath('baseUrl');
  const paths = new Map<string, readonly string[]>();
  for (const [pattern, targets] of Object.entries(isJsonObject(options['paths']) ? options['paths'] : {})) {
    const texts = (Array.isArray(targets) ? (targets as readonly unknown[]) : []).filter(
      (target) => typeof target === 'string',
    );
    paths.set(
      pattern,
      texts.map((target) => joinPath(baseUrl ?? folder, target)),
    );
  }
  return {
    paths,
    baseUrl,
    outDir: toPath('outDir') ?? getOutFolder(folder, options),
    rootDir: toPath('rootDir'),
    rootDirs: findTexts(options['rootDirs']).map((root) => joinPath(folder, root).replace(/(?<=.)\/$/u, '')),
    scope: findTexts([fields['include'], fields['files']])
      .map((pattern) =>
        joinPath(folder, /^(?:\.{1,2}\/)+/u.exec(pattern)?.[0] ?? '.').replace(/(?<=.)\/$/u, ''),
      )
      .reduce((widest, place) => (isInside(widest, place) ? place : widest), folder),
  };
}

function getOutFolder(folder: string, options: JsonObject): string | undefined {
  const file = toText(options['outFile']);
  return file === undefined ? undefined : getFolder(joinPath(folder, file));
}
