import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  COMMAND,
  FIXED,
  PROJECT,
  folderWith,
  makeFifo,
  read,
  runCommand,
  runProgram,
  startCommand,
  waits,
} from '../../tools/built-command.ts';
import type { Ended } from '../../tools/built-command.ts';

/** Overflows the native stack of the parser, whatever size of stack a system gives. */
const DEEP = `${CLIENT}x = 1${' + a'.repeat(400_000)};\n`;

describe('a source on which the parser crashes', () => {
  it('ends a process in which it is parsed', () => {
    const script = `require('oxc-parser').parseSync('a.js', ${JSON.stringify(CLIENT)} + 'x = 1' + ' + a'.repeat(400000))`;
    const { signal } = spawnSync(process.execPath, ['-e', script], { cwd: PROJECT });
    expect(signal).toBe('SIGSEGV');
  });

  it.each(['1', '2'])('fails by name, and no other with it, by %s processes', (processes) => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': DEEP, 'c.js': CLIENT, 'd.js': DEEP, 'e.js': CLIENT });
    const { status, stdout, stderr } = runCommand(folder, ['--concurrency', processes, '.']);
    expect(status).toBe(3);
    expect(stderr).toMatch(
      /^b\.js: error: cannot be analysed: it is nested too deeply .*\nd\.js: error: .*\n$/,
    );
    expect(stdout).toContain('Changed 3 files (3 options), 2 failed.');
    expect([read(folder, 'a.js'), read(folder, 'c.js'), read(folder, 'e.js')]).toEqual([FIXED, FIXED, FIXED]);
    expect(read(folder, 'b.js')).toBe(DEEP);
  });

  it.each(['1', '2'])(
    'is left out for those that import it, and fails none of them, by %s processes',
    (processes) => {
      const importing = "require('./deep').open({ type: 'udp4', reuseAddr: true }).send('x', 53);\n";
      const files = { 'a.js': CLIENT, 'b.js': importing, 'c.js': importing, 'z/d.js': CLIENT };
      const folder = folderWith({
        ...files,
        'package.json': '{ "name": "app" }',
        'deep.js': `exports.open = (options) => options;\nx = 1${' + a'.repeat(400_000)};\n`,
      });
      const { status, stdout, stderr } = runCommand(folder, [
        '--concurrency',
        processes,
        '--list-undecided',
        '.',
      ]);
      expect({ status, stderr }).toEqual({
        status: 0,
        stderr: expect.stringMatching(
          /^deep\.js: warning: is not read for the files around it: .*\n$/,
        ) as string,
      });
      expect(stdout).toContain('Changed 2 files (2 options), 2 undecided');
      expect([read(folder, 'a.js'), read(folder, 'z/d.js')]).toEqual([FIXED, FIXED]);
    },
  );

  it('passes through a pipe unchanged', () => {
    const { status, stdout } = runCommand(folderWith({}), ['--stdin'], { input: DEEP });
    expect({ status, isSame: stdout === DEEP }).toEqual({ status: 3, isSame: true });
  });
});

describe('a megabyte of line ends', () => {
  const LINE_ENDS = '\n'.repeat(1_000_000);

  it('keeps nothing from being judged with the files around it', () => {
    const folder = folderWith({
      'package.json': '{ "name": "app", "private": true, "main": "app.js" }',
      'client.js': "module.exports = require('dgram').createSocket({ type: 'udp4', reuseAddr: true });\n",
      'app.js': `${LINE_ENDS}require('./client').send('x', 53);\n`,
      'bin/www': `${LINE_ENDS}no program`,
    });
    const { status, stdout, stderr } = runCommand(folder, ['client.js']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('Changed 1 file (1 option).');
  });
});

describe('a source that is too large', () => {
  it('takes its parser more memory than there is', () => {
    const script = `require('oxc-parser').parseSync('a.js', 'f(a, [b]);'.repeat(60000)).program`;
    const small = ['--max-old-space-size=40', '-e', script];
    expect(spawnSync(process.execPath, small, { cwd: PROJECT }).signal).toBe('SIGABRT');
  });

  it('is not parsed, and fails by name', () => {
    const folder = folderWith({ 'a.js': `${CLIENT}//${'x'.repeat(5 << 20)}\n`, 'b.js': CLIENT });
    expect(runCommand(folder, ['.'])).toMatchObject({
      status: 3,
      stderr: 'a.js: error: is larger than 5 MiB\n',
    });
    expect(read(folder, 'b.js')).toBe(FIXED);
  });
});

describe('more large files than may be open at once', () => {
  it('are searched, every one', () => {
    const folder = folderWith({ 'z.js': CLIENT });
    for (let index = 0; index < 150; index += 1) {
      writeFileSync(join(folder, `${String(index)}.js`), '');
      truncateSync(join(folder, `${String(index)}.js`), 1 << 20);
    }
    const runLimited = (...args: readonly string[]): Ended =>
      runProgram(folder, 'sh', ['-c', 'ulimit -n 100 && exec "$@"', 'sh', process.execPath, ...args]);
    const openAll = "fs.readdirSync('.').map((name) => fs.openSync(name))";
    expect(runLimited('-e', openAll).stderr).toContain('EMFILE');
    const { status, stderr } = runLimited(COMMAND, '.');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(read(folder, 'z.js')).toBe(FIXED);
  });
});

describe('the processes that parse', () => {
  it('end when the command is killed, which others do not', async () => {
    const plain = spawn('sh', ['-c', 'sleep 10 & wait']);
    await once(plain, 'spawn');
    const [orphan = 0] = await waitForChildren(plain.pid ?? 0);
    plain.kill('SIGKILL');
    await once(plain, 'exit');
    expect(isRunning(orphan)).toBe(true);
    process.kill(orphan);

    const folder = folderWith({ 'a.js': CLIENT });
    const child = startCommand(folder, ['--interactive', '.']);
    for await (const text of child.stdout) {
      if (String(text).includes('Make this change')) {
        break;
      }
    }
    const processes = getChildren(child.pid ?? 0);
    expect(processes.length).toBeGreaterThan(0);
    child.kill('SIGKILL');
    for (let tries = 0; tries < 100 && processes.some(isRunning); tries += 1) {
      await delay(50);
    }
    expect(processes.filter(isRunning)).toEqual([]);
  });

  it('outlive Ctrl-C, which a terminal sends to all, so that no file is said to have crashed', async () => {
    const folder = folderWith({ 'a.js': CLIENT });
    const child = startCommand(folder, ['--interactive', '.']);
    let stdout = '';
    for await (const text of child.stdout) {
      stdout += String(text);
      if (stdout.includes('Make this change')) {
        break;
      }
    }
    const plain = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 10000)']);
    await once(plain, 'spawn');
    plain.kill('SIGINT');
    expect(await once(plain, 'exit')).toEqual([null, 'SIGINT']);
    const [parser = 0] = getChildren(child.pid ?? 0);
    process.kill(parser, 'SIGINT');
    await delay(200);
    expect(isRunning(parser)).toBe(true);
    child.stdin.end('y\n');
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect(code).toBe(0);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });
});

function getChildren(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' });
  return stdout.split('\n').flatMap((line) => (line.trim() === '' ? [] : [Number(line)]));
}

async function waitForChildren(pid: number): Promise<number[]> {
  for (;;) {
    const children = getChildren(pid);
    if (children.length > 0) {
      return children;
    }
    await delay(10);
  }
}

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout);
}

describe('configuration around a file that ends the reading of it', () => {
  it('leaves the file judged by itself, which is said', () => {
    const depth = 100_000;
    const nested = `{ "name": "app", "imports": ${'{"#a":'.repeat(depth)}1${'}'.repeat(depth)} }`;
    const folder = folderWith({ 'package.json': nested, 'a.js': CLIENT });
    // The control: what goes down by calls does not come back.
    expect(() => JSON.stringify(JSON.parse(nested))).toThrow(RangeError);
    const { status, stderr } = runCommand(folder, ['.']);
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: expect.stringMatching(
        /^a\.js: warning: is judged without the files around it: .*\n$/,
      ) as string,
    });
    expect(read(folder, 'a.js')).toBe(FIXED);
  });
});

describe('.gitignore', () => {
  it('may be no file, endless or hostile, and the search ends', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'sub/b.js': CLIENT, 'deep/x.js': CLIENT });
    makeFifo(join(folder, 'sub/.gitignore'));
    expect(waits(folder, 'cat', 'sub/.gitignore')).toBe(true);
    const stars = `${'**/a/'.repeat(30)}b\n${'*a'.repeat(60)}b\n${'x'.repeat(100_000)}\n[z-a\n\\\n!\n/\n`;
    writeFileSync(join(folder, '.gitignore'), stars);
    const long = `${'a/'.repeat(60)}${'a'.repeat(200)}.js`;
    spawnSync('mkdir', ['-p', join(folder, long, '..')]);
    writeFileSync(join(folder, long), CLIENT);
    const asRegularExpression = `/^${'.*a'.repeat(60)}b$/.test('${'a'.repeat(200)}.js')`;
    expect(waits(folder, process.execPath, '-e', asRegularExpression)).toBe(true);
    const { status, stderr, stdout } = runCommand(folder, ['-n', '.']);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'sub/.gitignore: error: is no regular file, and is not heeded\n',
    });
    expect(stdout).toContain('Would change 4 files');
  });
});
