import { statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  CLIENT,
  FIXED,
  LEFT,
  UNDECIDED,
  commitAll,
  folderWith,
  git,
  namesBelow,
  read,
  repositoryWith,
  runCommand,
  runProgram,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

describe('the choice of files', () => {
  const sources = (...names: readonly string[]): Record<string, string> =>
    Object.fromEntries(names.map((name) => [name, CLIENT]));
  const changedIn = (folder: string): string[] =>
    namesBelow(folder).filter(
      (name) => statSync(join(folder, name)).isFile() && read(folder, name) === FIXED,
    );

  it('takes JavaScript and TypeScript, and no other extension', () => {
    const names = ['a.js', 'b.cjs', 'c.mjs', 'd.jsx', 'e.ts', 'f.cts', 'g.mts', 'h.tsx', 'I.JS'];
    const folder = folderWith(sources(...names, 'j.json', 'k.vue', 'l.md', 'bin'));
    runCommand(folder, []);
    expect(changedIn(folder)).toEqual(names.sort());
  });

  it('takes other extensions with --ext, and a named file without any', () => {
    const folder = folderWith(sources('a.js', 'b.es6', 'bin', 'c.md'));
    runCommand(folder, ['--ext', 'es6', '.', 'bin', 'c.md']);
    expect(changedIn(folder)).toEqual(['b.es6', 'bin']);
  });

  it.each([
    ['with git', repositoryWith],
    ['without git', folderWith],
  ])('leaves out what .gitignore says, and node_modules, %s', (_, make) => {
    const folder = make({
      ...sources(
        'a.js',
        'out/a.js',
        'src/a.gen.js',
        'src/keep.gen.js',
        'src/out2/a.js',
        'node_modules/m/a.js',
      ),
      '.gitignore': 'out/\n*.gen.js\n',
      'src/.gitignore': '!keep.gen.js\n/out2\n',
    });
    runCommand(folder, []);
    expect(changedIn(folder)).toEqual(['a.js', 'src/keep.gen.js']);
    runCommand(folder, ['--allow-dirty', '--no-gitignore']);
    expect(changedIn(folder)).toEqual([
      'a.js',
      'out/a.js',
      'src/a.gen.js',
      'src/keep.gen.js',
      'src/out2/a.js',
    ]);
  });

  it.each([
    ['with git', repositoryWith],
    ['without git', folderWith],
  ])('enters a folder that is left out when it is named, %s', (_, make) => {
    const folder = make({
      ...sources(
        'a.js',
        'out/a.js',
        'out/b/c.js',
        'node_modules/m/a.js',
        'node_modules/m/node_modules/n/a.js',
      ),
      '.gitignore': 'out\nnode_modules\n',
    });
    runCommand(folder, ['out/b', 'node_modules/m']);
    expect(changedIn(folder)).toEqual([
      'node_modules/m/a.js',
      'node_modules/m/node_modules/n/a.js',
      'out/b/c.js',
    ]);
  });

  it('takes what git does not track yet, and misses nothing that is deleted', () => {
    const folder = repositoryWith(sources('a.js', 'gone.js'));
    writeFiles(folder, sources('new.js'));
    runProgram(folder, 'rm', ['gone.js']);
    expect(runCommand(folder, [])).toMatchObject({ status: 0, stderr: '' });
    expect(changedIn(folder)).toEqual(['a.js', 'new.js']);
  });

  it('enters submodules and repositories within', () => {
    const other = repositoryWith(sources('s.js'));
    const folder = repositoryWith(sources('a.js'));
    git(folder, '-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other, 'sub');
    writeFiles(folder, sources('nested/n.js'));
    git(join(folder, 'nested'), 'init', '-q');
    git(join(folder, 'nested'), 'add', '-A');
    runCommand(folder, ['--allow-dirty']);
    expect(changedIn(folder)).toEqual(['a.js', 'nested/n.js', 'sub/s.js']);
  });

  it('leaves out what --ignore says, also when it is named', () => {
    const folder = folderWith(sources('a.js', 'b.js', 'test/c.js', 'src/test/d.js', 'src/e.js'));
    runCommand(folder, ['--ignore', 'test/', '--ignore=/b.js', '.', 'b.js']);
    expect(changedIn(folder)).toEqual(['a.js', 'src/e.js']);
  });

  it.each([
    ['lines', (names: readonly string[]) => `${names.join('\n')}\n`],
    ['Windows lines', (names: readonly string[]) => names.join('\r\n')],
    ['NUL', (names: readonly string[]) => names.map((name) => `${name}\0`).join('')],
  ])('reads a list of paths separated by %s', (_, write) => {
    const folder = folderWith({ ...sources('a.js', 'b c.js', 'd.js', '-rf.js', 'e.md'), 'sub/f.js': CLIENT });
    const list = write(['a.js', 'b c.js', '-rf.js', 'e.md', 'sub']);
    expect(runCommand(folder, ['--files-from', '-'], { input: list })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(changedIn(folder)).toEqual(['-rf.js', 'a.js', 'b c.js', 'sub/f.js']);
    writeFiles(folder, { list: write(['d.js']) });
    runCommand(folder, ['--files-from=list']);
    expect(changedIn(folder)).toContain('d.js');
  });

  it('reads names that git writes in quotes', () => {
    const names = ['\u00FC b.js', 'a"b\\c.js', 'tab\there.js', 'new\nline.js'];
    const folder = repositoryWith({
      ...sources('plain.js'),
      ...Object.fromEntries(names.map((name) => [name, ''])),
    });
    writeFiles(folder, sources(...names));
    const list = git(folder, 'diff', '--name-only');
    expect(list).toContain('"\\303\\274 b.js"\n');
    expect(runCommand(folder, ['--allow-dirty', '--files-from', '-'], { input: list }).status).toBe(0);
    expect(changedIn(folder)).toEqual(names.sort());
  });

  it('reports a list that cannot be read', () => {
    const folder = folderWith({});
    expect(runCommand(folder, ['--files-from', 'list'])).toMatchObject({
      status: 3,
      stderr: 'list: error: no such file or folder\n',
    });
  });

  it('reads a file once, however often it is named', () => {
    const folder = folderWith(sources('a.js', 'sub/b.js'));
    const { stdout } = runCommand(folder, ['--json', '--check', '.', 'a.js', 'sub', './sub/b.js']);
    expect(stdout).toContain('"searched": 2,');
    expect(stdout).toContain('"changedFiles": 2,');
  });

  it('reads a file once that git lists three times, while a merge waits', () => {
    const folder = repositoryWith({ 'a.js': '1' });
    git(folder, 'checkout', '-q', '-b', 'theirs');
    writeFiles(folder, { 'a.js': '2' });
    commitAll(folder);
    git(folder, 'checkout', '-q', '-');
    writeFiles(folder, { 'a.js': '3' });
    commitAll(folder);
    runProgram(folder, 'git', ['merge', 'theirs']);
    expect(git(folder, 'ls-files')).toBe('a.js\n'.repeat(3));
    expect(runCommand(folder, ['--json', '--check']).stdout).toContain('"searched": 1,');
  });

  it('does not depend on the order or the number of processes', () => {
    const names = Array.from({ length: 30 }, (_, index) => `f${String(index)}/a.js`);
    const outputs = [
      ['--concurrency=1', '.'],
      ['--concurrency=2', '.'],
      ['--concurrency=4', ...names.toReversed()],
    ].map((args) => {
      const folder = folderWith({ ...sources(...names), 'b.js': BROKEN, 'c.js': LEFT, 'd.js': UNDECIDED });
      const extra = args.length > 2 ? ['b.js', 'c.js', 'd.js'] : [];
      return runCommand(folder, ['--json', '--check', ...args, ...extra]).stdout;
    });
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[2]).toBe(outputs[0]);
    expect(outputs[0]).toContain('"changedFiles": 30');
  });

  it('finds the same however many processes judge', () => {
    const names = Array.from({ length: 400 }, (_, index) => `f${String(index)}/a.js`);
    const fillers: Record<string, string> = {};
    for (let index = 0; index < 4000; index += 1) {
      fillers[`f${String(index % 400)}/${String(index)}.js`] = '0;\n';
    }
    const folder = folderWith({
      ...sources(...names),
      ...fillers,
      'b.js': BROKEN,
      'c.js': LEFT,
      'large.js': `${' '.repeat(1 << 20)}${CLIENT}`,
    });
    symlinkSync('/nowhere', join(folder, 'f1/link.js'));
    const outputs = ['1', '2', '3'].map(
      (processes) => runCommand(folder, ['--check', '--json', '--concurrency', processes, '.']).stdout,
    );
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[2]).toBe(outputs[0]);
    expect(outputs[0]).toContain('"changedFiles": 401');
    expect(outputs[0]).toContain('"searched": 4403');
  });
});
