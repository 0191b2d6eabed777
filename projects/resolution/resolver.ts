import { isBuiltin } from 'node:module';
import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileAccess } from '../files/file-access.ts';
import { toText } from '../files/json-files.ts';
import { getFolder, getRelative, isInside, isTypeScript, joinPath } from '../files/paths.ts';
import { CHAIN_LENGTH, SPECIFIER_LENGTH } from '../limits.ts';
import type { CompiledFiles } from './compiled-files.ts';
import { toConditions } from './conditions.ts';
import type { ImportKind } from './conditions.ts';
import { InstalledFolders } from './installed-folders.ts';
import { getAliased, getDependencies } from './manifests.ts';
import type { Manifest, Manifests } from './manifests.ts';
import { findTargets, toSubpaths } from './package-maps.ts';
import type { Conditions } from './package-maps.ts';
import type { PathAliases } from './path-aliases.ts';
import { PathTargets, toLoadable } from './path-targets.ts';

/** What the packages of the project are. */
export interface Surroundings {
  /** The folders of the members of the workspace that have a name. */
  readonly getMembers: (name: string) => readonly string[];
  /** The folders of all packages of the project that have a name. */
  readonly getPackages: (name: string) => readonly string[];
  /** Whether one of them asks for an installed package and gets the one in a folder. */
  readonly isAskedFor: (name: string, folder: string) => boolean;
  /** See `ProjectLimits`. */
  readonly packageDepth: number;
}

/** Where and how something is asked for. */
interface Request {
  readonly from: string;
  /** Undefined: whatever asks. */
  readonly kind: ImportKind | undefined;
  readonly conditions: Conditions;
  readonly depth: number;
}

/**
 * Finds what module specifiers load: as Node.js does, and where Node.js fails, as TypeScript and the bundlers do, with endings
 * left out, aliases of `tsconfig.json`, and members of the workspace that are not linked.
 */
export class Resolver {
  readonly targets: PathTargets;
  readonly installed: InstalledFolders;
  readonly #access: FileAccess;
  readonly #manifests: Manifests;
  readonly #aliases: PathAliases;
  readonly #compiled: CompiledFiles;
  readonly #surroundings: Surroundings;
  readonly #known = new Map<string, readonly string[]>();

  constructor(
    access: FileAccess,
    manifests: Manifests,
    aliases: PathAliases,
    compiled: CompiledFiles,
    surroundings: Surroundings,
  ) {
    this.#access = access;
    this.#manifests = manifests;
    this.#aliases = aliases;
    this.#compiled = compiled;
    this.#surroundings = surroundings;
    this.targets = new PathTargets(access, manifests);
    this.installed = new InstalledFolders(access);
  }

  /** The files that a specifier loads, by what conditions hold; none that is no script or JSON, or where it is not certain. */
  resolve(from: string, specifier: string, kind: ImportKind): readonly string[] {
    const other = this.#getOther(from, kind);
    return this.#remember(
      `loads ${kind} ${String(other)}\n${getFolder(from)}\n${specifier}\n${isTypeScript(from)}`,
      () => this.#find(specifier, { from, kind, conditions: toConditions(kind, other), depth: 0 }),
    );
  }

  /**
   * The files that a specifier may load, whatever conditions hold.
   *
   * @param kind how it is asked for; default: in whatever way
   */
  findAll(from: string, specifier: string, kind?: ImportKind): readonly string[] {
    const plain = toPlainName(specifier);
    const other = kind && this.#getOther(from, kind);
    const conditions: Conditions = (name) => (name === other ? false : undefined);
    return this.#remember(
      `may load ${String(other)}\n${getFolder(from)}\n${specifier}\n${isTypeScript(from)}`,
      () => [...new Set(this.#find(plain, { from, kind: undefined, conditions, depth: 0 }))],
    );
  }

  /** The kind that an import certainly is not; undefined for an `import` that a compiler may turn into `require`. */
  #getOther(from: string, kind: ImportKind): ImportKind | undefined {
    if (kind === 'require') {
      return 'import';
    }
    const isEsm =
      /\.m[jt]s$/u.test(from) ||
      (!/\.c[jt]s$/u.test(from) && this.#manifests.findScope(from)?.fields['type'] === 'module');
    return isEsm ? 'require' : undefined;
  }

  #remember(key: string, find: () => readonly string[]): readonly string[] {
    let found = this.#known.get(key);
    if (!found) {
      found = find();
      this.#known.set(key, found);
    }
    return found;
  }

  #find(specifier: string, request: Request): readonly string[] {
    const { from } = request;
    if (specifier === '' || specifier.length > SPECIFIER_LENGTH || request.depth > CHAIN_LENGTH) {
      return [];
    }
    if (/^\.{1,2}(?:\/|$)/u.test(specifier) || isAbsolute(specifier)) {
      return this.#findPath(specifier, request);
    }
    if (specifier.startsWith('file:')) {
      return this.#findUrl(specifier, request);
    }
    if (isBuiltin(specifier) || /^[a-z][\w+.-]*:/iu.test(specifier)) {
      return [];
    }
    if (specifier.startsWith('#')) {
      const found = this.#findImport(specifier, request);
      if (found.length > 0 || request.kind) {
        return found.length > 0 ? found : this.#findAlias(specifier, request);
      }
    }
    const aliased = this.#findAlias(specifier, request);
    // Node.js reads no aliases of the compiler, and JavaScript may run as it is.
    return aliased.length > 0 && isTypeScript(from)
      ? aliased
      : [...new Set([...aliased, ...this.#findInPackage(specifier, request)])];
  }

  #findPath(specifier: string, { from, kind }: Request): readonly string[] {
    // `.` and `..` are folders, also beside a file of the same name.
    const name = /(?:^|\/)\.{1,2}$/u.test(specifier) ? `${specifier}/` : specifier;
    const path = joinPath(getFolder(from), name);
    const found = [path, ...(kind ? [] : this.#aliases.findMerged(from, path))].flatMap((place) =>
      this.targets.find(place, from),
    );
    return (found.length > 0 ? found : this.findUnbuilt(path)).filter((file) => this.#mayEnter(from, file));
  }

  /**
   * The sources of what a path means that has not been built yet: a file, or the `main` or the index of a folder.
   *
   * @param path absolute
   */
  findUnbuilt(path: string): readonly string[] {
    if (this.#manifests.isInstalled(path)) {
      return [];
    }
    const folder = path.replace(/(?<=.)\/$/u, '');
    const own = this.#manifests.get(folder);
    const main = own && toText(own.fields['main']);
    const [owner] = own ? [own] : this.#manifests.findPackages(folder);
    const places = [
      ...(path.endsWith('/') ? [] : [path]),
      ...(main === undefined ? [] : [joinPath(folder, main)]),
      joinPath(folder, 'index'),
    ];
    return owner
      ? (places
          .map((place) => this.#compiled.findSources(place, owner.folder))
          .find(({ length }) => length > 0) ?? [])
      : [];
  }

  #findUrl(specifier: string, request: Request): readonly string[] {
    try {
      return this.#find(fileURLToPath(specifier), { ...request, depth: request.depth + 1 });
    } catch {
      return [];
    }
  }

  #findImport(specifier: string, request: Request): readonly string[] {
    const manifest = this.#manifests.findScope(request.from);
    const { imports } = manifest?.fields ?? {};
    if (!manifest || typeof imports !== 'object' || imports === null) {
      return [];
    }
    const ways = findTargets(imports as Record<string, unknown>, specifier, request.conditions);
    return this.#takeEach(request, ways, (target) =>
      target.startsWith('./')
        ? this.#findTarget(manifest, target, request)
        : this.#find(target, { ...request, depth: request.depth + 1 }),
    );
  }

  #findAlias(specifier: string, request: Request): readonly string[] {
    if (this.#manifests.isInstalled(request.from)) {
      return [];
    }
    const places = this.#aliases.findPlaces(request.from, specifier, request.kind === undefined);
    return this.#takeFirst(request, places, (place) => this.targets.find(place, request.from));
  }

  /** Of several targets, the first that is there; all where it is not known what holds. */
  #takeFirst(
    { kind }: Request,
    targets: readonly string[],
    find: (target: string) => readonly string[] | string,
  ): readonly string[] {
    const all: string[] = [];
    for (const target of targets) {
      all.push(...[find(target)].flat());
      if (kind && all.length > 0) {
        break;
      }
    }
    return all;
  }

  /** The first targets that are there, for each way in which conditions may hold. */
  #takeEach(
    request: Request,
    ways: readonly (readonly string[])[],
    find: (target: string) => readonly string[] | string,
  ): readonly string[] {
    return [...new Set(ways.flatMap((targets) => this.#takeFirst(request, targets, find)))];
  }

  #findInPackage(specifier: string, request: Request): readonly string[] {
    const [name] = /^(?:@[^/]+\/)?[^/]+/u.exec(specifier) ?? [];
    if (name === undefined) {
      return [];
    }
    const subpath = `.${specifier.slice(name.length)}`;
    const own = this.#manifests.findScope(request.from);
    if (own?.name === name && own.fields['exports'] !== undefined) {
      return this.#findExport(own, subpath, request);
    }
    const installed = this.installed.find(request.from, name);
    if (installed.length === 0) {
      return this.#findMembers(request, name).flatMap((folder) => this.#findIn(folder, subpath, request));
    }
    for (const folder of installed) {
      if (!this.#mayEnter(request.from, joinPath(folder, 'package.json'))) {
        continue;
      }
      const found = this.#findIn(folder, subpath, request);
      // `require` looks further up for what it does not find.
      if (found.length > 0 || this.#manifests.get(folder)?.fields['exports'] !== undefined) {
        return found;
      }
    }
    return [];
  }

  #findIn(folder: string, subpath: string, request: Request): readonly string[] {
    const manifest = this.#manifests.get(folder);
    return manifest ? this.#findExport(manifest, subpath, request) : this.#findFile(folder, subpath, request);
  }

  /**
   * Without an installation, the packages of the project are found by the paths that are written for them, and the members of the
   * workspace by their names; two of one name are none.
   */
  #findMembers({ from, kind }: Request, name: string): readonly string[] {
    if (this.#manifests.isInstalled(from)) {
      return [];
    }
    const wanted = this.#manifests
      .findPackages(from)
      .map((manifest) => ({ manifest, version: getDependencies(manifest)[name] ?? '' }));
    const own = wanted.map(({ version }) => getAliased(version)).find((each) => each !== undefined);
    if (!kind) {
      const names = new Set([name, own ?? name]);
      return [...names].flatMap((each) => this.#surroundings.getPackages(each));
    }
    const linked = wanted.flatMap(({ manifest, version }) => {
      const path = /^(?:file|link|portal):(.*)$/u.exec(version)?.[1];
      return path === undefined ? [] : (this.#access.getDirectory(joinPath(manifest.folder, path)) ?? []);
    });
    const members = linked.length > 0 ? linked.slice(0, 1) : this.#surroundings.getMembers(own ?? name);
    return members.length === 1 ? members : [];
  }

  #findExport(manifest: Manifest, subpath: string, request: Request): readonly string[] {
    const { exports } = manifest.fields;
    if (exports === undefined || exports === null) {
      return this.#findFile(manifest.folder, subpath, request);
    }
    const { kind } = request;
    // Compilers turn `import` into `require` in the project, and not in what is installed.
    const conditions =
      kind !== undefined && this.#manifests.isInstalled(`${manifest.folder}/`)
        ? toConditions(kind, kind === 'import' ? 'require' : 'import')
        : request.conditions;
    return this.#takeEach(request, findTargets(toSubpaths(exports), subpath, conditions), (target) =>
      this.#findTarget(manifest, target, request),
    );
  }

  /** A target is a file's whole name; of a package of the project it may not have been built yet. */
  #findTarget({ folder }: Manifest, target: string, request: Request): readonly string[] {
    const path = joinPath(folder, target);
    if (!target.startsWith('./') || !isInside(path, folder)) {
      return [];
    }
    const file = this.#access.getFile(path);
    if (file !== undefined) {
      return toLoadable(file);
    }
    const sources = this.#manifests.isInstalled(path) ? [] : this.#compiled.findSources(path, folder);
    // Sources without an ending, as bundlers read them.
    return sources.length > 0 ? sources : this.targets.findFile(path, request.from);
  }

  #findFile(folder: string, subpath: string, request: Request): readonly string[] {
    const found = this.targets.find(joinPath(folder, subpath), request.from);
    if (found.length > 0) {
      return found;
    }
    const main = subpath === '.' ? toText(this.#manifests.get(folder)?.fields['main']) : undefined;
    return main === undefined || this.#manifests.isInstalled(folder)
      ? []
      : this.#compiled.findSources(joinPath(folder, /\.[cm]?js$/u.test(main) ? main : `${main}.js`), folder);
  }

  /** Whether a package may be entered: from the project, or from a package that the project asks for. */
  #mayEnter(from: string, found: string): boolean {
    if (!this.#manifests.isInstalled(from)) {
      return true;
    }
    const own = this.#manifests.findInstalled(from);
    if (!own) {
      return false;
    }
    const isSame =
      isInside(found, own.folder) && !`/${getRelative(own.folder, found)}`.includes('/node_modules/');
    const { packageDepth, isAskedFor } = this.#surroundings;
    return (
      isSame ||
      (packageDepth > 1 && this.#manifests.isInstalled(found) && isAskedFor(own.name ?? '', own.folder))
    );
  }
}

/** Without what bundlers add to a name, and with what URLs and Windows write otherwise as others do. */
function toPlainName(specifier: string): string {
  const [name = ''] = specifier.replaceAll('\\', '/').split(/(?<=.)[?#]/u);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
