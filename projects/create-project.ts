import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../analysis/index.ts';
import type { Importers, Project, ResolvedFiles } from '../analysis/program/project.ts';
import { ComputedImports } from './computed-imports.ts';
import { EntryPoints } from './entry-points.ts';
import { FileAccess } from './files/file-access.ts';
import { FileCache } from './files/file-cache.ts';
import type { ParseSource } from './files/file-cache.ts';
import { toSlashes } from './files/paths.ts';
import { findProjectFiles } from './files/project-files.ts';
import type { ProjectFiles } from './files/project-files.ts';
import { ImporterFinder } from './importers.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import type { ProjectLimits } from './limits.ts';
import { Packages } from './packages.ts';
import { findProjectRoot } from './project-root.ts';
import { CompiledFiles } from './resolution/compiled-files.ts';
import { CompilerConfigs } from './resolution/compiler-configs.ts';
import { Manifests } from './resolution/manifests.ts';
import { Resolver } from './resolution/resolver.ts';
import type { ImportKind } from './resolution/resolver.ts';
import { Sources } from './sources/sources.ts';

/** Where a project is, and how its files are read. */
export interface ProjectOptions {
  /** A file of the project, by its absolute path. */
  readonly file: string;
  /**
   * The folder that holds all files that may be read, by its absolute path. Default: that of the repository or the workspace that
   * the file belongs to, or else of its package.
   */
  readonly root?: string;
  /** Parses a file. The same function shares what it parsed with all projects of the process. */
  readonly parse: ParseSource;
  /** How much is read. */
  readonly limits?: Partial<ProjectLimits>;
  /** What may be read, of what is below the root; asked with links followed. */
  readonly isReadable?: (path: string) => boolean;
  /** `file` as it is in an editor, which counts instead of what is on disk. */
  readonly source?: SourceFile;
}

const caches = new WeakMap<ParseSource, FileCache>();

/**
 * The files around a file, on disk. What was seen of them once stays so for as long as the object lives; the next one for the same
 * files reads again what has changed, by time and size.
 *
 * @param options where the project is
 * @returns what the analysis asks; nothing is read before it is asked
 */
export function createProject(options: ProjectOptions): Project {
  return new FileProject(options);
}

class FileProject implements Project {
  readonly #options: ProjectOptions;
  #parts: ReturnType<typeof createParts> | undefined;

  constructor(options: ProjectOptions) {
    this.#options = options;
  }

  get #loaded(): ReturnType<typeof createParts> {
    this.#parts ??= createParts(this.#options);
    return this.#parts;
  }

  resolve(from: string, specifier: string, kind: ImportKind): ResolvedFiles {
    const files = this.#loaded.resolver.resolve(toSlashes(from), specifier, kind);
    return this.#withoutMocks({ files, isWhole: files.length > 0 });
  }

  resolveComputed(from: string, expression: TSESTree.Node): ResolvedFiles {
    return this.#withoutMocks(this.#loaded.computedImports.find(toSlashes(from), expression));
  }

  #withoutMocks({ files, isWhole }: ResolvedFiles): ResolvedFiles {
    const { importers } = this.#loaded;
    const known = files.filter((file) => file.endsWith('.json') || importers.findMock(file) === undefined);
    return { files: known, isWhole: isWhole && known.length === files.length };
  }

  load(path: string): SourceFile | undefined {
    return this.#loaded.sources.load(path);
  }

  findImporters(path: string): Importers {
    return this.#loaded.importers.find(path);
  }

  getPackage(path: string): { readonly name: string; readonly version: string } | undefined {
    const manifest = this.#loaded.manifests.findInstalled(path);
    return manifest?.name === undefined
      ? undefined
      : { name: manifest.name, version: manifest.version ?? '' };
  }
}

function createParts({ file, root, parse, limits, isReadable, source }: ProjectOptions) {
  const access = new FileAccess(root ?? findProjectRoot(file), isReadable);
  let cache = caches.get(parse);
  if (!cache) {
    cache = new FileCache(parse);
    caches.set(parse, cache);
  }
  const known = cache;
  let found: ProjectFiles | undefined;
  const allLimits = { ...DEFAULT_LIMITS, ...limits };
  const files = (): ProjectFiles => {
    found ??= findProjectFiles(access, known, allLimits);
    return found;
  };
  const manifests = new Manifests(access);
  const configs = new CompilerConfigs(access);
  const compiled = new CompiledFiles(access, configs);
  const packages = new Packages(access, manifests, configs, files);
  const resolver: Resolver = new Resolver(access, manifests, configs, compiled, {
    getMembers: (name) => packages.findMembers(name),
    getPackages: (name) => packages.find(name),
    isAskedFor: (name, folder) => packages.isAskedFor(name, folder, resolver),
    packageDepth: allLimits.packageDepth,
  });
  const entryPoints = new EntryPoints(access, manifests, compiled, resolver);
  const path = access.getFile(file) ?? toSlashes(file);
  const sources = new Sources(access, cache, source && { path, source });
  const computedImports = new ComputedImports(access, files, sources, packages, resolver);
  const importers = new ImporterFinder({
    access,
    manifests,
    files,
    sources,
    packages,
    resolver,
    compiled,
    entryPoints,
    computedImports,
  });
  return { manifests, resolver, sources, computedImports, importers };
}
