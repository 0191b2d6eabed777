import { dirname, sep } from 'node:path';

/**
 * What the paths of a diff are relative to: the current folder or, where some of the files are not in it, the innermost
 * folder that holds them all. A path with `..` is none that a tool would apply.
 *
 * @param paths the files, absolute
 * @param cwd the current folder, absolute
 */
export function findDiffRoot(paths: readonly string[], cwd: string): string {
  let root = cwd;
  const holds = (path: string): boolean => path.startsWith(root.endsWith(sep) ? root : root + sep);
  while (!paths.every(holds) && dirname(root) !== root) {
    root = dirname(root);
  }
  return root;
}
