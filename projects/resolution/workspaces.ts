import type { FileAccess } from '../files/file-access.ts';
import { createMatcher } from '../files/globs.ts';
import { isJsonObject } from '../files/json-files.ts';
import { getFolders, getRelative, isInside, joinPath } from '../files/paths.ts';
import { CONFIGURATION_BYTES } from '../limits.ts';
import type { Manifest, Manifests } from './manifests.ts';

/**
 * The patterns of a workspace's members, relative to its folder: of npm, yarn and bun in `package.json`, of pnpm in
 * `pnpm-workspace.yaml`, of Lerna in `lerna.json`.
 *
 * @returns undefined for a folder that is no root of a workspace
 */
export function getMemberPatterns(
  access: FileAccess,
  manifests: Manifests,
  folder: string,
): readonly string[] | undefined {
  const workspaces = manifests.get(folder)?.fields['workspaces'];
  const listed = isJsonObject(workspaces) ? workspaces['packages'] : workspaces;
  if (Array.isArray(listed)) {
    return listed.filter((pattern) => typeof pattern === 'string');
  }
  const pnpm = access.readText(joinPath(folder, 'pnpm-workspace.yaml'), CONFIGURATION_BYTES);
  return pnpm === undefined ? undefined : getYamlList(pnpm, 'packages');
}

/** A list of texts at the top of a YAML file, in either of the forms that people write it. */
function getYamlList(text: string, name: string): readonly string[] {
  const [, rest = ''] = new RegExp(`^${name}:[ \\t]*(?:#.*)?\\n?([^]*)`, 'mu').exec(text) ?? [];
  const flow = /^\s*\[([^\]]*)\]/u.exec(rest);
  const lines = flow ? (flow[1] ?? '').split(',') : takeItems(rest);
  return lines.map((line) => readYamlText(line.trim())).filter((item) => item !== '');
}

/** A text with or without quotes, without the comment behind it. */
function readYamlText(text: string): string {
  const [, double, single] = /^"([^"]*)"|^'([^']*)'/u.exec(text) ?? [];
  return double ?? single ?? text.replace(/\s#.*$/u, '').trim();
}

function takeItems(text: string): readonly string[] {
  const items: string[] = [];
  for (const line of text.split('\n')) {
    const [, item] = /^\s*-\s(.*)$/u.exec(line) ?? [];
    if (item !== undefined) {
      items.push(item);
    } else if (/^[^\s#]/u.test(line)) {
      break;
    }
  }
  return items;
}

/** Whether a folder is a member of the workspace of a folder above it. */
export function isMember(access: FileAccess, manifests: Manifests, folder: string, root: string): boolean {
  const patterns = isInside(folder, root) ? getMemberPatterns(access, manifests, root) : undefined;
  return patterns !== undefined && createMatcher(patterns)(getRelative(root, folder));
}

/**
 * The folder of the repository or the workspace that a file belongs to: that with `.git`; else the root of the workspace that the
 * file's package is a member of; else the package; else the file's own folder.
 *
 * @param access what may be read
 * @param manifests its packages
 * @param file an absolute path
 */
export function findRoot(access: FileAccess, manifests: Manifests, file: string): string {
  const folders = getFolders(file, access.root);
  const repository = folders.find((folder) => access.getEntry(joinPath(folder, '.git')) !== undefined);
  if (repository !== undefined) {
    return repository;
  }
  const own: Manifest | undefined = manifests.findPackages(file)[0];
  const workspace =
    own &&
    folders.findLast((folder) => folder !== own.folder && isMember(access, manifests, own.folder, folder));
  return workspace ?? own?.folder ?? folders[0] ?? access.root;
}
