import type { Rule } from 'eslint';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import type { SocketSettings, SourceFile } from '../analysis/index.ts';
import type { Project } from '../analysis/program/project.ts';
import type { FileProjectOptions } from '../codemods/file-project.ts';
import { isFileOfItsOwn } from './linted-file.ts';

/** What is loaded, and only where the setting is on: it holds parsers, which are more than all else of the plugin. */
interface FileProjectModule {
  readonly createFileProject: (source: SourceFile, options?: FileProjectOptions) => Project;
}

let loaded: FileProjectModule | undefined;

/**
 * The project of the file that is linted.
 *
 * @param context of the rule
 * @param source the file as ESLint has it
 * @returns undefined where `settings.sockets.project` is off, and for code that is no file of its own
 */
export function createLintedProject(context: Rule.RuleContext, source: SourceFile): Project | undefined {
  const settings = context.settings['sockets'] as SocketSettings | undefined;
  const { filename, cwd } = context;
  if (!settings?.project || !isFileOfItsOwn(context)) {
    return undefined;
  }
  loaded ??= createRequire(import.meta.url)('../dist/bundle/file-project.cjs') as FileProjectModule;
  const { root, ...limits } = settings.project === true ? {} : settings.project;
  return loaded.createFileProject(
    { ...source, path: filename.replaceAll('\\', '/') },
    { ...limits, ...(root !== undefined && { root: resolve(cwd, root) }) },
  );
}
