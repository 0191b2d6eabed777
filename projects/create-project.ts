import type { TSESTree } from '@typescript-eslint/utils';
import type { SourceFile } from '../analysis/index.ts';
import type { FoundText, Importers, Project, ResolvedFiles } from '../analysis/program/project.ts';
import { ComputedImports } from './computed-imports.ts';
import { EntryPoints } from './entry-points.ts';
import { FileNames } from './file-names.ts';
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
import { PathAliases } from './resolution/path-aliases.ts';
import { Resolver } from './resolution/resolver.ts';
import type { ImportKind } from './resolution/conditions.ts';
import { findTexts, listTexts } from './sources/found-texts.ts';
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
  /** What was seen for other files of the same run. Default: nothing. */
  readonly snapshot?: ProjectSnapshot;
}

const caches = new WeakMap<ParseSource, FileCache>();

/**
 * What is seen once for all files of a run, of those below one root: the one that was asked about last, since files come folder
 * by folder. A file whose text has changed by the time that it is asked about itself is what it is then.
 */
export class ProjectSnapshot {
  #root: string | undefined;
  #parts: ProjectParts | undefined;

  /**
   * What was seen below a root.
   *
   * @param root an absolute path
   * @param create looks at it for the first time
   */
  get(root: string, create: () => ProjectParts): ProjectParts {
    if (!this.#parts || this.#root !== root) {
      this.#parts = create();
      this.#root = root;
    }
    return this.#parts;
  }
}

/**
 * The files around a file, on disk. What was seen of them once stays so for as long as the object or its snapshot lives; the next
 * one for the same files reads again what has changed, by time and size.
 *
 * @param options where the project is; those with one snapshot have the same but for `file` and `source`
 * @returns what the analysis asks; nothing is read before it is asked
 */
export function createProject(options: ProjectOptions): Project {
  return new FileProject(options);
}

class FileProject implements Project {
  readonly #options: ProjectOptions;
  #parts: ProjectParts | undefined;

  constructor(options: ProjectOptions) {
    this.#options = options;
  }

  get #loaded(): ProjectParts {
    if (!this.#parts) {
      const { file, root = findProjectRoot(file), source, snapshot = new ProjectSnapshot() } = this.#options;
      this.#parts = snapshot.get(root, () => createParts(root, this.#options));
      if (source) {
        this.#parts.sources.hold(this.#parts.access.getFile(file) ?? toSlashes(file), source);
      }
    }
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

  findTexts(path: string, pattern: RegExp): readonly FoundText[] {
    const { files, sources, manifests, importers } = this.#loaded;
    const place = toSlashes(path);
    const isPackage = manifests.findScope(place) !== undefined;
    const paths = isPackage ? listTexts(files()) : importers.findAll(place);
    return findTexts(paths, sources, pattern);
  }

  getPackage(path: string): { readonly name: string; readonly version: string } | undefined {
    const manifest = this.#loaded.manifests.findInstalled(path);
    return manifest?.name === undefined
      ? undefined
      : { name: manifest.name, version: manifest.version ?? '' };
  }
}

/** What answers the questions about the files below a root. */
interface ProjectParts {
  readonly access: FileAccess;
  readonly manifests: Manifests;
  readonly resolver: Resolver;
  readonly sources: Sources;
  readonly computedImports: ComputedImports;
  readonly importers: ImporterFinder;
  readonly files: () => ProjectFiles;
}

function createParts(root: string, { parse, limits, isReadable }: ProjectOptions): ProjectParts {
  const access = new FileAccess(root, isReadable);
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
  const packages = new Packages(access, manifests, files);
  const aliases = new PathAliases(configs, () => files().compilerConfigs);
  const resolver: Resolver = new Resolver(access, manifests, aliases, compiled, {
    getMembers: (name) => packages.findMembers(name),
    getPackages: (name) => packages.find(name),
    isAskedFor: (name, folder) => packages.isAskedFor(name, folder, resolver.installed),
    packageDepth: allLimits.packageDepth,
  });
  const entryPoints = new EntryPoints(access, manifests, compiled, resolver);
  const sources = new Sources(access, cache);
  const fileNames = new FileNames({ access, manifests, configs, files, packages, compiled, resolver });
  const computedImports = new ComputedImports({
    access,
    files,
    sources,
    packages,
    aliases,
    compiled,
    fileNames,
    resolver,
  });
  const importers = new ImporterFinder({
    access,
    manifests,
    files,
    sources,
    packages,
    fileNames,
    resolver,
    compiled,
    entryPoints,
    computedImports,
  });
  return { access, manifests, resolver, sources, computedImports, importers, files };
}
