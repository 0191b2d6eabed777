import { FileAccess } from './files/file-access.ts';
import { getFolders, toSlashes } from './files/paths.ts';
import { Manifests } from './resolution/manifests.ts';
import { findRoot } from './resolution/workspaces.ts';

/**
 * The folder of the repository, workspace or package that a file belongs to. Nothing but names and the packages on the way up is
 * looked at.
 *
 * @param file an absolute path
 */
export function findProjectRoot(file: string): string {
  const path = toSlashes(file);
  const top = getFolders(path, '/').at(-1) ?? path.split('/').slice(0, 1).join('/');
  const access = new FileAccess(`${top}/`.replace(/(?<!\/)\/+$/u, '/'));
  return findRoot(access, new Manifests(access), access.getFile(path) ?? path);
}
