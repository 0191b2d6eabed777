import type { FoundText } from '../../analysis/program/project.ts';
import { joinPath } from '../files/paths.ts';
import type { ProjectFiles } from '../files/project-files.ts';
import type { Sources } from './sources.ts';

/** The files of a project whose text a pattern matches: those that can import others, and `package.json` with its commands. */
export function findTexts(
  { sources: paths, manifestFolders, excess }: ProjectFiles,
  sources: Sources,
  pattern: RegExp,
): readonly FoundText[] {
  if (excess !== undefined) {
    return [];
  }
  const manifests = manifestFolders.map((folder) => joinPath(folder, './package.json'));
  return [...paths, ...manifests].flatMap((path) => {
    const text = sources.getText(path) ?? '';
    return pattern.test(text) ? [{ path, text }] : [];
  });
}
