import type { SourceFile } from '../analysis/index.ts';
import type { Project } from '../analysis/program/project.ts';
import { createProject } from '../projects/create-project.ts';
import type { ProjectSnapshot } from '../projects/create-project.ts';
import type { ParseSource } from '../projects/files/file-cache.ts';
import { parseTree } from './parse.ts';

/** Which files beside one may be read. */
export interface FileProjectOptions {
  /** An absolute path. Default: the folder of the file's repository, workspace or package. */
  readonly root?: string;
  /** See `ProjectLimits`. */
  readonly maxFiles?: number;
  readonly maxBytes?: number;
  /** Says whether the file or folder at a path may be read; asked with links followed. */
  readonly isReadable?: (path: string) => boolean;
  /** One function for the whole process: what it parsed is kept by it. Default: {@link parseProjectFile}. */
  readonly parse?: ParseSource;
  /** What was seen for other files of the same run, with the same options. */
  readonly snapshot?: ProjectSnapshot;
}

/** The files around a file where nothing is known of them but that they are there. */
export const UNKNOWN_PROJECT: Project = {
  resolve: () => ({ files: [], isWhole: false }),
  resolveComputed: () => ({ files: [], isWhole: false }),
  load: () => undefined,
  findImporters: () => ({ files: [], isClosed: false, reason: 'the files around it could not be read' }),
  findTexts: () => [],
  getPackage: () => undefined,
};

/**
 * The files around a file, parsed as the command parses them: the rule uses it as well, so that both see the same.
 *
 * @param source the file, with its absolute path, as it is in memory
 * @param options what may be read
 * @throws {TypeError} when the file has no path
 */
export function createFileProject(source: SourceFile, options: FileProjectOptions = {}): Project {
  const { root, isReadable, maxFiles, maxBytes, parse = parseProjectFile, snapshot } = options;
  if (source.path === undefined) {
    throw new TypeError('A file without a path is part of no project.');
  }
  return createProject({
    file: source.path,
    source,
    parse,
    limits: { ...(maxFiles !== undefined && { maxFiles }), ...(maxBytes !== undefined && { maxBytes }) },
    ...(root !== undefined && { root }),
    ...(isReadable && { isReadable }),
    ...(snapshot && { snapshot }),
  });
}

/**
 * Parses a file of a project.
 *
 * @param path its name, whose ending is its language
 * @param text its text, without a byte order mark
 * @returns undefined when it is no program; its scopes are found when they are asked for
 * @throws {RangeError} where it is nested too deep, also when its scopes are asked for
 */
export function parseProjectFile(path: string, text: string): SourceFile | undefined {
  const result = parseTree(text, path);
  if (!result.ok) {
    return undefined;
  }
  // Getters are copied as getters, so that what the parser finds late is still found late.
  const properties = Object.getOwnPropertyDescriptors(result.file);
  return Object.defineProperties(
    {},
    { ...properties, path: { value: path, enumerable: true } },
  ) as SourceFile;
}
