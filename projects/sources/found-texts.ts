import type { FoundText } from '../../analysis/program/project.ts';
import { joinPath } from '../files/paths.ts';
import type { ProjectFiles } from '../files/project-files.ts';
import type { Sources } from './sources.ts';

/** The files of a project that hold code: sources, which can import others, and `package.json`, whose commands can. */
export function listTexts({ sources, manifestFolders, excess }: ProjectFiles): readonly string[] {
  const manifests = manifestFolders.map((folder) => joinPath(folder, './package.json'));
  return excess === undefined ? [...sources, ...manifests] : [];
}

/** Those of some files whose text a pattern matches. */
export function findTexts(paths: Iterable<string>, sources: Sources, pattern: RegExp): readonly FoundText[] {
  return Array.from(paths).flatMap((path) => {
    const text = sources.getText(path) ?? '';
    return pattern.test(text) ? [{ path, text }] : [];
  });
}
