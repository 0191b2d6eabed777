import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProjectSnapshot, createProject } from '../../projects/create-project.ts';
import { createProjectIn, createProjectOf, createTree, parse, writeTree } from './project-tree.ts';
import type { Tree } from './project-tree.ts';

/** Long enough ago that no later change can have the same time. */
const EARLIER = new Date(Date.now() - 3_600_000);

function age(root: string, ...paths: readonly string[]): void {
  for (const path of paths) {
    utimesSync(join(root, path), EARLIER, EARLIER);
  }
}

describe('the root', () => {
  it('is that of the repository', () => {
    const root = createTree({
      'repo/.git': 'gitdir: elsewhere',
      'repo/a/package.json': { name: 'a' },
      'repo/a/x.js': '',
      'repo/b.js': '',
      'c.js': '',
    });
    const project = createProject({ file: join(root, 'repo/a/x.js'), parse });
    expect(project.resolve(join(root, 'repo/a/x.js'), '../b', 'require').files).toEqual([
      join(root, 'repo/b.js'),
    ]);
    expect(project.resolve(join(root, 'repo/a/x.js'), '../../c', 'require').files).toEqual([]);
  });

  it('is that of the workspace, for its members', () => {
    const root = createTree({
      'package.json': { name: 'stray' },
      'work/package.json': { workspaces: ['packages/*'] },
      'work/packages/a/package.json': { name: 'a' },
      'work/packages/a/x.js': '',
      'work/other/package.json': { name: 'other' },
      'work/other/x.js': '',
      'work/b.js': '',
    });
    const resolve = (file: string): string | undefined =>
      createProject({ file: join(root, file), parse }).resolve(
        join(root, file),
        join(root, 'work/b.js'),
        'require',
      ).files[0];
    expect(resolve('work/packages/a/x.js')).toBe(join(root, 'work/b.js'));
    expect(resolve('work/other/x.js')).toBeUndefined();
  });

  it('is the one that is given', () => {
    const root = createTree({ '.git/HEAD': '', 'a/x.js': '', 'b.js': '' });
    const narrow = createProject({ file: join(root, 'a/x.js'), root: join(root, 'a'), parse });
    expect(narrow.resolve(join(root, 'a/x.js'), '../b', 'require').files).toEqual([]);
  });
});

describe('what is read', () => {
  it('ends at the root, also behind links', () => {
    const outside = createTree({ 'secret.js': 'secret', 'pkg/index.js': '' });
    const { resolve, project, root } = createProjectOf({
      'a.js': '',
      'link.js': { link: join(outside, 'secret.js') },
      folder: { link: outside },
      'node_modules/pkg': { link: join(outside, 'pkg') },
      'inside.js': { link: 'a.js' },
    });
    expect(resolve('a.js', './link.js')).toBeUndefined();
    expect(resolve('a.js', './folder/secret.js')).toBeUndefined();
    expect(resolve('a.js', 'pkg')).toBeUndefined();
    expect(resolve('a.js', join(outside, 'secret.js'))).toBeUndefined();
    expect(project.load(join(root, 'link.js'))).toBeUndefined();
    expect(resolve('a.js', './inside')).toBe('a.js');
  });

  it('is no FIFO, no device and no file that is too large', () => {
    const { root, resolve, project, getReason } = createProjectOf({
      'a.js': "require('./pipe.js');",
      'null.js': { link: '/dev/zero' },
      'large.js': `'${'x'.repeat(6 * 2 ** 20)}';`,
      'lib/net.js': '',
    });
    execFileSync('mkfifo', [
      join(root, 'pipe.js'),
      join(root, 'package.json'),
      join(root, 'lib/tsconfig.json'),
    ]);
    expect(resolve('a.js', './pipe.js')).toBeUndefined();
    expect(resolve('a.js', './null.js')).toBeUndefined();
    expect(resolve('lib/net.js', 'some-package')).toBeUndefined();
    expect(project.load(join(root, 'large.js'))).toBeUndefined();
    expect(getReason('a.js')).toBe('no package.json says who imports it');
  });

  it('is JavaScript where it is parsed, or JSON', () => {
    const { project, root, resolve } = createProjectOf({
      'a.js': '',
      'b.json': '[1]',
      'comment.json': '[1] // one',
      'prototype.json': '{ "__proto__": {} }',
      'c.vue': '<p/>',
    });
    expect(resolve('a.js', './b.json')).toBe('b.json');
    expect(project.load(join(root, 'b.json'))?.isData).toBe(true);
    expect(project.load(join(root, 'comment.json'))).toBeUndefined();
    expect(project.load(join(root, 'prototype.json'))).toBeUndefined();
    expect(project.load(join(root, 'c.vue'))).toBeUndefined();
    expect(project.load(join(root, 'a.js'))).toBeDefined();
  });

  it('does not load a file whose scopes cannot be found, and does not know what it imports', () => {
    const tree: Tree = { 'package.json': { private: true }, 'a.js': '', 'b.js': "require('./a');" };
    const failingParse: typeof parse = (path, text) => {
      const source = parse(path, text);
      return (
        source &&
        Object.defineProperty(source, 'scopeManager', {
          get: () => {
            throw new RangeError('too deep');
          },
        })
      );
    };
    const { getReason, project, root } = createProjectOf(tree, { parse: failingParse });
    expect(project.load(join(root, 'b.js'))).toBeUndefined();
    expect(getReason('a.js')).toBe('b.js, which may import it, cannot be parsed');
  });

  it('is what may be read', () => {
    const { resolve, getReason, project, root } = createProjectOf(
      {
        'package.json': { private: true },
        'a.js': '',
        'b.js': '',
        'c.js': "require('./a');",
        'd.js': "require('./c');",
      },
      { isReadable: (path) => !path.endsWith('/b.js') && !path.endsWith('/d.js') },
    );
    expect(resolve('a.js', './b')).toBeUndefined();
    expect(project.load(join(root, 'b.js'))).toBeUndefined();
    expect(getReason('a.js')).toBe('b.js cannot be read');
  });

  it('is nothing where a limit is reached', () => {
    const tree = {
      'package.json': '{"private":true}',
      'a.js': '',
      'b.js': "require('./a');",
      'c.js': '// long',
    };
    const few = createProjectOf(tree, { limits: { maxFiles: 2 } });
    expect(few.getReason('a.js')).toBe('the project has more than 2 files');
    expect(few.findImporters('a.js')).toEqual([]);
    expect(few.resolve('b.js', './a')).toBeUndefined();
    const short = createProjectOf(tree, { limits: { maxBytes: 10 } });
    expect(short.getReason('a.js')).toBe('the files of the project have more than 10 bytes');
    const enough = createProjectOf(tree, { limits: { maxFiles: 3, maxBytes: 100 } });
    expect(enough.getReason('a.js')).toBeUndefined();
    expect(enough.resolve('b.js', './a')).toBe('a.js');
  });

  it('is no code of others, all hidden folders of the project, and of Git the hooks', () => {
    const { findImporters } = createProjectOf({
      'package.json': { name: 'x', private: true },
      'a.js': '',
      'node_modules/x/index.js': "require('../../a');",
      '.git/hooks/x.js': "require('../../a');",
      '.storybook/main.js': "require('../a');",
    });
    expect(findImporters('a.js')).toEqual(['.git/hooks/x.js', '.storybook/main.js']);
  });
});

describe('what is remembered', () => {
  it('is the same object until the text changes', () => {
    const root = createTree({ '.git/HEAD': '', 'a.js': 'one;', 'b.js': '' });
    const load = (): unknown => createProjectIn(root).project.load(join(root, 'a.js'));
    const first = load();
    expect(load()).toBe(first);
    age(root, 'a.js');
    expect(load()).toBe(first);
    writeFileSync(join(root, 'a.js'), 'two;');
    expect(load()).not.toBe(first);
    expect(load()).toMatchObject({ text: 'two;' });
  });

  it('is what a project saw first, for as long as it lives', () => {
    const root = createTree({ '.git/HEAD': '', 'a.js': '', 'b.js': "require('./a');" });
    const before = createProjectIn(root);
    expect(before.findImporters('a.js')).toEqual(['b.js']);
    const source = before.project.load(join(root, 'b.js'));
    writeTree(root, { 'b.js': '', 'c.js': "require('./a');" });
    expect(before.project.load(join(root, 'b.js'))).toBe(source);
    expect(createProjectIn(root).findImporters('a.js')).toEqual(['c.js']);
  });

  it('follows changes of the same size, new files, and removed and renamed ones', () => {
    const root = createTree({
      '.git/HEAD': '',
      'lib/a.js': '',
      'lib/b.js': "require('./a');",
      'lib/x/c.js': '',
    });
    const find = (): readonly string[] => createProjectIn(root).findImporters('lib/a.js');
    age(root, 'lib/b.js', 'lib/x', 'lib', '.');
    expect(find()).toEqual(['lib/b.js']);
    expect(find()).toEqual(['lib/b.js']);
    writeFileSync(join(root, 'lib/b.js'), "require('./z');");
    expect(statSync(join(root, 'lib/b.js')).size).toBe("require('./a');".length);
    expect(find()).toEqual([]);
    writeTree(root, { 'lib/x/d.js': "require('../a');", 'lib/new/e.js': "import '../a.js';" });
    expect(find()).toEqual(['lib/new/e.js', 'lib/x/d.js']);
    renameSync(join(root, 'lib/x/d.js'), join(root, 'lib/x/f.js'));
    rmSync(join(root, 'lib/new'), { recursive: true });
    expect(find()).toEqual(['lib/x/f.js']);
  });

  it('follows what is installed and configured', () => {
    const root = createTree({
      '.git/HEAD': '',
      'a.js': "require('./b');",
      'b.js': '',
      'package.json': { name: 'x', private: true },
    });
    expect(createProjectIn(root).resolve('a.js', 'pkg')).toBeUndefined();
    expect(createProjectIn(root).getReason('b.js')).toBeUndefined();
    mkdirSync(join(root, 'node_modules'));
    symlinkSync('..', join(root, 'node_modules/pkg'));
    writeTree(root, { 'package.json': { name: 'x', main: 'b.js' } });
    expect(createProjectIn(root).resolve('a.js', 'pkg')).toBe('b.js');
    expect(createProjectIn(root).getReason('b.js')).toBeDefined();
  });

  it('is what the first project of a snapshot saw, for those below the same root', () => {
    const root = createTree({ '.git/HEAD': '', 'a.js': '', 'b.js': "require('./a');" });
    const other = createTree({ '.git/HEAD': '', 'a.js': '' });
    const snapshot = new ProjectSnapshot();
    const find = (place: string): readonly string[] =>
      createProjectIn(place, { snapshot }).findImporters('a.js');
    expect(find(root)).toEqual(['b.js']);
    writeTree(root, { 'c.js': "require('./a');" });
    expect(find(root)).toEqual(['b.js']);
    expect(find(other)).toEqual([]);
    expect(find(root)).toEqual(['b.js', 'c.js']);
  });

  it('takes each file that is asked about as it is in memory, also from a snapshot', () => {
    const root = createTree({ '.git/HEAD': '', 'a.js': 'one;', 'b.js': 'two;' });
    const snapshot = new ProjectSnapshot();
    for (const name of ['a.js', 'b.js']) {
      const file = join(root, name);
      const source = parse(file, `${name.slice(0, 1)};`);
      const { project } = createProjectIn(root, { file, snapshot, ...(source && { source }) });
      expect(source).toBeDefined();
      expect(project.load(file)).toBe(source);
    }
  });

  it('keeps the tree of a file that is loaded, and only what the others say of it', () => {
    const root = createTree({
      'package.json': { private: true },
      'a.js': '',
      'b.js': "require('./a');",
    });
    let count = 0;
    const countingParse: typeof parse = (path, text) => {
      count += path.endsWith('b.js') ? 1 : 0;
      return parse(path, text);
    };
    const find = (): unknown => createProjectIn(root, { parse: countingParse }).findImporters('a.js');
    age(root, 'a.js', 'b.js', 'package.json');
    expect([find(), find()]).toEqual([['b.js'], ['b.js']]);
    expect(count).toBe(1);
    const load = (): unknown =>
      createProjectIn(root, { parse: countingParse }).project.load(join(root, 'b.js'));
    expect(load()).toBe(load());
    expect(count).toBe(2);
  });

  it('gives way to what is in memory', () => {
    const root = createTree({ '.git/HEAD': '', 'a.js': '', 'b.js': '' });
    const file = join(root, 'b.js');
    const source = parse(file, "require('./a');");
    const edited = createProjectIn(root, { file, ...(source && { source }) });
    expect(edited.findImporters('a.js')).toEqual(['b.js']);
    expect(edited.project.load(file)).toBe(source);
    expect(createProjectIn(root, { file }).findImporters('a.js')).toEqual([]);
  });
});
