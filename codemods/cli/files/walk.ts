import { readdirSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../error-message.ts';
import type { FileProblem } from './found-files.ts';
import { isIgnored, withIgnoreFile } from './ignore-rules.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** Folders that hold no sources of the project. Whoever means one names it. */
export const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.jj', '.svn']);

/** What a walk found in one folder. */
export interface WalkedFolder {
  /** Absolute paths. */
  readonly files: readonly string[];
  /** Symbolic links, whatever they lead to. */
  readonly links: readonly string[];
  /** Why it could not be read. */
  readonly problem?: FileProblem;
}

/**
 * Lists a folder and those below it, depth first by name. Symbolic links to folders are not entered, so links cannot make
 * a loop.
 *
 * @param root the absolute path of a folder
 * @param rules what to leave out
 * @param gitignore whether each `.gitignore` on the way adds to the rules
 * @param isWanted asked with the name of each file
 */
export function* walk(
  root: string,
  rules: IgnoreRules,
  gitignore: boolean,
  isWanted: (name: string) => boolean,
): Generator<WalkedFolder, void, undefined> {
  const waiting: { readonly folder: string; readonly rules: IgnoreRules }[] = [{ folder: root, rules }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder } = next;
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch (error) {
      yield { files: [], links: [], problem: { path: folder, message: errorMessage(error) } };
      continue;
    }
    const hasIgnoreFile = gitignore && entries.some(({ name }) => name === '.gitignore');
    const here = hasIgnoreFile ? withIgnoreFile(next.rules, join(folder, '.gitignore')) : next.rules;
    const files: string[] = [];
    const links: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const path = folder.endsWith('/') ? folder + entry.name : joined(folder, entry.name);
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name) && !isIgnored(here, path, true)) {
          folders.push(path);
        }
      } else if ((entry.isFile() || entry.isSymbolicLink()) && isWanted(entry.name)) {
        if (!isIgnored(here, path, false)) {
          (entry.isFile() ? files : links).push(path);
        }
      }
    }
    waiting.push(...folders.reverse().map((path) => ({ folder: path, rules: here })));
    yield { files, links };
  }
}

/** V8 makes a flat string of a joined list; a template would be a tree of strings, to be flattened and kept beside. */
function joined(folder: string, name: string): string {
  return [folder, name].join('/');
}
