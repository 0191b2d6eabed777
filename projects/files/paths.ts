import { isAbsolute, posix, sep } from 'node:path';

/** The endings of JavaScript and TypeScript, in the order in which a JavaScript file tries them. */
export const SCRIPT_EXTENSIONS = ['.js', '.mjs', '.cjs', '.jsx', '.ts', '.tsx', '.mts', '.cts'] as const;

/** Files that can import others but are no plain JavaScript. */
const COMPONENT_EXTENSION = /\.(?:vue|svelte|astro|html?|mdx|marko|coffee|ls|es6|es|jsm)$/iu;

const SCRIPT_EXTENSION = /\.[cm]?[jt]sx?$/iu;

const DECLARATION = /\.d\.(?:[^.]+\.)?[cm]?ts$/iu;

/** The same path with slashes, as all paths of this folder have them. */
export function toSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll('\\', '/') : path;
}

/** A path relative to a folder, or an absolute one as it is. */
export function joinPath(folder: string, path: string): string {
  return isAbsolute(path) ? toSlashes(posix.normalize(toSlashes(path))) : posix.join(folder, path);
}

/** The folder that a path stands in. */
export function getFolder(path: string): string {
  return posix.dirname(path);
}

/** The last part of a path. */
export function getName(path: string): string {
  return posix.basename(path);
}

/** Whether a path is a folder's or below it. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** What follows a folder in the path of something below it. */
export function getRelative(folder: string, path: string): string {
  return path.slice(folder.endsWith('/') ? folder.length : folder.length + 1);
}

/** The folders from that of a file up to another folder that it is below. */
export function getFolders(path: string, root: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = getFolder(path); isInside(folder, root); folder = getFolder(folder)) {
    folders.push(folder);
    if (folder === root) {
      break;
    }
  }
  return folders;
}

/** Whether a file is JavaScript or TypeScript that runs. */
export function isScript(path: string): boolean {
  return SCRIPT_EXTENSION.test(path) && !DECLARATION.test(path);
}

/** Whether a file is TypeScript. */
export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/iu.test(path);
}

/** Whether a file may import others. */
export function canImport(path: string): boolean {
  return isScript(path) || COMPONENT_EXTENSION.test(path);
}

/**
 * Whether a file is of commands for a shell, a build or a server, which may start programs: `make.sh`,
 * `.github/workflows/ci.yml`.
 */
export function holdsCommands(path: string): boolean {
  return /\.(?:sh|bash|zsh|fish|bat|cmd|ps1|mk|service)$|(?:^|\/)\.[^/]+\/(?:[^/]+\/)*[^/]+\.ya?ml$|^[^/]+\.ya?ml$|dockerfile[^/]*$/iu.test(
    path,
  );
}

/** Whether a file has no ending, so that only its text shows what it is. */
export function hasNoEnding(path: string): boolean {
  return !getName(path).includes('.');
}

/** A script's path without the ending of its language. */
export function withoutExtension(path: string): string {
  return path.replace(SCRIPT_EXTENSION, '');
}
