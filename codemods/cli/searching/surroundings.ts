import type { ProjectSnapshot } from '../../../projects/create-project.ts';
import type { ParseSource } from '../../../projects/files/file-cache.ts';
import { UNKNOWN_PROJECT, createFileProject } from '../../file-project.ts';
import type { RewriteOptions } from '../../rewrite.ts';
import { findFileAliases } from './file-aliases.ts';

/** What may be read around a file. */
export interface SurroundingsOptions {
  /** Other files are not read. */
  readonly singleFile: boolean;
  /** The configuration around the file is read: what modules stand for there. */
  readonly moduleAliases: boolean;
  /** The files around the file were read, and that went wrong: what they say is unknown. */
  readonly isApart?: boolean;
  /** The folder that holds all files that are read. Default: that of the file's repository, workspace or package. */
  readonly root?: string;
  /** Parses other files. Default: as the command parses the file itself. */
  readonly parseOther?: ParseSource;
  /** What was seen around other files of the run. */
  readonly snapshot?: ProjectSnapshot;
  /** What stands under `settings.sockets`. */
  readonly settings: unknown;
}

/**
 * What is known of a file by those around it.
 *
 * @param path the file
 * @param options what may be read
 * @param hasProject whether the files that it imports, and that import it, are asked
 */
export function getSurroundings(
  path: string,
  { singleFile, moduleAliases, isApart = false, root, parseOther, snapshot, settings }: SurroundingsOptions,
  hasProject: boolean,
): Pick<RewriteOptions, 'aliases' | 'project'> {
  const options = {
    ...(parseOther && { parse: parseOther }),
    ...(root !== undefined && { root }),
    ...(snapshot && { snapshot }),
  };
  return {
    ...(moduleAliases && !isApart && { aliases: findFileAliases(path, settings) }),
    ...(hasProject &&
      !singleFile && { project: (file) => (isApart ? UNKNOWN_PROJECT : createFileProject(file, options)) }),
  };
}

/** Whether a file may be judged alone, because judging it with the files around it failed. */
export function canBeApart({ singleFile, moduleAliases, isApart = false }: SurroundingsOptions): boolean {
  return !isApart && (moduleAliases || !singleFile);
}
