import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { findProjectRoot } from '../../../projects/project-root.ts';
import { errorMessage } from '../error-message.ts';
import { createIgnoreRules, isIgnored, withPatterns } from '../files/ignore-rules.ts';
import { SKIPPED_FOLDERS } from '../files/walk.ts';
import type { Interruption } from '../interruption.ts';
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
  /** What is there and was not read: `what: why`. */
  readonly unread: readonly string[];
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

/** Of a package whose `package.json` cannot be read. */
const UNREADABLE: Manifest = {
  name: '',
  version: '0.0.0',
  dependencies: [],
  optional: new Set(),
  development: [],
  workspaces: [],
};

/**
 * Finds the installed packages of a project by what Node.js does: a dependency is the first `node_modules/NAME` from the folder
 * of its dependent upwards, behind its links. So the nested tree of npm, the store of pnpm, the flat one of yarn and
 * workspaces are read in one way. What is in the tree, and nothing depends on, is not found. A link that leads neither into the
 * project's workspace or repository nor to an installed package is not followed.
 *
 * @param project absolute, behind every link; has a `package.json`
 * @param scope whose packages
 * @param interruption stops between two packages
 * @throws {Error} when the project's own `package.json` cannot be read, or is no JSON
 */
export async function findInstalledPackages(
  project: string,
  scope: DependencyScope,
  interruption: Interruption,
): Promise<InstalledPackages> {
  const found = new Map<string, InstalledPackage>();
  const missing = new Set<string>();
  const unread: string[] = [];
  const visited = new Set<string>();
  const root = findProjectRoot(join(project, 'package.json'));
  const read = (folder: string): Manifest => {
    try {
      return readManifest(folder);
    } catch (error) {
      unread.push(errorMessage(error));
      return UNREADABLE;
    }
  };
  interface Step {
    readonly folder: string;
    readonly manifest: Manifest;
    readonly why: readonly string[];
    /** Packages of the project itself. */
    readonly isOwn: boolean;
  }
  // Breadth first: the first way that is found is a shortest one.
  const top: Step = { folder: project, manifest: readManifest(project), why: [], isOwn: true };
  const members = await findMembers(project, top.manifest.workspaces, unread, interruption);
  const queue = [top, ...members.map((folder) => ({ folder, manifest: read(folder), why: [], isOwn: true }))];
  const own = new Set(queue.map(({ folder }) => folder));
  for (let step = queue.shift(); step !== undefined; step = queue.shift()) {
    if (await interruption.isOver()) {
      break;
    }
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
      if (!isBelow(target, root) && !target.includes(`${sep}node_modules${sep}`)) {
        unread.push(`${name}: a link leads outside of the project, and is not followed: ${target}`);
        continue;
      }
      const next = read(target);
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
  return { packages, missing: [...missing].sort(), unread: unread.sort() };
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function namesNeeded(manifest: Manifest, scope: DependencyScope): readonly string[] {
  const production = scope === 'development' ? [] : manifest.dependencies;
  const development = scope === 'production' ? [] : manifest.development;
  return [...new Set([...production, ...development])];
}

/** The folders of the packages that a workspace lists. */
async function findMembers(
  project: string,
  listed: readonly string[],
  unread: string[],
  interruption: Interruption,
): Promise<readonly string[]> {
  const patterns = [...listed, ...readPnpmWorkspaces(project, unread)].flatMap((pattern) => {
    const anchored = toAnchoredPattern(pattern);
    if (anchored === undefined) {
      unread.push(`workspaces: ${pattern}: leads outside of the project`);
    }
    return anchored ?? [];
  });
  const members: string[] = [];
  if (patterns.length === 0) {
    return members;
  }
  // A pattern of somebody else must not take exponential time: these don't.
  const rules = withPatterns(createIgnoreRules(project, []), project, patterns.join('\n'));
  const waiting = [project];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const name of listFolders(folder)) {
      const path = join(folder, name);
      waiting.push(path);
      if (isIgnored(rules, path, name, true) && existsSync(join(path, 'package.json'))) {
        members.push(path);
      }
    }
    if (await interruption.isOver()) {
      break;
    }
  }
  return members.sort();
}

/** @returns the same in the syntax of `.gitignore`, from the project's folder; undefined for what leads out of it */
function toAnchoredPattern(pattern: string): string | undefined {
  const [, not = '', path = ''] = /^(!?)(?:\.?\/)*(.*?)\/*$/s.exec(pattern) ?? [];
  return path.split('/').includes('..') || /[\r\n]/.test(path) ? undefined : `${not}/${path}`;
}

/** Links are not followed. */
function listFolders(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name))
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

/** The list under `packages:` of `pnpm-workspace.yaml`. */
function readPnpmWorkspaces(project: string, unread: string[]): readonly string[] {
  const file = join(project, 'pnpm-workspace.yaml');
  if (!existsSync(file)) {
    return [];
  }
  let lines: readonly string[];
  try {
    lines = readRegularFile(file, { maxBytes: MAX_MANIFEST_BYTES, followLinks: false })
      .toString('utf8')
      .split('\n');
  } catch (error) {
    unread.push(`${file}: ${errorMessage(error)}`);
    return [];
  }
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
  let text: string;
  try {
    text = readRegularFile(file, { maxBytes: MAX_MANIFEST_BYTES, followLinks: false }).toString('utf8');
  } catch (error) {
    throw new Error(`${file}: ${errorMessage(error)}`, { cause: error });
  }
  let contents: unknown;
  try {
    contents = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error(`${file}: is no JSON`);
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
    name: typeof name === 'string' && isPackageName(name) ? name : '',
    // It becomes part of the name of a file.
    version: typeof version === 'string' && /^[\w.+-]+$/.test(version) ? version : '0.0.0',
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
