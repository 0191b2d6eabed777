import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SourceFile } from '../../analysis/index.ts';
import type { Project } from '../../analysis/program/project.ts';
import { parseSource } from '../../codemods/parse.ts';
import { createProject } from '../../projects/create-project.ts';
import type { ProjectOptions } from '../../projects/create-project.ts';

/** What is at the paths of a tree: a text, or the target of a link. An object as a text is JSON. */
export type Tree = Readonly<Record<string, string | { readonly link: string } | object>>;

/** Writes a tree into a folder of its own, which goes with the test. */
export function createTree(tree: Tree): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'project-tree-')));
  onTestFinished(() => {
    rmSync(root, { recursive: true, force: true });
  });
  writeTree(root, tree);
  return root;
}

/** Writes files into a folder. */
export function writeTree(root: string, tree: Tree): void {
  for (const [path, content] of Object.entries(tree)) {
    const place = join(root, path);
    mkdirSync(dirname(place), { recursive: true });
    if (typeof content === 'string') {
      writeFileSync(place, content);
    } else if ('link' in content && typeof content.link === 'string') {
      symlinkSync(content.link, place);
    } else {
      writeFileSync(place, JSON.stringify(content));
    }
  }
}

/** Parses as the command does. */
export function parse(path: string, text: string): SourceFile | undefined {
  const result = parseSource(text, path);
  return result.ok ? result.file : undefined;
}

/** A project, with paths relative to its root. */
export interface RelativeProject {
  readonly root: string;
  readonly project: Project;
  /** Where a specifier leads, with commas where to several files; undefined for nowhere. */
  readonly resolve: (from: string, specifier: string, kind?: 'import' | 'require') => string | undefined;
  /** Who imports a file. */
  readonly findImporters: (path: string) => readonly string[];
  /** Why a file is open; undefined for a closed one. */
  readonly getReason: (path: string) => string | undefined;
}

/** A project of the files of a tree. */
export function createProjectOf(tree: Tree, options: Partial<ProjectOptions> = {}): RelativeProject {
  return createProjectIn(createTree({ '.git/HEAD': '', ...tree }), options);
}

/** A project of the files in a folder. */
export function createProjectIn(root: string, options: Partial<ProjectOptions> = {}): RelativeProject {
  const project = createProject({ file: join(root, 'file.js'), parse, ...options });
  const toRelative = (path: string): string => path.slice(root.length + 1);
  return {
    root,
    project,
    resolve: (from, specifier, kind = 'import') => {
      const { files } = project.resolve(join(root, from), specifier, kind);
      const [found] = files;
      return found === undefined ? undefined : files.map(toRelative).join();
    },
    findImporters: (path) => project.findImporters(join(root, path)).files.map(toRelative),
    getReason: (path) => {
      const { isClosed, reason } = project.findImporters(join(root, path));
      if (isClosed !== (reason === undefined)) {
        throw new Error(`closed: ${String(isClosed)}, but the reason is ${String(reason)}`);
      }
      return reason;
    },
  };
}
