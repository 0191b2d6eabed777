import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readRegularFile } from '../reading/read-bounded.ts';

/** A package that is installed, once for each name and version. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute, behind every link. */
  readonly folder: string;
  /** The shortest way from the project: names with versions, this one the last. */
  readonly why: readonly string[];
}

/** What the installed tree holds. */
export interface InstalledPackages {
  readonly packages: readonly InstalledPackage[];
  /** What is required, and not installed: `name, needed by whom`. Optional packages are not among them. */
  readonly missing: readonly string[];
}

/** Whose packages: those that run in production, those for development, or both. */
export type DependencyScope = 'production' | 'development' | 'all';

/** What `package.json` says; all of it was written by somebody else. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly optional: ReadonlySet<string>;
  readonly development: readonly string[];
  readonly workspaces: readonly string[];
}

const MAX_MANIFEST_BYTES = 10 << 20;

/**
 * Finds the installed packages of a project by what Node.js does: a dependency is the first `node_modules/NAME` from the folder
 * of its dependent upwards, behind its links. So the nested tree of npm, the store of pnpm, the flat one of yarn and
 * workspaces are read in one way. What is in the tree, and nothing depends on, is not found.
 *
 * @param project absolute, behind every link; has a `package.json`
 * @throws {Error} when the project has none, or it is no JSON
 */
export function findInstalledPackages(project: string, scope: DependencyScope): InstalledPackages {
  const found = new Map<string, InstalledPackage>();
  const missing = new Set<string>();
  const visited = new Set<string>();
  interface Step {
    readonly folder: string;
    readonly manifest: Manifest;
    readonly why: readonly string[];
    /** Packages of the project itself. */
    readonly isOwn: boolean;
  }
  // Breadth first: the first way that is found is a shortest one.
  const queue: Step[] = findOwnFolders(project).map((folder) => ({
    folder,
    manifest: readManifest(folder),
    why: [],
    isOwn: true,
  }));
  const own = new Set(queue.map(({ folder }) => folder));
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    const { folder, manifest, why, isOwn } = step;
    for (const name of namesNeeded(manifest, isOwn ? scope : 'production')) {
      const target = findFolder(folder, name);
      if (target === undefined) {
        if (!manifest.optional.has(name)) {
          missing.add(`${name}, needed by ${isOwn ? 'the project' : (why.at(-1) ?? '')}`);
        }
        continue;
      }
      if (own.has(target) || visited.has(target)) {
        continue;
      }
      visited.add(target);
      const next = readManifest(target);
      const label = `${next.name === '' ? name : next.name}@${next.version}`;
      const way = [...why, label];
      if (!found.has(label)) {
        found.set(label, {
          name: next.name === '' ? name : next.name,
          version: next.version,
          folder: target,
          why: way,
        });
      }
      queue.push({ folder: target, manifest: next, why: way, isOwn: false });
    }
  }
  const packages = [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return { packages, missing: [...missing].sort() };
}

function namesNeeded(manifest: Manifest, scope: DependencyScope): readonly string[] {
  const production = scope === 'development' ? [] : manifest.dependencies;
  const development = scope === 'production' ? [] : manifest.development;
  return [...new Set([...production, ...development])];
}

/** The project's folder and those of its workspaces. */
function findOwnFolders(project: string): readonly string[] {
  const { workspaces } = readManifest(project);
  const patterns = [...workspaces, ...readPnpmWorkspaces(project)];
  const included = patterns.filter((pattern) => !pattern.startsWith('!'));
  return [
    ...new Set([project, ...included.flatMap((pattern) => expandPattern(project, pattern.split('/')))]),
  ].filter((folder) => existsSync(join(folder, 'package.json')));
}

/** `*` is any folder, `**` any number of them; other patterns are not in use for workspaces. */
function expandPattern(folder: string, [part, ...rest]: readonly string[]): readonly string[] {
  if (part === undefined) {
    return [folder];
  }
  if (part === '' || part === '.') {
    return expandPattern(folder, rest);
  }
  if (!part.includes('*')) {
    return expandPattern(resolve(folder, part), rest);
  }
  const matcher = new RegExp(`^${part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  const folders = listFolders(folder).filter((name) => part === '**' || matcher.test(name));
  const below = folders.flatMap((name) =>
    expandPattern(join(folder, name), part === '**' ? [part, ...rest] : rest),
  );
  return part === '**' ? [...expandPattern(folder, rest), ...below] : below;
}

function listFolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The list under `packages:` of `pnpm-workspace.yaml`. */
function readPnpmWorkspaces(project: string): readonly string[] {
  const file = join(project, 'pnpm-workspace.yaml');
  if (!existsSync(file)) {
    return [];
  }
  const lines = readRegularFile(file, { maxBytes: MAX_MANIFEST_BYTES, followLinks: true })
    .toString('utf8')
    .split('\n');
  const start = lines.findIndex((line) => /^packages:\s*$/.test(line));
  if (start < 0) {
    return [];
  }
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line) && !line.startsWith('-'));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .flatMap((line) => /^\s*-\s*["']?([^"'#\s]+)["']?/.exec(line)?.[1] ?? []);
}

function findFolder(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) {
      return realpathSync(candidate);
    }
    if (dirname(folder) === folder) {
      return undefined;
    }
  }
}

/**
 * Reads what a `package.json` says of dependencies. What has another form than it should is left out.
 *
 * @throws {Error} when it cannot be read, or is no JSON
 */
function readManifest(folder: string): Manifest {
  const file = join(folder, 'package.json');
  const text = readRegularFile(file, { maxBytes: MAX_MANIFEST_BYTES, followLinks: true }).toString('utf8');
  let contents: unknown;
  try {
    contents = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error(`${file} is no JSON`);
  }
  return toManifest(contents);
}

/** The same, of what was read. */
function toManifest(contents: unknown): Manifest {
  const { name, version, dependencies, optionalDependencies, peerDependencies, devDependencies, workspaces } =
    toRecord(contents);
  const optional = Object.keys(toRecord(optionalDependencies));
  const peers = Object.keys(toRecord(peerDependencies));
  const list = Array.isArray(workspaces) ? workspaces : toRecord(workspaces)['packages'];
  return {
    name: typeof name === 'string' ? name : '',
    version: typeof version === 'string' ? version : '0.0.0',
    dependencies: [...new Set([...Object.keys(toRecord(dependencies)), ...optional, ...peers])].filter(
      isPackageName,
    ),
    // A peer that is not there is for its dependent to miss.
    optional: new Set([...optional, ...peers]),
    development: Object.keys(toRecord(devDependencies)).filter(isPackageName),
    workspaces: Array.isArray(list) ? list.filter((each): each is string => typeof each === 'string') : [],
  };
}

/** A name that is a path would lead out of the folder. */
function isPackageName(name: string): boolean {
  return /^(?:@[\w.~-]+\/)?[\w~-][\w.~-]*$/.test(name);
}

function toRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
