import type { ProjectLimits } from '../limits.ts';
import { NAMES_PER_FILE, SOURCE_BYTES } from '../limits.ts';
import type { FileAccess, Listing } from './file-access.ts';
import type { FileCache } from './file-cache.ts';
import { canImport, getRelative, hasNoEnding, holdsCommands, joinPath } from './paths.ts';

/** What holds other people's code, the history of the project, or what tools made of it. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([
  'node_modules',
  'bower_components',
  'jspm_packages',
  '.git',
  '.hg',
  '.svn',
  '.jj',
  '.yarn',
  '.pnpm-store',
  '.cache',
  '.parcel-cache',
  '.turbo',
  '.nx',
  '.next',
  '.nuxt',
  '.output',
  '.svelte-kit',
  '.angular',
  '.nyc_output',
]);

/** Names of the files in which Jest, Babel, `module-alias` and import maps give files other names. */
const ALIAS_FILE =
  /^(?:package|deno|import[-_]?map|babel\.config|jest\.config)\.jsonc?$|^\.babelrc(?:\.json)?$/u;

/** The files of a project, by one walk. Links are not followed: what they lead to below the root is met there. */
export interface ProjectFiles {
  /** Those that can import others, sorted. */
  readonly sources: readonly string[];
  /** The folders with a `package.json`. */
  readonly manifestFolders: readonly string[];
  /** Configurations of the TypeScript compiler, by their names. */
  readonly compilerConfigs: readonly string[];
  /** JSON files in which tools give files other names. */
  readonly aliasFiles: readonly string[];
  /** The folders with `node_modules` in them. */
  readonly installFolders: readonly string[];
  /** What leads elsewhere, by its own path. */
  readonly links: readonly string[];
  /** Which limit was reached, in a clause for the user; undefined for none. */
  readonly excess: string | undefined;
}

/**
 * Finds the files of a project.
 *
 * @param access the files below the root
 * @param cache what is known of the folders
 * @param limits how many files there may be, and how large
 */
export function findProjectFiles(access: FileAccess, cache: FileCache, limits: ProjectLimits): ProjectFiles {
  const found = new FoundFiles();
  const folders = [access.root];
  let excess: string | undefined;
  for (let folder = folders.pop(); folder !== undefined && excess === undefined; folder = folders.pop()) {
    const listing = cache.list(access, folder);
    found.addFolder(folder, listing);
    for (const name of getOwnFolders(listing)) {
      folders.push(joinPath(folder, `./${name}`));
    }
    for (const name of listing.files) {
      found.addFile(access, folder, name);
    }
    excess = found.getExcess(limits);
  }
  const hooks = joinPath(access.root, '.git/hooks');
  for (const name of cache.list(access, hooks).files) {
    // Git makes those, and runs none.
    if (!name.endsWith('.sample')) {
      found.addFile(access, hooks, name);
    }
  }
  return found.toProjectFiles(excess);
}

/** What the walk has met so far. */
class FoundFiles {
  readonly #sources: string[] = [];
  readonly #manifestFolders: string[] = [];
  readonly #compilerConfigs: string[] = [];
  readonly #aliasFiles: string[] = [];
  readonly #installFolders: string[] = [];
  readonly #links: string[] = [];
  /** How many files and folders there are, of whatever kind. */
  #names = 0;
  /** Of the sources. */
  #bytes = 0;

  addFolder(folder: string, { files, folders, links }: Listing): void {
    this.#names += files.length + folders.length + links.length;
    for (const name of links) {
      this.#links.push(joinPath(folder, `./${name}`));
    }
    if (folders.includes('node_modules')) {
      this.#installFolders.push(folder);
    }
  }

  addFile(access: FileAccess, folder: string, name: string): void {
    const path = joinPath(folder, `./${name}`);
    // A configuration may be one of the other kinds of files, too.
    if (ALIAS_FILE.test(name)) {
      this.#aliasFiles.push(path);
    }
    if (name === 'package.json') {
      this.#manifestFolders.push(folder);
    } else if (/^[jt]sconfig.*\.json$/u.test(name)) {
      this.#compilerConfigs.push(path);
    } else if (
      canImport(name) ||
      ((hasNoEnding(name) || holdsCommands(getRelative(access.root, path))) && isProgram(access, path))
    ) {
      this.#sources.push(path);
      this.#bytes += access.getEntry(path)?.size ?? 0;
    }
  }

  /** Which limit is reached; undefined for none. */
  getExcess({ maxFiles, maxBytes }: ProjectLimits): string | undefined {
    if (this.#sources.length > maxFiles || this.#names > maxFiles * NAMES_PER_FILE) {
      return `the project has more than ${maxFiles} files`;
    }
    return this.#bytes > maxBytes ? `the files of the project have more than ${maxBytes} bytes` : undefined;
  }

  toProjectFiles(excess: string | undefined): ProjectFiles {
    return {
      sources: this.#sources.sort(),
      manifestFolders: this.#manifestFolders,
      compilerConfigs: this.#compilerConfigs,
      aliasFiles: this.#aliasFiles,
      installFolders: this.#installFolders,
      links: this.#links,
      excess,
    };
  }
}

/** Runs by one of the runtimes, or loads modules: `bin/www`, `node -e` in commands. */
const PROGRAM =
  /^#!(?:[^\n]*\n)?[^\n]*\b(?:node|nodejs|bun|deno|tsx|ts-node)\b|\b(?:require|import)\s*\(|^[\t ]*import\b[^\n]*["']/mu;

function isProgram(access: FileAccess, path: string): boolean {
  return PROGRAM.test(access.readText(path, SOURCE_BYTES) ?? '');
}

/** The folders of a folder that can hold code of the project's own. */
function getOwnFolders({ files, folders }: Listing): readonly string[] {
  // See Manifests.isInstalled.
  const hasOwnModules = !files.includes('package.json');
  return folders.filter((name) => !SKIPPED_FOLDERS.has(name) || (name === 'node_modules' && hasOwnModules));
}
