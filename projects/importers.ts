import { isBuiltin } from 'node:module';
import { isAbsolute } from 'node:path';
import type { Importers } from '../analysis/program/project.ts';
import type { ComputedImports } from './computed-imports.ts';
import type { EntryPoints } from './entry-points.ts';
import { toStem } from './file-names.ts';
import type { FileNames } from './file-names.ts';
import type { FileAccess } from './files/file-access.ts';
import {
  canImport,
  getFolder,
  getName,
  getRelative,
  hasNoEnding,
  isInside,
  isScript,
  joinPath,
  withoutExtension,
} from './files/paths.ts';
import type { ProjectFiles } from './files/project-files.ts';
import type { Packages } from './packages.ts';
import type { CompiledFiles } from './resolution/compiled-files.ts';
import type { Manifests } from './resolution/manifests.ts';
import type { Resolver } from './resolution/resolver.ts';
import { Mentions } from './sources/mentions.ts';
import type { Mention } from './sources/mentions.ts';
import type { FoundMock } from './sources/mock-calls.ts';
import { ANY_NAME, withoutQuery } from './sources/name-patterns.ts';
import type { FoundComputed, FoundImport } from './sources/source-facts.ts';
import type { Sources } from './sources/sources.ts';

/** A name that a file of the project computes. */
interface ComputedImport {
  readonly path: string;
  readonly computed: FoundComputed;
  /** What the file does, for the user. */
  readonly reason: string;
}

/** A file that may import another one in a way that is not followed. */
interface Doubtful {
  readonly path: string;
  /** What it does, for the user. */
  readonly reason: string;
  /** Whether a program that stands in it as a text does so. */
  readonly isText?: boolean | undefined;
}

/** What imports a file, and what may. */
interface Found {
  readonly importers: readonly string[];
  readonly doubtful: readonly Doubtful[];
}

/** Whether something imports a file, and why others then may, or it may in a way that is not followed. */
interface Judged {
  readonly isImport: boolean;
  /** Whether only a program that stands in it as a text may. */
  readonly isText?: boolean;
  readonly reason?: string | undefined;
}

/** Files that only check others or show how they are used: no bundle starts with what they alone import. */
const TEST_FILE = /(?:^|\/)(?:tests?|__tests__|specs?|examples?)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/u;

/** The settings by which tools give files other names. */
const ALIAS = /\balias|moduleNameMapper|_moduleAliases/iu;

/** A program in the text of a command. */
const EVALUATED = /\b(?:node|bun|deno|tsx)\b[^\n]*\s(?:-p?e|-p|--eval|--print|eval)\s/u;

/** What the project's files are asked with. */
export interface ImporterSources {
  readonly access: FileAccess;
  readonly manifests: Manifests;
  readonly files: () => ProjectFiles;
  readonly sources: Sources;
  readonly packages: Packages;
  readonly fileNames: FileNames;
  readonly resolver: Resolver;
  readonly compiled: CompiledFiles;
  readonly entryPoints: EntryPoints;
  readonly computedImports: ComputedImports;
}

/** Finds who imports a file: first by the texts that could name it, then by what the trees of those files import. */
export class ImporterFinder {
  readonly #project: ImporterSources;
  readonly #importers = new Map<string, Importers>();
  readonly #mocked = new Map<string, string | undefined>();
  #mentions: Mentions | undefined;
  /** What is mentioned in the files that may replace modules. */
  #mockMentions: Mentions | undefined;
  /** What is mentioned in the files that may give other files a name. */
  #aliasMentions: Mentions | undefined;
  #computed: readonly ComputedImport[] | undefined;

  constructor(project: ImporterSources) {
    this.#project = project;
  }

  /** Who imports a file. */
  find(path: string): Importers {
    let importers = this.#importers.get(path);
    if (!importers) {
      importers = this.#find(path);
      this.#importers.set(path, importers);
    }
    return importers;
  }

  /** Those that import a file, and those that import them. */
  findAll(path: string): ReadonlySet<string> {
    const found = new Set<string>();
    const pending = [path];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const further = this.find(next).files.filter((each) => !found.has(each));
      further.forEach((each) => found.add(each));
      pending.push(...further);
    }
    return found;
  }

  #find(path: string): Importers {
    const { access } = this.#project;
    const file = access.getFile(path);
    if (file === undefined || file !== path || !isScript(file)) {
      return { files: [], isClosed: false, reason: 'it cannot be read' };
    }
    if (this.#project.manifests.isInstalled(file)) {
      return { files: [], isClosed: false, reason: 'it belongs to an installed package' };
    }
    const { excess } = this.#project.files();
    if (excess !== undefined) {
      return { files: [], isClosed: false, reason: excess };
    }
    const direct = once(() => this.#findDirect(file));
    const computed = once(() => this.#findComputed(file));
    const files = once(() => [...new Set([...direct().importers, ...computed().importers])].sort());
    // What is quickly found comes first: if others may import a file, it does not matter who does.
    const reason =
      this.#project.entryPoints.find(file).reason ??
      this.#findMock(file) ??
      direct().doubtful[0]?.reason ??
      this.#findUnbuiltEntry(file, files) ??
      computed().doubtful[0]?.reason ??
      this.#findAliases(file).next().value?.reason ??
      this.#findOutputUse(file)?.reason;
    const doubtful = once(() => {
      const ofOutput = this.#findOutputUse(file) ?? [];
      return [direct().doubtful, computed().doubtful, [...this.#findAliases(file)], ofOutput].flat(2);
    });
    return {
      get files() {
        return files();
      },
      get doubtful() {
        return doubtful().flatMap((each) => (each.isText === true ? [] : each.path));
      },
      isClosed: reason === undefined,
      ...(reason === undefined ? {} : { reason }),
    };
  }

  /** The files whose text names a file, each with the names that it writes. */
  #findMentioning(file: string): readonly Mention[] {
    const { fileNames, sources } = this.#project;
    this.#mentions ??= new Mentions(sources, this.#project.files().sources);
    return this.#mentions.find(fileNames.findWords(file));
  }

  #findDirect(file: string): Found {
    const found = this.#findMentioning(file).map((mention) => ({
      path: mention.path,
      ...this.#judgeMention(mention, file),
    }));
    return {
      importers: found.filter(({ isImport }) => isImport).map(({ path }) => path),
      doubtful: found.flatMap(({ path, reason, isText }) =>
        reason === undefined ? [] : { path, reason, isText },
      ),
    };
  }

  #judgeMention({ path, names }: Mention, file: string): Judged {
    const { sources } = this.#project;
    const signs = sources.getSigns(path);
    if (!signs) {
      return { isImport: false, reason: `${this.#toName(path)} cannot be read` };
    }
    const leads = (name: string): boolean =>
      this.#canLead(path, name, file) || this.#leadsAround(path, name, file);
    if (!signs.hasEscapes && !names.some(leads)) {
      return { isImport: false };
    }
    const facts = sources.getFacts(path);
    if (!facts) {
      // Markup and commands are full of words that are no names of modules.
      return isScript(path) || names.some((name) => name.includes('/') && leads(name))
        ? { isImport: true, reason: `${this.#toName(path)}, which may import it, cannot be parsed` }
        : { isImport: false };
    }
    const found = facts.imports.map((written) => this.#judge(path, written, file));
    const isImport = found.some((each) => each.isImport);
    const reason = found.find((each) => each.reason !== undefined)?.reason;
    return reason === undefined && facts.texts.some(leads)
      ? { isImport, reason: `${this.#toName(path)} has a program as a text that may import it`, isText: true }
      : { isImport, reason };
  }

  /** Whether a name that a file writes leads to another file, or may do so by an alias that nobody knows here. */
  #canLead(path: string, name: string, file: string): boolean {
    // Most names that have a word of the file's in them end with another, and need not be resolved.
    const isOther =
      name.startsWith('.') &&
      !this.#project.fileNames.findPlaces(file).lastNames.has(toStem(withoutQuery(name).replace(/\\$/u, '')));
    if (isOther) {
      return false;
    }
    return (
      this.#project.resolver.findAll(path, name).includes(file) || this.#isUnknownAlias(path, name, file)
    );
  }

  /** Whether a name leads to another file from a folder that a program is started in, or that a tool knows. */
  #leadsAround(path: string, name: string, file: string): boolean {
    const { access, fileNames, packages } = this.#project;
    // A quote within a text has a backslash.
    const plain = name.replace(/^<rootDir>\/?|\\$/gu, '');
    const { paths, lastNames } = fileNames.findPlaces(file);
    return (
      lastNames.has(toStem(plain)) &&
      [getFolder(path), packages.getFolder(path), access.root].some((folder) =>
        paths.has(withoutExtension(joinPath(folder, `./${plain}`).replace(/(?<=.)\/$/u, ''))),
      )
    );
  }

  #judge(path: string, { specifier, kind, isFollowed }: FoundImport, file: string): Judged {
    const { resolver } = this.#project;
    const name = this.#toName(path);
    if (!resolver.findAll(path, specifier, kind).includes(file)) {
      const reason = `${JSON.stringify(specifier)} in ${name} may name it`;
      return this.#isUnknownAlias(path, specifier, file) ? { isImport: false, reason } : { isImport: false };
    }
    if (!isFollowed) {
      return { isImport: true, reason: `${name} imports it in a way that is not followed` };
    }
    return resolver.resolve(path, specifier, kind).includes(file)
      ? { isImport: true }
      : { isImport: true, reason: `${name} imports it under some conditions only` };
  }

  /** Bundlers have aliases of their own: a name that nothing else explains may be one of them. */
  #isUnknownAlias(path: string, specifier: string, file: string): boolean {
    const isPlain =
      specifier !== '' && !specifier.startsWith('.') && !isAbsolute(specifier) && !/[\s:]/u.test(specifier);
    if (!isPlain || isBuiltin(specifier)) {
      return false;
    }
    const { fileNames, packages, resolver } = this.#project;
    // `@net` may be the folder `net`.
    const stem = withoutExtension(getName(withoutQuery(specifier))).replace(/^[@~#$]/u, '');
    const isNamed = [...fileNames.findPaths(file), ...fileNames.findFolders(file)].some(
      (path) => stem === withoutExtension(getName(path)),
    );
    return (
      isNamed &&
      resolver.findAll(path, specifier).length === 0 &&
      !packages.isPackage(path, specifier, resolver.installed)
    );
  }

  /** Whether an entry point that is not built yet may be built from a file. */
  #findUnbuiltEntry(file: string, findImporters: () => readonly string[]): string | undefined {
    const { unbuilt } = this.#project.entryPoints.find(file);
    if (unbuilt === undefined) {
      return undefined;
    }
    const { access } = this.#project;
    const importers = findImporters();
    const stem = getName(withoutExtension(file));
    const isStart =
      ['index', 'main', getName(withoutExtension(unbuilt))].includes(stem) ||
      importers.every((path) => TEST_FILE.test(getRelative(access.root, path))) ||
      this.#isNamedOtherwise(file, importers);
    return isStart ? `package.json names ${unbuilt}, which is not there and may be built from it` : undefined;
  }

  /** Whether a file is named where it is not imported: the settings of a bundler do so. */
  #isNamedOtherwise(file: string, importers: readonly string[]): boolean {
    for (const { path, names } of this.#findMentioning(file)) {
      const isNamed = names.some((name) => this.#leadsAround(path, name, file));
      if (isNamed && !importers.includes(path)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a test replaces a module.
   *
   * @returns who does so, or which limit keeps it from being known, in a clause for the user
   */
  findMock(file: string): string | undefined {
    return this.#project.files().excess ?? this.#findMock(file);
  }

  #findMock(file: string): string | undefined {
    if (!this.#mocked.has(file)) {
      this.#mocked.set(file, this.#searchMock(file));
    }
    return this.#mocked.get(file);
  }

  #searchMock(file: string): string | undefined {
    const { fileNames, sources } = this.#project;
    this.#mockMentions ??= new Mentions(
      sources,
      this.#project.files().sources.filter((path) => {
        const signs = sources.getSigns(path);
        return (canImport(path) || hasNoEnding(path)) && (!signs || signs.mayMock || signs.hasEscapes);
      }),
    );
    for (const { path, names } of this.#mockMentions.find(fileNames.findWords(file))) {
      const signs = sources.getSigns(path);
      if (signs?.hasEscapes === false && !names.some((name) => this.#canBeMocked(path, name, file))) {
        continue;
      }
      const isMock = sources.getFacts(path)?.mocks.some((mock) => this.#isMockOf(path, mock, file)) ?? true;
      if (isMock && (signs?.mayMock ?? false)) {
        return `${this.#toName(path)} mocks it`;
      }
    }
    return undefined;
  }

  /** Whether a name may be that of a file which is replaced, also from where it is replaced for. */
  #canBeMocked(path: string, name: string, file: string): boolean {
    const { fileNames, sources } = this.#project;
    const mayBeWithin = sources.getSigns(path)?.mayMockWithin ?? true;
    return (
      (mayBeWithin && (!name.startsWith('.') || fileNames.findPlaces(file).lastNames.has(toStem(name)))) ||
      this.#canLead(path, name, file)
    );
  }

  #isMockOf(path: string, { specifier, within }: FoundMock, file: string): boolean {
    const { resolver } = this.#project;
    const places = [path, ...(within === undefined ? [] : resolver.findAll(path, within))];
    return places.some((place) => resolver.findAll(place, specifier).includes(file));
  }

  /** The files that compute its name: importers where the name is followed, and otherwise a reason. */
  #findComputed(file: string): Found {
    const { computedImports } = this.#project;
    this.#computed ??= [...this.#findComputedImports()];
    const importers: string[] = [];
    const doubtful: Doubtful[] = [];
    for (const { path, computed, reason } of this.#computed) {
      if (computed.expression && computedImports.findAll(path, computed).files.includes(file)) {
        importers.push(path);
      } else if (computed.patterns.some((pattern) => computedImports.mayName(path, pattern, file))) {
        doubtful.push({ path, reason });
      }
    }
    return { importers, doubtful };
  }

  *#findComputedImports(): Iterable<ComputedImport> {
    const { sources } = this.#project;
    for (const path of this.#project.files().sources) {
      const signs = sources.getSigns(path);
      if (signs && !signs.mayCompute) {
        continue;
      }
      const facts = sources.getFacts(path);
      const name = this.#toName(path);
      if (facts) {
        const reason = `${name} imports a computed name`;
        yield* facts.computed.map((computed) => ({ path, computed, reason }));
      } else if (isScript(path) || /<script/iu.test(sources.getText(path) ?? '<script')) {
        yield {
          path,
          computed: { patterns: [ANY_NAME], expression: undefined },
          reason: `${name}, which may import anything, cannot be parsed`,
        };
      }
    }
  }

  /** Tools may give a file any other name, by which others then import it. */
  *#findAliases(file: string): Generator<Doubtful, undefined> {
    const { fileNames, sources } = this.#project;
    const { words } = fileNames.findWords(file);
    this.#aliasMentions ??= new Mentions(sources, this.#findAliasing());
    for (const { path, names } of this.#aliasMentions.find({ words, namesFolders: false })) {
      const isNamed = names.some((name) => this.#leadsAround(path, name, file));
      if (isNamed && !this.#imports(path, file)) {
        yield { path, reason: `${this.#toName(path)} may give it another name` };
      }
    }
    return undefined;
  }

  #findAliasing(): readonly string[] {
    const { sources: scripts, aliasFiles } = this.#project.files();
    return [...aliasFiles, ...scripts].filter((path) => {
      const isConfig = path.endsWith('.json') && !path.endsWith('/package.json');
      const text = this.#project.sources.getText(path) ?? '';
      return isConfig || (path.endsWith('/package.json') && EVALUATED.test(text)) || ALIAS.test(text);
    });
  }

  #imports(path: string, file: string): boolean {
    const { resolver, sources } = this.#project;
    const facts = isScript(path) ? sources.getFacts(path) : undefined;
    return facts?.imports.some(({ specifier }) => resolver.findAll(path, specifier).includes(file)) ?? false;
  }

  /** What uses the compiled file uses the source. */
  #findOutputUse(file: string): Doubtful | undefined {
    const { access, compiled, packages } = this.#project;
    const folder = packages.getFolder(file);
    for (const output of compiled.findOutputs(file, folder)) {
      const outFolder = joinPath(folder, getRelative(folder, output).split('/')[0] ?? '');
      const user = this.#findDirect(output).importers.find((path) => !isInside(path, outFolder));
      if (user !== undefined) {
        const reason = `${this.#toName(user)} imports ${getRelative(access.root, output)}, which is compiled from it`;
        return { path: user, reason };
      }
    }
    return undefined;
  }

  #toName(path: string): string {
    return getRelative(this.#project.access.root, path);
  }
}

/** Calls a function when its result is first asked for, and keeps that. */
function once<Result extends object>(find: () => Result): () => Result {
  let result: Result | undefined;
  return () => (result ??= find());
}
