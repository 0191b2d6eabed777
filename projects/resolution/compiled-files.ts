import type { FileAccess } from '../files/file-access.ts';
import { isJsonObject } from '../files/json-files.ts';
import {
  SCRIPT_EXTENSIONS,
  getFolder,
  getRelative,
  isInside,
  isScript,
  joinPath,
  withoutExtension,
} from '../files/paths.ts';
import { SOURCE_BYTES } from '../limits.ts';
import type { CompilerConfig, CompilerConfigs } from './compiler-configs.ts';

/** Where tools write by their defaults or by habit, one folder below the package. */
const OUTPUT_FOLDERS: ReadonlySet<string> = new Set([
  'dist',
  'build',
  'out',
  'lib',
  'es',
  'esm',
  'cjs',
  'umd',
  'output',
  'compiled',
]);

/** Where sources are by habit. */
const SOURCE_FOLDERS: ReadonlySet<string> = new Set(['src', 'source', 'sources', 'ts', 'lib', 'app']);

/** The sources that the endings of compiled files stand for. */
const SOURCE_EXTENSIONS: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx', '.js', '.jsx', '.mts', '.cts', '.mjs', '.cjs'],
  '.mjs': ['.mts', '.mjs', '.ts', '.js'],
  '.cjs': ['.cts', '.cjs', '.ts', '.js'],
};

/** Which file is compiled to which. */
export class CompiledFiles {
  readonly #access: FileAccess;
  readonly #configs: CompilerConfigs;

  constructor(access: FileAccess, configs: CompilerConfigs) {
    this.#access = access;
    this.#configs = configs;
  }

  /**
   * The sources that a file may be compiled from. The file itself need not be there: it may not have been built.
   *
   * @param output the compiled file
   * @param folder the folder of its package
   */
  findSources(output: string, folder: string): readonly string[] {
    const mapped = this.#readSourceMap(output);
    if (mapped !== undefined) {
      return [mapped];
    }
    const [, extension = '.js'] = /(\.[cm]?js)$/u.exec(output) ?? [];
    return this.#findStems(output, folder).flatMap((stem) => {
      const source = (SOURCE_EXTENSIONS[extension] ?? [])
        .map((ending) => stem + ending)
        .find((path) => path !== output && this.#access.getFile(path) !== undefined);
      return source ?? [];
    });
  }

  /** A source's paths without an ending, by what the compiler is told and else by habit. */
  #findStems(output: string, folder: string): readonly string[] {
    const { outDir, rootDir } = this.#findConfig(folder) ?? {};
    if (outDir !== undefined && isInside(output, outDir) && outDir !== folder) {
      const inside = withoutExtension(getRelative(outDir, output));
      const roots = rootDir === undefined ? [folder, ...this.#findSourceFolders(folder)] : [rootDir];
      return roots.map((root) => joinPath(root, inside));
    }
    const [first = '', ...rest] = getRelative(folder, withoutExtension(output)).split('/');
    if (!OUTPUT_FOLDERS.has(first)) {
      return [];
    }
    // dist/esm/index.js may be src/index.ts, as dist/index.js.
    const insides = [rest, ...(OUTPUT_FOLDERS.has(rest[0] ?? '') ? [rest.slice(1)] : [])];
    return insides
      .filter((inside) => inside.length > 0)
      .flatMap((inside) =>
        [folder, ...this.#findSourceFolders(folder)].map((root) => joinPath(root, inside.join('/'))),
      );
  }

  #findSourceFolders(folder: string): readonly string[] {
    return [...SOURCE_FOLDERS]
      .map((name) => joinPath(folder, name))
      .filter((path) => this.#access.getDirectory(path) !== undefined);
  }

  /** The source that the source map beside a compiled file names. Undefined for a bundle, which has many and is read itself. */
  #readSourceMap(output: string): string | undefined {
    const text = this.#access.readText(`${output}.map`, SOURCE_BYTES);
    if (text === undefined) {
      return undefined;
    }
    try {
      const map: unknown = JSON.parse(text);
      const sources: readonly unknown[] =
        isJsonObject(map) && Array.isArray(map['sources']) ? map['sources'] : [];
      const root = isJsonObject(map) && typeof map['sourceRoot'] === 'string' ? map['sourceRoot'] : '';
      const [source] = sources;
      return sources.length === 1 && typeof source === 'string'
        ? this.#access.getFile(joinPath(joinPath(getFolder(output), root), source))
        : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * The files that may be compiled from a source, and are there.
   *
   * @param source the source
   * @param folder the folder of its package
   */
  findOutputs(source: string, folder: string): readonly string[] {
    const outFolders = [
      ...this.#findOutFolders(folder),
      ...[...OUTPUT_FOLDERS].flatMap((name) =>
        ['esm', 'cjs', 'es', 'lib'].map((inner) => joinPath(folder, `${name}/${inner}`)),
      ),
    ].filter((path) => this.#access.getDirectory(path) !== undefined);
    const outputs = this.#listStems(source, folder, outFolders)
      .flatMap((stem) => SCRIPT_EXTENSIONS.slice(0, 3).map((ending) => stem + ending))
      .filter((path) => isScript(path) && this.#access.getFile(path) !== undefined);
    return [...new Set(outputs)].filter((output) => this.findSources(output, folder).includes(source));
  }

  /**
   * The paths, without an ending, that a source may be compiled to where nothing is yet.
   *
   * @param source the source
   * @param folder the folder of its package
   */
  findUnbuilt(source: string, folder: string): readonly string[] {
    const { outDir } = this.#findConfig(folder) ?? {};
    const outFolders = this.#findOutFolders(folder).filter(
      (path) => path === outDir || this.#access.getDirectory(path) === undefined,
    );
    return this.#listStems(source, folder, outFolders).filter(
      (stem) =>
        this.#access.getFile(`${stem}.js`) === undefined &&
        this.findSources(`${stem}.js`, folder).includes(source),
    );
  }

  /** Where a package is compiled to by what the compiler is told, and by habit. */
  #findOutFolders(folder: string): readonly string[] {
    const { outDir } = this.#findConfig(folder) ?? {};
    const usual = [...OUTPUT_FOLDERS].map((name) => joinPath(folder, name));
    return outDir === undefined ? usual : [outDir, ...usual];
  }

  /** What a source may be compiled to in some folders, without the ending: also without the folder of sources that it is in. */
  #listStems(source: string, folder: string, outFolders: readonly string[]): readonly string[] {
    const { rootDir } = this.#findConfig(folder) ?? {};
    const path = withoutExtension(source);
    const inside = getRelative(folder, path);
    const stems = [
      inside,
      ...(SOURCE_FOLDERS.has(inside.split('/')[0] ?? '') ? [inside.replace(/^[^/]*\//u, '')] : []),
      ...(rootDir !== undefined && isInside(path, rootDir) ? [getRelative(rootDir, path)] : []),
    ];
    return outFolders
      .filter((outFolder) => !isInside(source, outFolder))
      .flatMap((outFolder) => [...new Set(stems)].map((stem) => joinPath(outFolder, stem)));
  }

  #findConfig(folder: string): CompilerConfig | undefined {
    return this.#configs.findFor(joinPath(folder, 'x'));
  }
}
