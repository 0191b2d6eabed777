import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  COMMAND,
  FIXED,
  LEFT,
  UNDECIDED,
  folderWith,
  git,
  read,
  repositoryWith,
  runCommand,
  runProgram,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';
import type { Ended } from '../../tools/built-command.ts';

/** Runs a line of a shell in which `codemod` is the command. */
function shell(folder: string, line: string, env = {}): Ended {
  return runProgram(
    folder,
    'bash',
    ['--norc', '-c', `codemod() { "${process.execPath}" "${COMMAND}" "$@"; }; ${line}`],
    { env },
  );
}

describe('output that cannot be written whole', () => {
  it('is no failure of a program that does not look', () => {
    const line = `"${process.execPath}" -e 'console.log(1)' > /dev/full; echo $?`;
    expect(shell(folderWith({}), line).stdout).toBe('0\n');
  });

  it.each(['-n', '--diff', '--json -n', '--sarif -n', '--check', '--help', '--stdin < a.js'])(
    'ends with 3: %s',
    (args) => {
      const folder = folderWith({ 'a.js': CLIENT });
      const { status, stderr } = shell(folder, `codemod ${args} > /dev/full`);
      expect(status).toBe(3);
      expect(stderr).toContain('the output could not be written whole: no space left on the disk\n');
    },
  );

  it('is said of a patch that nobody reads, and not of a report that somebody has seen enough of', () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`f${String(index)}.js`, CLIENT]),
    );
    const folder = folderWith(files);
    expect(shell(folder, 'codemod --diff . 2> err | true; echo ${PIPESTATUS[0]}').stdout).toBe('3\n');
    expect(shell(folder, 'codemod -n . | true; echo ${PIPESTATUS[0]}').stdout).toBe('0\n');
  });

  it('is whole where the reader is slow and the pipe does not wait', () => {
    const source = `x = [${'1,'.repeat(400_000)}1];\n${CLIENT}`;
    const folder = folderWith({ 'a.js': source });
    const { stdout } = shell(folder, 'codemod --stdin < a.js | (sleep 0.3; cat)');
    expect(stdout).toBe(source.replace(', reuseAddr: true', ''));
  });
});

describe('both streams on one screen', () => {
  it('are in the order of the report', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, 'b.js': CLIENT });
    writeFiles(folder, { 'a.js': `${CLIENT}//`, 'b.js': `${CLIENT}//` });
    expect(shell(folder, 'codemod . 2>&1').stdout).toBe(
      'error: nothing is written, because these files have uncommitted changes. Commit or stash them, or use --allow-dirty:\n' +
        '  a.js\n  b.js\nNothing changed.\n',
    );
  });

  it('are each whole where they lead to different places', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    expect(shell(folder, 'codemod -n . nope.js > out 2> err').status).toBe(3);
    expect(read(folder, 'out')).toMatch(/^Would change\n/);
    expect(read(folder, 'err')).toBe('nope.js: error: no such file or folder\n');
  });
});

describe('a report in a file', () => {
  it('replaces an earlier one, and nothing else', () => {
    const folder = folderWith({ 'a.js': CLIENT, empty: '', 'data.json': '{"name": "mine"}' });
    symlinkSync('a.js', join(folder, 'link.json'));
    // The control: a shell writes to whatever it is told, and where a link leads.
    symlinkSync('control.json', join(folder, 'control-link.json'));
    writeFiles(folder, { 'control.json': '{}' });
    shell(folder, 'echo report > control-link.json');
    expect(read(folder, 'control.json')).toBe('report\n');
    for (const [option, again] of [
      ['--json=r.json', '--sarif=r.json'],
      ['--sarif=s.json', '--json=s.json'],
      ['--github=g', '--json=g'],
    ] as const) {
      expect(runCommand(folder, ['-n', option]).status).toBe(0);
      expect(runCommand(folder, ['-n', option]).status).toBe(0);
      expect(runCommand(folder, ['-n', again]).stderr).toContain(
        'is not overwritten, because it is no such report',
      );
    }
    expect(runCommand(folder, ['-n', '--json=empty', 'a.js']).status).toBe(0);
    for (const target of ['a.js', 'data.json', 'link.json']) {
      expect(runCommand(folder, ['-n', `--json=${target}`, 'a.js'])).toMatchObject({ status: 3 });
    }
    expect([read(folder, 'a.js'), read(folder, 'data.json')]).toEqual([CLIENT, '{"name": "mine"}']);
  });

  it('goes to devices and pipes as well', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    const { stdout } = shell(folder, 'codemod -n --json=/dev/stdout . 2> /dev/null');
    expect((JSON.parse(stdout) as { complete: unknown }).complete).toBe(true);
    expect(shell(folder, 'codemod -q -n --sarif=>(cat) .').stdout).toContain('"version": "2.1.0"');
    expect(runCommand(folder, ['-n', '--json=/dev/null', '.']).status).toBe(0);
    shell(folder, 'echo before > r; codemod -q -n --json=/dev/fd/7 . 7>> r');
    expect(read(folder, 'r')).toMatch(/^before\n\{\n[^]*"complete": true\n\}\n$/);
    expect(shell(folder, 'codemod -q -n --json=/dev/stderr . 2>&1 > /dev/null').stdout).toContain('complete');
    expect(shell(folder, 'codemod -q -n --json=/dev/fd/9 .').status).toBe(3);
  });
});

describe('the log of a CI system', () => {
  const name = '::set-output name=a::b.js';
  const source = `::set-env name=x::y\n##vso[task.setvariable variable=x]y\n`;
  const files = { [name]: `/*\n${source}*/ ${CLIENT}`, '##[group].js': 'reuseAddr (' };
  /** The lines by which a log gives orders to GitHub's runner, or to that of Azure Pipelines. */
  const ordersIn = (log: string): string[] =>
    log.split(/[\n\r]/).filter((line) => /^[ +-]?\s*::|##(?:\[|vso\[)/.test(line));

  it('gets them from names and sources that are printed as they are', () => {
    const folder = folderWith(files);
    expect(ordersIn(runProgram(folder, 'ls', []).stdout)).toEqual(Object.keys(files).sort());
    expect(ordersIn(runProgram(folder, 'cat', [name]).stdout)).toHaveLength(2);
  });

  it.each(['-n', '--diff', '--stat', '--list-undecided', '--check', '--json', '--sarif', '--verbose'])(
    'gets no line that it obeys: %s',
    (option) => {
      const folder = folderWith(files);
      const env = { GITHUB_ACTIONS: 'true' };
      const { stdout, stderr } = runCommand(folder, [option, '-n', '.'], { env });
      expect(ordersIn(`${stdout}\n${stderr}`)).toEqual([]);
    },
  );

  it('gets nothing either that a name holds in the annotations', () => {
    const folder = folderWith(files);
    const { stdout } = runCommand(folder, ['--github', '-n', '.']);
    expect(
      stdout.split('\n').filter((line) => line !== '' && !/^::error file=(?:(?!##).)+$/.test(line)),
    ).toEqual([]);
    expect(stdout).toContain('file=\\u0023#[group].js,');
  });

  it('is not what a file gets: there a diff is exact', () => {
    const folder = folderWith(files);
    expect(
      shell(folder, 'codemod --diff . > patch 2> /dev/null; cat patch', { CI: 'true' }).stdout,
    ).toContain('##vso[task');
    expect(runCommand(folder, ['--diff', '.']).stdout).toContain('##vso[task');
  });

  it('gets annotations that no name or message can end', () => {
    const folder = folderWith({ 'a,b:c%\n.js': CLIENT });
    const { stdout, status } = runCommand(folder, ['--check', '--github', '.']);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^::error file=a%2Cb%3Ac%25%0A\.js,line=1,col=57,title=sockets-codemod::[^\n]+\n$/,
    );
  });
});

describe('exit codes', () => {
  it.each([
    ['changes', CLIENT, 1],
    ['left', CLIENT, 0],
    ['left', LEFT, 1],
    ['changes', LEFT, 0],
    ['undecided', UNDECIDED, 1],
    ['changes,left', UNDECIDED, 0],
    ['none', CLIENT, 0],
  ])('--fail-on=%s', (reasons, source, code) => {
    const folder = folderWith({ 'a.js': source });
    expect(runCommand(folder, ['--check', `--fail-on=${reasons}`]).status).toBe(code);
  });

  it('is 1 of --check where a person is needed', () => {
    expect(runCommand(folderWith({ 'a.js': LEFT }), ['--check']).status).toBe(1);
    expect(runCommand(folderWith({ 'a.js': UNDECIDED }), ['--check']).status).toBe(0);
  });

  it.each([
    [['c.md'], /^c\.md: not searched: files that end in \.md are not searched/],
    [['empty'], /^empty: not searched: no file in it is searched/],
    [['left-out'], /^left-out: not searched: all files in it are left out/],
    [['--ignore', '*.js', 'a.js'], /^a\.js: not searched: left out by --ignore/],
    [['nowhere/*.js'], /^nowhere\/\*\.js: error: the pattern matches nothing: nowhere: no such file/],
    [['**/*.ts'], /^\*\*\/\*\.ts: error: the pattern matches no file that is searched/],
  ])('is 2 of a run that searches nothing: %j', (args, message) => {
    const folder = folderWith({
      'a.js': CLIENT,
      'c.md': '',
      'empty/x.md': '',
      'left-out/a.js': '',
      'left-out/.gitignore': '*\n',
    });
    const { status, stdout, stderr } = runCommand(folder, args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: 'No file was searched.\n' });
    expect(stderr).toMatch(message);
    expect(runCommand(folder, ['-q', ...args])).toEqual({ status, stdout: '', stderr });
    expect(runCommand(folder, ['--no-error-on-unmatched', ...args]).status).toBe(0);
  });

  it('is 3 of a pattern that matches nothing beside paths that are searched, and 0 of a folder', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'empty/x.md': '' });
    expect(runCommand(folder, ['-n', '-q', 'a.js', '*.ts'])).toMatchObject({
      status: 3,
      stderr: '*.ts: error: the pattern matches no file that is searched (--ext)\n',
    });
    expect(runCommand(folder, ['-n', '--no-error-on-unmatched', 'a.js', '*.ts']).status).toBe(0);
    expect(runCommand(folder, ['-n', 'a.js', 'empty']).status).toBe(0);
  });

  it('is 0 of an empty list', () => {
    expect(runCommand(folderWith({}), ['--files-from', '-']).status).toBe(0);
  });

  it('is 70 of a fault of the command itself, which says what to report', () => {
    const folder = folderWith({
      'a.js': CLIENT,
      'fault.cjs':
        'const { once } = process; process.once = function (...args) { setImmediate(() => { throw new Error("no such day"); }); return once.apply(this, args); };',
    });
    const { status, stderr } = runProgram(folder, process.execPath, [
      '-r',
      './fault.cjs',
      COMMAND,
      '--files-from',
      '-',
    ]);
    expect(status).toBe(70);
    expect(stderr).toMatch(
      /^sockets-codemod: internal error\. No source file was changed\.\nPlease report this, .*Node\.js v/,
    );
  });

  it.each(['18.20.8', '20.18.3', '21.7.3', '22.12.0', '23.9.0'])('is 2 of Node.js %s', (version) => {
    const folder = folderWith({
      'a.js': CLIENT,
      'old.cjs': `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
    });
    const needs = /^sockets-codemod needs Node\.js 20\.19, 22\.13, or 24 or later; this is v[\d.]+\.\n$/;
    expect(runProgram(folder, process.execPath, ['-r', './old.cjs', COMMAND, '.'])).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(needs) as string,
    });
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it.each([
    ['a folder as standard input', 'codemod --stdin < .', 3],
    ['no standard input', 'codemod --files-from - <&-', 0],
    ['a current folder that is gone', 'mkdir x; cd x; rmdir ../x; codemod -n', 2],
  ])('is never 1 by accident: %s', (_, line, code) => {
    const { status, stderr } = shell(folderWith({ 'a.js': '1' }), line);
    expect(status).toBe(code);
    expect(stderr).not.toContain('    at ');
  });
});

describe('the examples of --help', () => {
  it('run as written, with deleted files and from a subfolder', () => {
    const folder = repositoryWith({ 'a.js': '1', 'old.js': '1', 'old.py': '', 'sub/k.js': '1' });
    git(folder, 'branch', '-f', 'main');
    git(folder, 'checkout', '-q', '-B', 'feature', 'main');
    git(folder, 'rm', '-q', 'old.js', 'old.py');
    writeFiles(folder, { 'a.js': CLIENT, 'sub/k.js': CLIENT });
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'work');
    const example = /^ {2}(git diff .*)$/m.exec(runCommand(folder, ['--help']).stdout)?.[1] ?? '';
    const line = example.replace('sockets-codemod', 'codemod');
    expect(shell(join(folder, 'sub'), `${line} -n`)).toMatchObject({ status: 0, stderr: '' });
    expect(shell(join(folder, 'sub'), line).status).toBe(0);
    expect([read(folder, 'a.js'), read(folder, 'sub/k.js')]).toEqual([FIXED, FIXED]);
  });
});
