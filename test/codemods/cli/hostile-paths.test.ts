import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  FIXED,
  folderWith,
  git,
  makeFifo,
  namesBelow,
  read,
  repositoryWith,
  runCommand,
  runProgram,
  temporaryFolder,
  waits,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

const HOSTILE_NAMES = [
  'with space.js',
  ' leading.js',
  'new\nline.js',
  'quote\'"`.js',
  '-rf.js',
  '--diff.js',
  '$(touch pwned).js',
  '$HOME;&|<>.js',
  '*.js',
  '[a]{b,c}?.js',
  '!not.js',
  '#hash.js',
  '%41.js',
  '\u001B[31mred.js',
  '😀.js',
  'e\u0301.js',
  'back\\slash.js',
  'trailing .js',
  ':(exclude)a.js',
];

describe('hostile names', () => {
  const files = Object.fromEntries(HOSTILE_NAMES.map((name) => [`dir -x/${name}`, CLIENT]));
  const expectAllFixed = (folder: string): void => {
    for (const name of Object.keys(files)) {
      expect([name, read(folder, name)]).toEqual([name, FIXED]);
    }
    expect(namesBelow(folder).filter((name) => name.includes('pwned') && !name.endsWith('.js'))).toEqual([]);
  };

  it('do harm where a script puts them into a line, a list or a message', () => {
    const folder = join(folderWith(files), 'dir -x');
    const plainly = runProgram(folder, 'sh', [
      '-c',
      'printf \"%s\\n\" *; for name in *; do eval \"cat $name\"; done',
    ]);
    expect(namesBelow(folder)).toContain('pwned');
    expect(plainly.stdout).toContain('\u001B[31m');
    expect(plainly.stderr).not.toBe('');
  });

  it.each([
    ['in git', repositoryWith],
    ['without git', folderWith],
  ])('do no harm %s', (_, make) => {
    const folder = make(files);
    const { status, stdout, stderr } = runCommand(folder, ['.']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // A name must not reach the terminal as it is.
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expectAllFixed(folder);
  });

  it('do no harm in a list or as arguments', () => {
    const names = Object.keys(files);
    const listed = folderWith(files);
    expect(runCommand(listed, ['--files-from', '-'], { input: names.join('\0') }).status).toBe(0);
    expectAllFixed(listed);
    const named = folderWith(files);
    expect(runCommand(join(named, 'dir -x'), ['--', ...HOSTILE_NAMES]).status).toBe(0);
    expectAllFixed(named);
  });

  it('are undone by the command that is offered', () => {
    const folder = repositoryWith({ ...files, 'dir -x/other.js': '1' });
    writeFiles(folder, { 'dir -x/other.js': '2' });
    const inside = join(folder, 'dir -x');
    const undo = /^Undo: sockets-codemod (.*)$/m.exec(runCommand(inside, ['.']).stdout)?.[1] ?? '';
    expect(runCommand(folder, undo.split(' '))).toMatchObject({ status: 0, stderr: '' });
    expect(Object.keys(files).map((name) => read(folder, name))).toEqual(HOSTILE_NAMES.map(() => CLIENT));
    expect(read(folder, 'dir -x/other.js')).toBe('2');
  });

  it.each([
    ['in git', true],
    ['without git', false],
  ])('are reported when they are not UTF-8, %s', (_, isRepository) => {
    const folder = folderWith({ 'a.js': CLIENT });
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.js')]),
      CLIENT,
    );
    // The control: the name as Node.js gives it leads nowhere.
    expect(namesBelow(folder).filter((name) => !existsSync(join(folder, name)))).toEqual(['caf\uFFFD.js']);
    if (isRepository) {
      git(folder, 'init', '-q');
    }
    const { status, stderr } = runCommand(folder, ['.']);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^caf\uFFFD\.js: error: /);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });
});

describe('links and other things', () => {
  it('changes what a link leads to, and the link stays a link', () => {
    const folder = folderWith({ 'lib/a.js': CLIENT, 'bin/.keep': '', 'lib/tool': CLIENT });
    symlinkSync('../lib/a.js', join(folder, 'bin/a.js'));
    symlinkSync('../lib/tool', join(folder, 'bin/tool.js'));
    runCommand(folder, ['.']);
    expect(readlinkSync(join(folder, 'bin/a.js'))).toBe('../lib/a.js');
    expect(lstatSync(join(folder, 'lib/a.js')).isFile()).toBe(true);
    expect([read(folder, 'lib/a.js'), read(folder, 'lib/tool')]).toEqual([FIXED, FIXED]);
  });

  it.each([
    ['in git', repositoryWith],
    ['without git', folderWith],
  ])('does not follow a link that leads outside of the given paths, %s', (_, make) => {
    const folder = make({ 'src/b.js': CLIENT, 'other/a.js': CLIENT, 'src/node_modules/m.js': CLIENT });
    symlinkSync('../other/a.js', join(folder, 'src/a.js'));
    symlinkSync('../other', join(folder, 'src/dir'));
    symlinkSync('node_modules/m.js', join(folder, 'src/m.js'));
    // The control: that is where the paths lead.
    expect([read(folder, 'src/a.js'), read(folder, 'src/dir/a.js')]).toEqual([CLIENT, CLIENT]);
    const { status, stdout } = runCommand(folder, ['--verbose', 'src']);
    expect(status).toBe(0);
    expect([read(folder, 'src/b.js'), read(folder, 'other/a.js')]).toEqual([FIXED, CLIENT]);
    expect(read(folder, 'src/node_modules/m.js')).toBe(CLIENT);
    expect(stdout).toMatch(/Not followed: .*\n {2}src\/a\.js\n {2}src\/dir\n {2}src\/m\.js\n/);
  });

  it('follows a link that is named', () => {
    const folder = folderWith({ 'real/a.js': CLIENT, 'real/b/c.js': CLIENT });
    symlinkSync('real/a.js', join(folder, 'a.js'));
    symlinkSync('real/b', join(folder, 'b'));
    runCommand(folder, ['a.js', 'b']);
    expect([read(folder, 'real/a.js'), read(folder, 'real/b/c.js')]).toEqual([FIXED, FIXED]);
    expect(lstatSync(join(folder, 'a.js')).isSymbolicLink()).toBe(true);
  });

  it('changes a file once that several paths lead to', () => {
    const folder = folderWith({ 'a/b.js': CLIENT });
    symlinkSync('a/b.js', join(folder, 'c.js'));
    symlinkSync('a', join(folder, 'd'));
    const { stdout } = runCommand(folder, ['.', 'a', 'a/b.js', 'c.js', 'd', join(folder, 'a')]);
    expect(stdout).toContain('Changed 1 file (1 option)');
  });

  it('does not run in circles, and takes no link to nothing for a failure', () => {
    const folder = folderWith({ 'a/b.js': CLIENT });
    symlinkSync('..', join(folder, 'a/up'));
    symlinkSync('self.js', join(folder, 'self.js'));
    symlinkSync('nothing', join(folder, 'none.js'));
    symlinkSync('a', join(folder, 'folder.js'));
    expect(read(folder, `${'a/up/'.repeat(10)}a/b.js`)).toBe(CLIENT);
    expect(() => read(folder, 'self.js')).toThrow('ELOOP');
    expect(runCommand(folder, ['.'])).toMatchObject({ status: 0, stderr: '' });
    expect(read(folder, 'a/b.js')).toBe(FIXED);
  });

  it('waits for no FIFO and reads no device', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    makeFifo(join(folder, 'fifo.js'));
    symlinkSync('/dev/zero', join(folder, 'zero.js'));
    symlinkSync('fifo.js', join(folder, 'link.js'));
    expect([waits(folder, 'cat', 'link.js'), waits(folder, 'grep', '-z', 'x', 'zero.js')]).toEqual([
      true,
      true,
    ]);
    expect(runCommand(folder, ['.'])).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = runCommand(folder, ['fifo.js', 'zero.js', 'a.js']);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr:
        'fifo.js: error: is neither a file nor a folder\nzero.js: error: is neither a file nor a folder\n',
    });
  });

  it('searches deep trees', () => {
    const folder = temporaryFolder();
    const deep = Array.from({ length: 800 }, () => 'd').join('/');
    mkdirSync(join(folder, deep), { recursive: true });
    writeFileSync(join(folder, deep, 'a.js'), CLIENT);
    runCommand(folder, []);
    expect(read(folder, `${deep}/a.js`)).toBe(FIXED);
  });
});
