import type { TSESTree } from '@typescript-eslint/utils';
import type { ResolvedFiles } from '../analysis/program/project.ts';
import type { FileNames } from './file-names.ts';
import type { FileAccess } from './files/file-access.ts';
import { canImport, getName, hasNoEnding, isInside, isScript, joinPath } from './files/paths.ts';
import type { ProjectFiles } from './files/project-files.ts';
import type { Packages } from './packages.ts';
import type { CompiledFiles } from './resolution/compiled-files.ts';
import type { PathAliases } from './resolution/path-aliases.ts';
import type { Resolver } from './resolution/resolver.ts';
import { mayName } from './sources/name-patterns.ts';
import type { NamePattern } from './sources/name-patterns.ts';
import type { FoundComputed } from './sources/source-facts.ts';
import type { Sources } from './sources/sources.ts';

/** The endings of what `require` loads besides scripts. */
const OTHER_MODULE = /\.(?:json|node|wasm)$/u;

const NO_FILES: ResolvedFiles = { files: [], isWhole: false };

/** What computed names are compared with. */
export interface ComputedImportSources {
  readonly access: FileAccess;
  readonly files: () => ProjectFiles;
  readonly sources: Sources;
  readonly packages: Packages;
  readonly aliases: PathAliases;
  readonly compiled: CompiledFiles;
  readonly fileNames: FileNames;
  readonly resolver: Resolver;
}

/** Finds the files that a file loads by names that it computes. */
export class ComputedImports {
  readonly #project: ComputedImportSources;
  readonly #outputs = new Map<string, readonly string[]>();
  readonly #known = new Map<FoundComputed, ResolvedFiles>();

  constructor(project: ComputedImportSources) {
    this.#project = project;
  }

  /**
   * The files that a computed name may be.
   *
   * @param path the file
   * @param expression the argument of an `import()` or `require()` of it, or a call of `import.meta.glob`
   */
  find(path: string, expression: TSESTree.Node): ResolvedFiles {
    const computed = this.#project.sources
      .getFacts(path)
      ?.computed.find((each) => each.expression === expression);
    return computed ? this.findAll(path, computed) : NO_FILES;
  }

  /**
   * The files that a computed name may be.
   *
   * @param path the file that computes it
   * @param computed how
   */
  findAll(path: string, computed: FoundComputed): ResolvedFiles {
    let found = this.#known.get(computed);
    if (!found) {
      found = this.#project.files().excess === undefined ? this.#list(path, computed.patterns) : NO_FILES;
      this.#known.set(computed, found);
    }
    return found;
  }

  #list(path: string, patterns: readonly NamePattern[]): ResolvedFiles {
    const lists = patterns.map((pattern) => this.#listNamed(path, pattern));
    return {
      files: [...new Set(lists.flatMap(({ files }) => files))].sort(),
      isWhole: lists.every(({ isWhole }) => isWhole),
    };
  }

  #listNamed(path: string, pattern: NamePattern): ResolvedFiles {
    if (pattern.kind !== 'path' && pattern.kind !== 'glob') {
      return NO_FILES;
    }
    const { fileNames, files } = this.#project;
    const { folder } = pattern;
    const inside = files().sources.filter((file) => isScript(file) && isInside(file, folder));
    const named = [...inside, ...fileNames.findMeantBelow(folder)].filter((file) =>
      this.#isNamed(path, pattern, file, []),
    );
    const isListed =
      pattern.kind === 'glob' || (pattern.isListed && !this.#mayBeOther(path, pattern, new Set(named)));
    return { files: named, isWhole: isListed && this.#isOfProject(folder) };
  }

  /** Whether a pattern that is written in a file may be the name of another, or of what that is compiled to. */
  mayName(path: string, pattern: NamePattern, file: string): boolean {
    return (
      this.#isNamed(path, pattern, file, []) || this.#isNamed(path, pattern, file, this.#findOutputs(file))
    );
  }

  /** @param outputs the paths of what the file is compiled to, as far as they count */
  #isNamed(path: string, pattern: NamePattern, file: string, outputs: readonly string[]): boolean {
    const { aliases, fileNames, packages, resolver } = this.#project;
    const folder = packages.getFolder(path);
    return mayName(pattern, {
      isSamePackage: folder === packages.getFolder(file),
      // A path leads into packages below its own. A name that may be anything is a file of its own package, or another package's
      // name.
      canReach: (isUnlimited) =>
        folder === packages.getFolder(file) ||
        (isUnlimited ? packages.isMemberEntry(path, file, resolver) : isInside(file, folder)),
      isAlias: (prefix) => aliases.isAlias(path, prefix),
      // Found when they are asked for: a pattern looks at some of them.
      get packageNames() {
        return packages.getNames(file);
      },
      get paths() {
        return outputs.length > 0 ? outputs : fileNames.findPaths(file);
      },
      get folders() {
        return fileNames.findFolders(file);
      },
    });
  }

  #findOutputs(file: string): readonly string[] {
    let outputs = this.#outputs.get(file);
    if (!outputs) {
      const { compiled, fileNames, packages } = this.#project;
      outputs = [...compiled.findOutputs(file, packages.getFolder(file)), ...fileNames.findUnbuilt(file)];
      this.#outputs.set(file, outputs);
    }
    return outputs;
  }

  /** Whether names lead to something else than scripts of the project: JSON, machine code, or what tools have written. */
  #mayBeOther(
    path: string,
    { expression, folder }: NamePattern & { readonly kind: 'path' },
    named: ReadonlySet<string>,
  ): boolean {
    const { files, folders } = this.#project.access.list(folder);
    const isNamed = (name: string): boolean => expression.test(joinPath(folder, `./${name}`));
    const isOther = files.some((name) => {
      const stem = name.replace(OTHER_MODULE, '');
      return (stem !== name || isOtherSource(name)) && [name, stem].some(isNamed);
    });
    return (
      isOther ||
      folders
        .filter(isNamed)
        .flatMap((name) => [...this.#project.fileNames.findMeant(joinPath(folder, `./${name}`), [path])])
        .some((file) => !named.has(file))
    );
  }

  /** Whether all that is in a folder is known as part of the project. */
  #isOfProject(folder: string): boolean {
    const { root } = this.#project.access;
    return (
      isInside(folder, root) &&
      this.#project.access.getDirectory(folder) === folder &&
      !this.#project.files().links.some((link) => isInside(link, folder)) &&
      !folder.includes('/node_modules') &&
      getName(folder) !== 'node_modules'
    );
  }
}

/** Whether a file is a program in another form, which some tools load, or Node.js as JavaScript. */
function isOtherSource(name: string): boolean {
  return !isScript(name) && (hasNoEnding(name) || canImport(name));
}
