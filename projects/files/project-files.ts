import type { ProjectLimits } from '../limits.ts';
import { NAMES_PER_FILE } from '../limits.ts';
import type { FileAccess } from './file-access.ts';
import type { FileCache } from './file-cache.ts';
import { canImport, joinPath } from './paths.ts';

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

/** Of Jest, Babel, `module-alias`, and import maps. */
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
  const sources: string[] = [];
  const manifestFolders: string[] = [];
  const compilerConfigs: string[] = [];
  const aliasFiles: string[] = [];
  const installFolders: string[] = [];
  const folders = [access.root];
  let excess: string | undefined;
  let names = 0;
  let bytes = 0;
  for (let folder = folders.pop(); folder !== undefined && excess === undefined; folder = folders.pop()) {
    const listing = cache.list(access, folder);
    names += listing.files.length + listing.folders.length;
    const isInstalled = listing.folders.includes('node_modules');
    if (isInstalled) {
      installFolders.push(folder);
    }
    // See Manifests.isInstalled.
    const isOwn = isInstalled && !listing.files.includes('package.json');
    for (const name of listing.folders) {
      if (!SKIPPED_FOLDERS.has(name) || (isOwn && name === 'node_modules')) {
        folders.push(joinPath(folder, `./${name}`));
      }
    }
    for (const name of listing.files) {
      const path = joinPath(folder, `./${name}`);
      if (ALIAS_FILE.test(name)) {
        aliasFiles.push(path);
      }
      if (name === 'package.json') {
        manifestFolders.push(folder);
      } else if (/^[jt]sconfig.*\.json$/u.test(name)) {
        compilerConfigs.push(path);
      } else if (canImport(name)) {
        sources.push(path);
        bytes += access.getEntry(path)?.size ?? 0;
      }
    }
    if (sources.length > limits.maxFiles || names > limits.maxFiles * NAMES_PER_FILE) {
      excess = `the project has more than ${limits.maxFiles} files`;
    } else if (bytes > limits.maxBytes) {
      excess = `the files of the project have more than ${limits.maxBytes} bytes`;
    }
  }
  sources.sort();
  return { sources, manifestFolders, compilerConfigs, aliasFiles, installFolders, excess };
}
