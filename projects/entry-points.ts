import type { FileAccess } from './files/file-access.ts';
import { createMatcher, isGlob } from './files/globs.ts';
import { findTexts, isJsonObject, readJsonObject, toText } from './files/json-files.ts';
import { getRelative, isInside, isScript, joinPath } from './files/paths.ts';
import type { CompiledFiles } from './resolution/compiled-files.ts';
import type { Manifest, Manifests } from './resolution/manifests.ts';
import {
  ANY_CONDITIONS,
  findTargets,
  listTargets,
  matchStar,
  toSubpaths,
} from './resolution/package-maps.ts';
import type { Resolver } from './resolution/resolver.ts';
import { isMember } from './resolution/workspaces.ts';

/** Fields whose texts lead nobody to a file: names of others, descriptions, and files that only the package itself asks for. */
const OTHER_FIELDS: ReadonlySet<string> = new Set([
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'author',
  'contributors',
  'repository',
  'homepage',
  'bugs',
  'funding',
  'type',
  'types',
  'typings',
  'typesVersions',
  'files',
  'directories',
  'workspaces',
  'packageManager',
  'engines',
  'os',
  'cpu',
  'imports',
  'sideEffects',
  'exports',
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'peerDependenciesMeta',
  'optionalDependencies',
  'bundledDependencies',
  'bundleDependencies',
  'overrides',
  'resolutions',
  'publishConfig',
]);

/** The fields of a `package.json` by which a program starts and by which other packages import it. */
const PROGRAM_FIELDS: ReadonlySet<string> = new Set([
  'main',
  'module',
  'browser',
  'bin',
  'scripts',
  'exports',
]);

/** Settings of tools, which name files and folders to build, test or check. */
const TOOL_FIELDS: ReadonlySet<string> = new Set([
  'ava',
  'babel',
  'browserify',
  'browserslist',
  'build',
  'c8',
  'commitlint',
  'config',
  'eslintConfig',
  'eslintIgnore',
  'husky',
  'jest',
  'jscpd',
  'knip',
  'lint-staged',
  'mocha',
  'nodemonConfig',
  'nyc',
  'pkg',
  'pnpm',
  'prettier',
  'release',
  'release-it',
  'size-limit',
  'standard',
  'tap',
  'tsd',
  'tsup',
  'typedoc',
  'vitest',
  'volta',
  'wireit',
  'xo',
]);

/** Keys of `engines` that name something that runs programs, not a host that loads packages. */
const RUNTIMES: ReadonlySet<string> = new Set([
  'node',
  'npm',
  'pnpm',
  'yarn',
  'bun',
  'deno',
  'electron',
  'iojs',
]);

/** The files by which a package is published on JSR, whatever `package.json` says of npm. */
const REGISTRY_FILES = ['jsr.json', 'jsr.jsonc', 'deno.json', 'deno.jsonc'] as const;

/** How a file can be reached from outside of the project. */
export interface Entry {
  /** In a clause for the user; undefined for not at all. */
  readonly reason: string | undefined;
  /** A file of the package that has not been built, and whose sources are not known. */
  readonly unbuilt: string | undefined;
}

const NO_ENTRY: Entry = { reason: undefined, unbuilt: undefined };

/** Finds the fields of `package.json` by which others reach the files of a project. */
export class EntryPoints {
  readonly #access: FileAccess;
  readonly #manifests: Manifests;
  readonly #compiled: CompiledFiles;
  readonly #resolver: Resolver;
  readonly #texts = new Map<Manifest, readonly (readonly [string, string])[]>();

  constructor(access: FileAccess, manifests: Manifests, compiled: CompiledFiles, resolver: Resolver) {
    this.#access = access;
    this.#manifests = manifests;
    this.#compiled = compiled;
    this.#resolver = resolver;
  }

  /** How a file can be reached through its package, or through one around that. */
  find(file: string): Entry {
    const [own, ...outer] = this.#manifests.findPackages(file);
    if (!own) {
      return { ...NO_ENTRY, reason: 'no package.json says who imports it' };
    }
    const entry = this.#findIn(own, file);
    if (entry.reason !== undefined || entry.unbuilt !== undefined) {
      return entry;
    }
    // A package that is no member of a workspace is published with the package around it.
    const around = outer.find(({ folder }) => !isMember(this.#access, this.#manifests, own.folder, folder));
    return around ? this.#findIn(around, file) : NO_ENTRY;
  }

  #findIn(manifest: Manifest, file: string): Entry {
    const configuration = REGISTRY_FILES.find((name) => this.#isExportedBy(manifest, name, file));
    if (configuration !== undefined) {
      return { ...NO_ENTRY, reason: `\`exports\` in ${configuration} leads to it` };
    }
    if (manifest.isPrivate) {
      return { ...NO_ENTRY, reason: this.#findHost(manifest, file) };
    }
    const { name, folder, fields } = manifest;
    const published = isJsonObject(fields['publishConfig']) ? fields['publishConfig'] : {};
    if (fields['exports'] === undefined || fields['exports'] === null) {
      return {
        ...NO_ENTRY,
        reason: `${name ?? folder} is published without \`exports\`, so that any of its files can be imported`,
      };
    }
    if (published['directory'] !== undefined) {
      return { ...NO_ENTRY, reason: `${name ?? folder} is published from another folder` };
    }
    const field = this.#findExport(manifest, fields['exports'], file)
      ? 'exports'
      : this.#findExport(manifest, published['exports'], file)
        ? 'publishConfig.exports'
        : this.#findText(manifest, file);
    if (field !== undefined) {
      return { ...NO_ENTRY, reason: `\`${field}\` in the package.json of ${name ?? folder} leads to it` };
    }
    return { ...NO_ENTRY, unbuilt: this.#findUnbuilt(manifest) };
  }

  #isExportedBy(manifest: Manifest, name: string, file: string): boolean {
    const fields = readJsonObject(this.#access, joinPath(manifest.folder, name));
    return fields !== undefined && this.#findExport(manifest, fields['exports'], file);
  }

  /** A host loads the files that its own field names, also of packages that nobody publishes, and an extension's `main`. */
  #findHost(manifest: Manifest, file: string): string | undefined {
    const { engines } = manifest.fields;
    const host = isJsonObject(engines) ? Object.keys(engines).find((name) => !RUNTIMES.has(name)) : undefined;
    const field = this.#findField(
      manifest,
      file,
      (name) =>
        !TOOL_FIELDS.has(name) && (!PROGRAM_FIELDS.has(name) || (name === 'main' && host !== undefined)),
    );
    return field === undefined
      ? undefined
      : `${host ?? 'what reads'} ${host === undefined ? `\`${field}\` in` : `loads it by \`${field}\` in`} package.json${
          host === undefined ? ' loads it' : ''
        }`;
  }

  #findText(manifest: Manifest, file: string): string | undefined {
    return this.#findField(manifest, file, () => true);
  }

  /** The first field with a text that leads to a file. */
  #findField(manifest: Manifest, file: string, isField: (name: string) => boolean): string | undefined {
    return this.#getTexts(manifest).find(
      ([field, text]) => isField(field) && this.#leadsTo(manifest, field, text, file),
    )?.[0];
  }

  #getTexts(manifest: Manifest): readonly (readonly [string, string])[] {
    let texts = this.#texts.get(manifest);
    if (!texts) {
      texts = Object.entries(manifest.fields)
        .filter(([field]) => !OTHER_FIELDS.has(field))
        .flatMap(([field, value]) =>
          findFieldTexts(field, value).flatMap((text) =>
            text.split(/[\s"'=;&|()]+/u).map((word) => [field, word] as const),
          ),
        )
        .filter(([, word]) => word !== '' && !word.startsWith('-') && !word.includes('://'));
      this.#texts.set(manifest, texts);
    }
    return texts;
  }

  #leadsTo({ folder }: Manifest, field: string, text: string, file: string): boolean {
    const path = joinPath(folder, `./${text}`);
    if (!isInside(path, folder) || path === folder) {
      return false;
    }
    const isProgram = field === 'main' || field === 'module' || field === 'browser' || field === 'bin';
    const isFolder = this.#access.getDirectory(path) !== undefined;
    if (!isProgram && (isFolder || isGlob(text))) {
      // A host loads all files of a folder that is named; a tool only looks at them.
      const isHost = !PROGRAM_FIELDS.has(field) && !TOOL_FIELDS.has(field) && /[/*]/u.test(text);
      return isHost && (isFolder ? isInside(file, path) : createMatcher([text])(getRelative(folder, file)));
    }
    if (!isProgram && !/[./]/u.test(text)) {
      return false;
    }
    const found = this.#resolver.targets.find(path, file);
    return (
      found.includes(file) ||
      (found.length > 0 ? found : [path]).some((output) => this.#isCompiledFrom(output, file, folder))
    );
  }

  #isCompiledFrom(output: string, file: string, folder: string): boolean {
    return this.#compiled.findSources(output, folder).includes(file);
  }

  #findExport(manifest: Manifest, exports: unknown, file: string): boolean {
    if (exports === undefined || exports === null) {
      return false;
    }
    const { folder } = manifest;
    const map = toSubpaths(exports);
    const places = [file, ...this.#compiled.findOutputs(file, folder)];
    return Object.entries(map).some(([key, value]) =>
      listTargets(value).some((target) => {
        const whole = key.endsWith('/') && target.endsWith('/') ? `${target}*` : target;
        const path = joinPath(folder, whole);
        if (!whole.includes('*')) {
          return places.includes(path) || this.#leadsTo(manifest, 'main', target, file);
        }
        return places.some((place) => {
          const star = matchStar(path, place);
          // A key that is more to the point, such as one with null, may hide it.
          const subpath = (key.endsWith('/') ? `${key}*` : key).replace('*', () => star ?? '');
          return (
            star !== undefined &&
            findTargets(map, subpath, ANY_CONDITIONS)
              .flat()
              .some((found) => joinPath(folder, found) === place)
          );
        });
      }),
    );
  }

  /** A file that others import, that is not there, and of which it is not known what it is made from. */
  #findUnbuilt({ folder, fields }: Manifest): string | undefined {
    const targets = Object.values(toSubpaths(fields['exports'])).flatMap(listTargets);
    const named = ['main', 'module'].flatMap((field) => toText(fields[field]) ?? []);
    return [...targets, ...named].find((target) => {
      const path = joinPath(folder, target);
      return (
        !target.includes('*') &&
        (isScript(path) || named.includes(target)) &&
        this.#resolver.targets.find(path, joinPath(folder, 'x.js')).length === 0 &&
        this.#compiled.findSources(path, folder).length === 0
      );
    });
  }
}

/** Also the files that `browser` puts in the place of others. */
function findFieldTexts(field: string, value: unknown): readonly string[] {
  return field === 'browser' && isJsonObject(value)
    ? [...Object.keys(value), ...findTexts(value)]
    : findTexts(value);
}
