import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { getErrorMessage } from '../../error-message.ts';
import { createIgnoreRules, isIgnored, withPatterns } from '../../files/ignore-rules.ts';
import { SKIPPED_FOLDERS } from '../../files/walk.ts';
import type { Interruption } from '../../interruption.ts';
import { readRegularFile } from '../../reading/read-bounded.ts';
import type { Installation, PackagePlace } from './installation.ts';
import { MAX_MANIFEST_BYTES, readManifest } from './manifest.ts';
import type { Manifest } from './manifest.ts';

/**
 * What Node.js finds: a dependency is the first `node_modules/NAME` from the folder of its dependent upwards, behind its links.
 * So the nested tree of npm, the store of pnpm, the flat one of yarn and workspaces are read in one way.
 */
export class NodeModules implements Installation {
  readonly unread: string[] = [];
  readonly #project: string;
  readonly #interruption: Interruption;

  /**
   * @param project absolute, behind every link
   * @param interruption stops the looking for workspaces
   */
  constructor(project: string, interruption: Interruption) {
    this.#project = project;
    this.#interruption = interruption;
  }

  async findMembers({ workspaces }: Manifest): Promise<readonly PackagePlace[]> {
    const folders = await findMembers(this.#project, workspaces, this.unread, this.#interruption);
    return folders.map((folder) => ({ key: folder, folder }));
  }

  find(from: PackagePlace, name: string): PackagePlace | undefined {
    const folder = findFolder(from.folder, name);
    return folder === undefined ? undefined : { key: folder, folder };
  }

  getAddedNames(): readonly string[] {
    return [];
  }

  readManifest({ folder }: PackagePlace): Promise<Manifest> {
    return new Promise((resolve) => {
      resolve(readManifest(folder));
    });
  }
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
  const not = pattern.startsWith('!') ? '!' : '';
  const path = pattern
    .slice(not.length)
    .replace(/^(?:\.?\/)+/, '')
    .replace(/(?<!\/)\/+$/, '');
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
    unread.push(`${file}: ${getErrorMessage(error)}`);
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
