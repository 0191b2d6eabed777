import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  BROKEN,
  CLIENT,
  FIXED,
  LEFT,
  LISTENER,
  MIXED,
  PROJECT,
  UNDECIDED,
  folderWith,
  namesBelow,
  read,
  runCommand,
  runProgram,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

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
      /\nChanged 1 file \(1 option\), 1 option left, 1 undecided \(--list-undecided\), 4 files unchanged\.\nUndo: sockets-codemod --undo \S+\n$/,
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

  it('lists what is a client in some calls only, counts it with what is undecided, and leaves it', () => {
    const folder = folderWith({ 'a.js': MIXED });
    const { status, stdout } = runCommand(folder, ['--check', '--list-undecided']);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^Undecided: these sockets are clients in some calls, and not in others\n {2}a\.js:3:44 {2}reuseAddr: .+\n\nNothing changed, 1 undecided, 1 file unchanged\.\n$/,
    );
    expect(runCommand(folder, ['--check', '--fail-on=undecided']).status).toBe(1);
    const report = JSON.parse(runCommand(folder, ['--json', '-q', '.']).stdout) as {
      files: { left: []; undecided: { verdict: string }[] }[];
    };
    expect(report.files).toMatchObject([{ left: [], undecided: [{ line: 3, verdict: 'mixed' }] }]);
    expect(read(folder, 'a.js')).toBe(MIXED);
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
    const command = join(copy, 'bundle/sockets-codemod.cjs');
    expect(runProgram(folder, process.execPath, [command, 'a.js'])).toMatchObject({ status: 0, stderr: '' });
    const { status, stderr } = runProgram(folder, process.execPath, [command, 'b.js']);
    expect(status).toBe(3);
    expect(stderr).toMatch(/^b\.js: error: cannot be analysed: .*oxc-parser/);
  });
});
