import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  CLIENT,
  FIXED,
  LEFT,
  LISTENER,
  PROJECT,
  UNDECIDED,
  commitAll,
  folderWith,
  git,
  namesBelow,
  read,
  repositoryWith,
  runCommand,
  runCommandForBytes,
  runProgram,
  writeFiles,
} from '../built-command.ts';

describe('sockets-codemod', () => {
  it('changes the clients, leaves the rest, and says what it did', () => {
    const folder = folderWith({
      'a.js': CLIENT,
      'b.ts': LISTENER,
      'c.mjs': UNDECIDED,
      'd.js': LEFT,
      'e.js': '1',
    });
    const { status, stdout, stderr } = runCommand(folder, []);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^Changed\n {2}a\.js:1:\d+ {2}reuseAddr: ./);
    expect(stdout).toMatch(/\nLeft as it is\n {2}d\.js:1:\d+ {2}reuseAddr: ./);
    expect(stdout).toMatch(
      /\nChanged 1 file \(1 option\), 1 option left, 1 undecided \(--list-undecided\), 4 files unchanged\.\n$/,
    );
    expect(status).toBe(0);
    expect(read(folder, 'a.js')).toBe(FIXED);
    expect([read(folder, 'b.ts'), read(folder, 'c.mjs'), read(folder, 'd.js')]).toEqual([
      LISTENER,
      UNDECIDED,
      LEFT,
    ]);
    expect(namesBelow(folder)).toHaveLength(5);
  });

  it('changes nothing more the second time', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    runCommand(folder, ['.']);
    const { status, stdout } = runCommand(folder, ['--check']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Nothing changed, 1 file unchanged.\n' });
  });

  it('reports a file that is no program with its place, and goes on with the others', () => {
    const folder = folderWith({ 'a.js': BROKEN, 'b.js': CLIENT });
    const { status, stdout, stderr } = runCommand(folder, []);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^a\.js:2:\d+: error: .+\n$/);
    expect(stdout).toContain('Changed 1 file (1 option), 1 failed.');
    expect([read(folder, 'a.js'), read(folder, 'b.js')]).toEqual([BROKEN, FIXED]);
  });

  it('reports a path that leads to nothing, and goes on with the others', () => {
    const folder = folderWith({ 'b.js': CLIENT });
    const { status, stderr } = runCommand(folder, ['nowhere', 'b.js']);
    expect({ status, stderr }).toEqual({ status: 3, stderr: 'nowhere: error: no such file or folder\n' });
    expect(read(folder, 'b.js')).toBe(FIXED);
  });

  it.each([['--dry-run'], ['--check'], ['--diff']])('writes nothing with %s', (option) => {
    const folder = folderWith({ 'a.js': CLIENT });
    const { status, stdout, stderr } = runCommand(folder, [option]);
    expect(status).toBe(option === '--check' ? 1 : 0);
    expect(stdout + stderr).toContain('Would change 1 file (1 option).');
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it('ends --check with 3 rather than 1 when a file failed', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': BROKEN });
    expect(runCommand(folder, ['--check']).status).toBe(3);
  });

  it('lists what it could not judge', () => {
    const folder = folderWith({ 'a.js': UNDECIDED });
    const { stdout } = runCommand(folder, ['--list-undecided']);
    expect(stdout).toMatch(/Undecided: .*\n {2}a\.js:1:\d+ {2}reuseAddr: ./);
  });

  it('prints errors alone with --quiet', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': BROKEN });
    const { stdout, stderr } = runCommand(folder, ['--quiet']);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^b\.js:2:\d+: error: .*\n$/);
  });

  it('says with --verbose how long it took', () => {
    expect(runCommand(folderWith({ 'a.js': '' }), ['--verbose']).stdout).toMatch(/ in \d+\.\d\d s\.\n$/);
  });

  it('suggests the option that was meant', () => {
    const { status, stdout, stderr } = runCommand(folderWith({}), ['--dryrun']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe(
      'sockets-codemod: Unknown option: --dryrun\nDid you mean --dry-run? --help lists all options.\n',
    );
  });

  it('prints its help and its version', () => {
    const { version } = JSON.parse(read(PROJECT, 'package.json')) as { version: string };
    const folder = folderWith({ 'a.js': CLIENT });
    expect(runCommand(folder, ['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(runCommand(folder, ['--help'])).toMatchObject({ status: 0, stderr: '' });
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it.each([
    [['--color'], {}, true],
    [[], { FORCE_COLOR: '1' }, true],
    [[], { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [['--no-color'], { FORCE_COLOR: '1' }, false],
    [[], {}, false],
  ])('colours with %j and %j: %j', (args, env, isColored) => {
    const folder = folderWith({ 'a.js': CLIENT });
    const { stdout } = runCommand(folder, ['--diff', ...args], { env });
    expect(stdout.includes('\u001B[31m-const')).toBe(isColored);
  });

  it('needs no parser when there is nothing to do', () => {
    const folder = folderWith({ 'a.js': '1', 'b.js': CLIENT });
    const copy = join(folder, 'tool');
    // Without dependencies beside it, whatever is not Node's own cannot be loaded.
    runProgram(folder, 'cp', ['-r', join(PROJECT, 'dist'), copy]);
    writeFiles(folder, { 'package.json': '{"type":"module","version":"0"}' });
    const command = join(copy, 'codemods/cli/bin.js');
    expect(runProgram(folder, process.execPath, [command, 'a.js'])).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = runProgram(folder, process.execPath, [command, 'b.js']);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^b\.js: error: cannot be analysed: .*oxc-parser/);
  });
});

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
    expect(changedIn(folder)).toEqual(['node_modules/m/a.js', 'out/b/c.js']);
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

  it('reports a list that cannot be read', () => {
    const folder = folderWith({});
    expect(runCommand(folder, ['--files-from', 'list'])).toMatchObject({
      status: 3,
      stderr: 'list: error: no such file or folder\n',
    });
  });

  it('does not depend on the order or the number of threads', () => {
    const names = Array.from({ length: 30 }, (_, index) => `f${String(index)}/a.js`);
    const outputs = [
      ['--concurrency=1', '.'],
      ['--concurrency=2', '.'],
      ['--concurrency=4', ...names.toReversed()],
    ].map((args) => {
      const folder = folderWith({ ...sources(...names), 'b.js': BROKEN, 'c.js': LEFT, 'd.js': UNDECIDED });
      const extra = args.length > 2 ? ['b.js', 'c.js', 'd.js'] : [];
      return runCommand(folder, ['--json', ...args, ...extra]).stdout;
    });
    expect(outputs[1]).toBe(outputs[0]);
    expect(outputs[2]).toBe(outputs[0]);
    expect(outputs[0]).toContain('"changedFiles": 30');
  });
});

describe('the git guard', () => {
  it('refuses to change a file with uncommitted changes, and then changes none', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, 'b.js': CLIENT, 'c.js': '1' });
    writeFiles(folder, { 'a.js': `${CLIENT}// mine\n`, 'c.js': '2' });
    const { status, stdout, stderr } = runCommand(folder, []);
    expect(status).toBe(4);
    expect(stderr).toMatch(/^error: nothing is written, .*--allow-dirty:\n {2}a\.js\n$/);
    expect(stdout).toContain('Would change 1 file');
    expect([read(folder, 'a.js'), read(folder, 'b.js')]).toEqual([`${CLIENT}// mine\n`, CLIENT]);
  });

  it('refuses staged changes too', () => {
    const folder = repositoryWith({ 'a.js': '1' });
    writeFiles(folder, { 'a.js': CLIENT });
    git(folder, 'add', '-A');
    expect(runCommand(folder, []).status).toBe(4);
  });

  it('does not care about changes in other files', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, 'c.js': '1' });
    writeFiles(folder, { 'c.js': '2', 'd.js': '3' });
    const { status, stdout } = runCommand(folder, []);
    expect(status).toBe(0);
    expect(stdout).toContain('\nUndo: git restore -- a.js\n');
    git(folder, 'restore', '--', 'a.js');
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it('changes them all the same with --allow-dirty, and offers no undo that would lose the other changes', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, 'b.js': CLIENT });
    writeFiles(folder, { 'a.js': `${CLIENT}// mine\n` });
    const { status, stdout } = runCommand(folder, ['--allow-dirty']);
    expect(status).toBe(0);
    expect(read(folder, 'a.js')).toBe(`${FIXED}// mine\n`);
    expect(stdout).toContain(
      '\nUndo: git restore -- b.js (git does not hold the other files as they were)\n',
    );
  });

  it('looks without asking git', () => {
    const folder = repositoryWith({ 'a.js': '1' });
    writeFiles(folder, { 'a.js': CLIENT });
    expect(runCommand(folder, ['--check']).status).toBe(1);
  });

  it('refuses when git cannot tell', () => {
    const folder = folderWith({ 'a.js': CLIENT, '.git': 'gitdir: nowhere\n' });
    const { status, stderr } = runCommand(folder, []);
    expect(status).toBe(4);
    expect(stderr).toContain('git does not say');
    expect(read(folder, 'a.js')).toBe(CLIENT);
    expect(runCommand(folder, ['--allow-dirty']).status).toBe(0);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });
});

describe('--stdin', () => {
  it('writes the result', () => {
    expect(runCommand(folderWith({}), ['--stdin', '--stdin-filepath', 'a.ts'], { input: CLIENT })).toEqual({
      status: 0,
      stdout: FIXED,
      stderr: '',
    });
  });

  it('writes the same bytes when there is nothing to do', () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x2f, 0x2f, 0xff, 0xfe, 0x00, 0x0d, 0x0a]);
    expect(runCommandForBytes(folderWith({}), ['--stdin'], bytes)).toEqual(bytes);
  });

  it('writes the source itself when it is no program, and says where', () => {
    const { status, stdout, stderr } = runCommand(folderWith({}), ['--stdin'], { input: BROKEN });
    expect({ status, stdout }).toEqual({ status: 3, stdout: BROKEN });
    expect(stderr).toMatch(/^stdin\.js:2:\d+: error: /);
  });

  it('reads the language off the name', () => {
    const input = `const x = <any>1;\n${CLIENT}`;
    const run = (name: string): unknown =>
      runCommand(folderWith({}), ['--stdin', '--stdin-filepath', name], { input });
    expect(run('a/b.ts')).toMatchObject({ status: 0, stdout: `const x = <any>1;\n${FIXED}` });
    expect(run('a/b.tsx')).toMatchObject({ status: 3 });
  });

  it('checks and shows a diff', () => {
    const folder = folderWith({});
    expect(runCommand(folder, ['--stdin', '--check'], { input: CLIENT }).status).toBe(1);
    expect(runCommand(folder, ['--stdin', '--diff'], { input: CLIENT }).stdout).toMatch(
      /^--- a\/stdin\.js\n/,
    );
  });
});

describe('--interactive', () => {
  const run = (
    input: string,
  ): { readonly folder: string; readonly stdout: string; readonly status: number | null } => {
    const folder = folderWith({ 'a.js': `{ ${CLIENT} } { ${CLIENT} }`, 'b.js': CLIENT });
    return { folder, ...runCommand(folder, ['--interactive'], { input }) };
  };

  it('makes the changes that are wanted', () => {
    const { folder, stdout, status } = run('n\nwhat\ny\ny\n');
    expect(read(folder, 'a.js')).toBe(`{ ${CLIENT} } { ${FIXED} }`);
    expect(read(folder, 'b.js')).toBe(FIXED);
    expect(stdout).toContain('(1/3) Make this change [y,n,a,q,?]? ');
    expect(stdout).toContain('y - make this change\n');
    expect(stdout).toContain('you chose to keep it');
    expect(status).toBe(0);
  });

  it('makes all that follow with a', () => {
    const { folder } = run('n\na\n');
    expect(read(folder, 'a.js')).toBe(`{ ${CLIENT} } { ${FIXED} }`);
    expect(read(folder, 'b.js')).toBe(FIXED);
  });

  it.each([['y\nq\n'], ['y\n']])('makes none that follows q or the end of the answers: %j', (input) => {
    const { folder } = run(input);
    expect(read(folder, 'a.js')).toBe(`{ ${FIXED} } { ${CLIENT} }`);
    expect(read(folder, 'b.js')).toBe(CLIENT);
  });

  it('shows each change as a diff of its own', () => {
    const { stdout } = run('n\nn\nn\n');
    expect(stdout.match(/^--- a\//gm)).toHaveLength(3);
    expect(stdout.match(/^@@/gm)).toHaveLength(3);
  });
});

describe('the state of the tree after a refusal', () => {
  it('is clean', () => {
    const folder = repositoryWith({ 'a.js': CLIENT });
    writeFiles(folder, { 'a.js': `${CLIENT}\n` });
    runCommand(folder, []);
    expect(git(folder, 'status', '--porcelain')).toBe(' M a.js\n');
    commitAll(folder);
    expect(runCommand(folder, []).status).toBe(0);
  });
});
