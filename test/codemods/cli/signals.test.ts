import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  folderWith,
  makeFifo,
  read,
  repositoryWith,
  runCommand,
  startCommand,
  waits,
} from '../../tools/built-command.ts';

/** Sends the process SIGINT by itself, at the call of a function of `node:fs` that an environment variable names. */
const INTERRUPT = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const [name, left] = process.env.INTERRUPT_AT.split(' ');
  const original = fs[name];
  let calls = Number(left);
  fs[name] = (...args) => {
    calls -= 1;
    if (calls === 0) process.kill(process.pid, 'SIGINT');
    return original(...args);
  };
  syncBuiltinESMExports();
`;

interface Interrupted {
  readonly status: number | null;
  readonly stdout: string;
}

/** Runs the command, and interrupts it at a call. */
function interruptAt(folder: string, call: string, args: readonly string[], input = ''): Interrupted {
  const hook = folderWith({ 'interrupt.mjs': INTERRUPT });
  const env = { NODE_OPTIONS: `--import=${join(hook, 'interrupt.mjs')}`, INTERRUPT_AT: call };
  return runCommand(folder, args, { env, input });
}

const many = (count: number, contents: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`f${String(index)}.js`, contents]));

describe('a signal', () => {
  it('is not heard by a loop that does not look for it', () => {
    const loop =
      "process.on('SIGINT', () => process.exit(130)); process.kill(process.pid, 'SIGINT'); for (;;) fs.statSync('.');";
    expect(waits(folderWith({}), process.execPath, '-e', loop)).toBe(true);
  });

  it('is heard in the middle of a folder with many files', () => {
    const count = 20_000;
    const folder = folderWith(many(count, '1;\n'));
    const { status, stdout } = interruptAt(folder, 'openSync 100', ['--json', '-n', '.']);
    expect(status).toBe(130);
    const report = JSON.parse(stdout) as { interrupted: boolean; summary: { searched: number } };
    expect(report.interrupted).toBe(true);
    expect(report.summary.searched).toBeLessThan(count);
  });

  it('is heard in the middle of a long list', () => {
    const list = 'nowhere.js\n'.repeat(50_000);
    const { status, stdout } = interruptAt(
      folderWith({}),
      'realpathSync 100',
      ['-n', '--files-from=-'],
      list,
    );
    expect(status).toBe(130);
    expect(Number(/(\d+) of the list not there/.exec(stdout)?.[1])).toBeLessThan(50_000);
  });

  it('is heard while the files are looked at before the first is written, so that none is', () => {
    const folder = folderWith(many(60, CLIENT));
    const { status, stdout } = interruptAt(folder, 'rmdirSync 2', ['.']);
    expect({ status, stdout }).toEqual({
      status: 130,
      stdout:
        'Interrupted: what is listed above is all that was done.\nNothing changed, 60 files unchanged.\n',
    });
    expect(read(folder, 'f0.js')).toBe(CLIENT);
  });

  it('is heard between two files of a group, and leaves no temporary file', () => {
    const folder = folderWith(many(20, CLIENT));
    const { status, stdout } = interruptAt(folder, 'renameSync 4', ['.']);
    expect(status).toBe(130);
    // The record to undo the run with is renamed, too.
    expect(stdout).toContain('Changed 3 files (3 options), 17 files unchanged.\n');
    expect(spawnSync('ls', ['-A', folder], { encoding: 'utf8' }).stdout).not.toContain('.tmp');
  });

  it('is heard while git waits for what never comes', async () => {
    const folder = repositoryWith({ 'a.js': CLIENT, '.gitignore': 'left-out\n', 'left-out/x.js': '' });
    const head = join(folder, '.git', read(folder, '.git/HEAD').replace(/^ref: |\n$/g, ''));
    rmSync(head);
    makeFifo(head);
    expect(waits(folder, 'git', 'rev-parse', 'HEAD')).toBe(true);
    const child = startCommand(folder, ['.']);
    const ended = once(child, 'exit');
    await waitForChild(child.pid ?? 0, 'git');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it('is heard while a report waits for somebody to read a pipe, and the run is reported', async () => {
    const folder = folderWith({ 'a.js': CLIENT });
    makeFifo(join(folder, 'pipe'));
    expect(waits(folder, 'cp', 'a.js', 'pipe')).toBe(true);
    const child = startCommand(folder, ['-n', '--stat', '--json=pipe', '.']);
    const ended = once(child, 'exit');
    const err = toText(child.stderr);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
    expect(await err).toContain('pipe: error: no such device or address\n');
    expect(await err).toContain('Would change 1 file (1 option).\n');
  });

  it('is heard while nobody reads the output', async () => {
    // More than a pipe holds.
    const folder = folderWith(many(600, CLIENT));
    const child = startCommand(folder, ['--diff', '.']);
    const ended = once(child, 'exit');
    await new Promise((resolve) => child.stdout.once('readable', resolve));
    child.kill('SIGTERM');
    expect(await ended).toEqual([143, null]);
  });
});

async function toText(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const piece of stream) {
    text += String(piece);
  }
  return text;
}

/** Waits until a process has started a program. */
async function waitForChild(pid: number, program: string): Promise<void> {
  for (;;) {
    const { stdout } = spawnSync('ps', ['-o', 'comm=', '--ppid', String(pid)], { encoding: 'utf8' });
    if (stdout.split('\n').some((name) => name.startsWith(program))) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
