import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  CLIENT,
  COMMAND,
  FIXED,
  folderWith,
  namesBelow,
  read,
  runCommand,
  runProgram,
  startCommand,
  temporaryFolder,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';
import type { Ended } from '../../tools/built-command.ts';

describe('a file that cannot be written', () => {
  it('is reported, and the others are changed', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': CLIENT, 'sub/c.js': CLIENT });
    chmodSync(join(folder, 'a.js'), 0o444);
    chmodSync(join(folder, 'sub'), 0o555);
    const { status, stdout, stderr } = runCommand(folder, ['.']);
    chmodSync(join(folder, 'sub'), 0o755);
    expect(status).toBe(3);
    expect(stderr).toBe(
      'a.js: error: left as it was: it is read-only\nsub/c.js: error: left as it was: its folder is read-only\n',
    );
    expect(stdout).toContain('Changed 1 file (1 option), 2 failed.');
    expect([read(folder, 'a.js'), read(folder, 'b.js'), read(folder, 'sub/c.js')]).toEqual([
      CLIENT,
      FIXED,
      CLIENT,
    ]);
    expect(namesBelow(folder)).toEqual(['a.js', 'b.js', 'sub', 'sub/c.js']);
  });

  it('stays whole when the disk has no room, and no temporary file stays behind', () => {
    const large = `${CLIENT}//${'x'.repeat(100_000)}\n`;
    const folder = folderWith({ 'a.js': large, 'b.js': CLIENT });
    // The limit on the size of files (in blocks of at most 1 KiB) stops the write in the middle, as a full disk does.
    const script = 'ulimit -f 20 && exec "$0" "$@"';
    const run = (...args: readonly string[]): Ended =>
      runProgram(folder, 'bash', ['--norc', '-c', script, process.execPath, COMMAND, ...args]);
    // The control: what is copied in place is cut off.
    runProgram(folder, 'bash', ['--norc', '-c', 'ulimit -f 20 && cat a.js > cut.txt']);
    expect(read(folder, 'cut.txt').length).toBeLessThan(large.length);
    rmSync(join(folder, 'cut.txt'));
    // There is not even room for the record to undo the run with.
    const refused = run();
    expect(refused.stderr).toMatch(/^a\.js: error: left as it was: nothing is written, because the record /);
    expect([refused.status, read(folder, 'b.js')]).toEqual([3, CLIENT]);
    const { status, stderr } = run('--no-undo');
    expect(stderr).toBe('a.js: error: left as it was: the file would be too large\n');
    expect(status).toBe(3);
    expect([read(folder, 'a.js') === large, read(folder, 'b.js')]).toEqual([true, FIXED]);
    expect(namesBelow(folder)).toEqual(['a.js', 'b.js']);
  });
});

describe('a run that is stopped', () => {
  const COUNT = 12;
  const names = Array.from({ length: COUNT }, (_, index) => `f${String(index)}.js`);
  const reset = (folder: string): void => {
    writeFiles(folder, Object.fromEntries(names.map((name) => [name, CLIENT])));
  };

  /** Runs and kills, some times, in a folder of its own. */
  async function killAtRandom(times: number): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), 'sockets-codemod-kill-'));
    reset(folder);
    const start = performance.now();
    runCommand(folder, ['.']);
    const duration = performance.now() - start;
    for (let kill = 0; kill < times; kill += 1) {
      reset(folder);
      const child = startCommand(folder, ['.']);
      const ended = once(child, 'exit');
      await delay(duration * 1.2 * Math.random());
      child.kill('SIGKILL');
      await ended;
      const contents = names.map((name) => read(folder, name));
      expect(contents.filter((text) => text !== CLIENT && text !== FIXED)).toEqual([]);
    }
    expect(runCommand(folder, ['.']).status).toBe(0);
    expect(names.map((name) => read(folder, name))).toEqual(names.map(() => FIXED));
    // What the last kill may have left was beside a file that is done now.
    expect(namesBelow(folder).filter((name) => !names.includes(name))).toEqual([]);
    rmSync(folder, { recursive: true });
  }

  it('leaves half a file behind where it writes in place', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    const half = `fs.writeFileSync('a.js', ${JSON.stringify(FIXED.slice(0, 40))}); process.kill(process.pid, 'SIGKILL');`;
    expect(runProgram(folder, process.execPath, ['-e', half]).status).toBe(null);
    expect([CLIENT, FIXED]).not.toContain(read(folder, 'a.js'));
  });

  it('leaves each file old or new after kill -9 at any moment, and the next run finishes the job', async () => {
    await Promise.all([1, 2, 3, 4].map(() => killAtRandom(50)));
  }, 600_000);

  it('leaves each file old or new when it is killed before any of its system calls', () => {
    // Kills the process in front of the nth call of a function that changes the file system.
    const killer = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      let left = Number(process.env.KILL_BEFORE);
      for (const name of ['openSync', 'writeSync', 'fchmodSync', 'fsyncSync', 'closeSync', 'renameSync', 'rmSync']) {
        const original = fs[name];
        fs[name] = (...args) => {
          if (String(args[0]).includes('.tmp') || (typeof args[0] === 'number' && globalThis.isWriting)) {
            if (left === 0) process.kill(process.pid, 'SIGKILL');
            left -= 1;
          }
          globalThis.isWriting ||= String(args[0]).includes('.tmp');
          return original(...args);
        };
      }
      syncBuiltinESMExports();
    `;
    const folder = temporaryFolder();
    writeFiles(folder, { 'killer.mjs': killer });
    const hook = `--import=${join(folder, 'killer.mjs')}`;
    const states: string[] = [];
    for (let calls = 0; ; calls += 1) {
      writeFiles(folder, { 'src/a.js': CLIENT, 'src/b.js': CLIENT });
      const { status } = runCommand(folder, ['src'], {
        env: { NODE_OPTIONS: hook, KILL_BEFORE: String(calls) },
      });
      const contents = ['src/a.js', 'src/b.js'].map((name) => read(folder, name));
      states.push(
        contents.map((text) => (text === CLIENT ? 'old' : text === FIXED ? 'new' : 'broken')).join(' '),
      );
      if (status !== null) {
        expect(status).toBe(0);
        break;
      }
      runCommand(folder, ['src']);
      expect(namesBelow(join(folder, 'src'))).toEqual(['a.js', 'b.js']);
      expect([read(folder, 'src/a.js'), read(folder, 'src/b.js')]).toEqual([FIXED, FIXED]);
    }
    expect(new Set(states)).toEqual(new Set(['old old', 'new old', 'new new']));
    expect(states.length).toBeGreaterThan(10);
  }, 120_000);

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)(
    'stops between two files on %s, and says what was done',
    async (signal, code) => {
      const folder = temporaryFolder();
      const many = Array.from({ length: 1500 }, (_, index) => `f${String(index)}.js`);
      writeFiles(folder, Object.fromEntries(many.map((name) => [name, CLIENT])));
      const child = startCommand(folder, ['.', '--json=report.json']);
      let stdout = '';
      child.stdout.on('data', (text: Buffer) => {
        stdout += text.toString();
      });
      const ended = once(child, 'exit');
      while (!namesBelow(folder).some((name) => name.endsWith('.js') && read(folder, name) === FIXED)) {
        await delay(5);
      }
      child.kill(signal);
      expect(await ended).toEqual([code, null]);
      const fixed = many.filter((name) => read(folder, name) === FIXED).length;
      expect(fixed).toBeLessThan(many.length);
      expect(stdout).toContain('Interrupted');
      expect(stdout).toContain(`Changed ${String(fixed)} file`);
      expect(JSON.parse(read(folder, 'report.json'))).toMatchObject({ interrupted: true, exitCode: code });
      expect(namesBelow(folder)).toHaveLength(many.length + 1);
    },
    60_000,
  );
});

describe('others at work in the same files', () => {
  it('does not harm a second run', async () => {
    const folder = temporaryFolder();
    const many = Array.from({ length: 200 }, (_, index) => `f${String(index)}.js`);
    writeFiles(folder, Object.fromEntries(many.map((name) => [name, CLIENT])));
    const codes = await Promise.all(
      [1, 2, 3].map(async () => {
        const child = startCommand(folder, ['.']);
        const [code] = (await once(child, 'exit')) as [number];
        return code;
      }),
    );
    expect(codes).toEqual([0, 0, 0]);
    expect(many.filter((name) => read(folder, name) !== FIXED)).toEqual([]);
    expect(namesBelow(folder)).toHaveLength(many.length);
  }, 60_000);

  it('looks again at a file that is saved in the middle of any look at it', () => {
    // Puts the same text in the place of the file, between the nth time it is opened by its bare name and the look before.
    const saver = `
      import fs from 'node:fs';
      import { syncBuiltinESMExports } from 'node:module';
      const { openSync } = fs;
      let left = Number(process.env.SAVE_BEFORE);
      fs.openSync = (...args) => {
        if (args[0] === 'a.js' && left-- === 0) {
          fs.copyFileSync('a.js', '../saved.js');
          fs.renameSync('../saved.js', 'a.js');
        }
        return openSync(...args);
      };
      process.on('exit', () => {
        if (left < 0) fs.writeFileSync(process.env.SAVED, '');
      });
      syncBuiltinESMExports();
    `;
    const folder = temporaryFolder();
    writeFiles(folder, { 'saver.mjs': saver });
    const saved = join(folder, 'saved');
    let saves = 0;
    for (; ; saves += 1) {
      rmSync(saved, { force: true });
      writeFiles(folder, { 'src/a.js': CLIENT });
      const { status, stderr } = runCommand(folder, ['src'], {
        env: {
          NODE_OPTIONS: `--import=${join(folder, 'saver.mjs')}`,
          SAVE_BEFORE: String(saves),
          SAVED: saved,
        },
      });
      expect([stderr, status, read(folder, 'src/a.js')]).toEqual(['', 0, FIXED]);
      if (!existsSync(saved)) {
        break;
      }
    }
    expect(saves).toBeGreaterThanOrEqual(2);
  }, 60_000);

  it('overwrites no file that changed since it was read, and reports one that vanished', async () => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': CLIENT, 'c.js': CLIENT });
    // Between the search and the answers the files are open to others.
    const child = startCommand(folder, ['--interactive', '.']);
    child.stdin.write('y\ny\n');
    let stdout = '';
    for await (const text of child.stdout) {
      stdout += String(text);
      if (stdout.includes('(3/3)')) {
        break;
      }
    }
    writeFileSync(join(folder, 'a.js'), `${CLIENT}// mine\n`);
    rmSync(join(folder, 'b.js'));
    child.stdin.end('y\n');
    const ended = once(child, 'exit');
    let stderr = '';
    child.stderr.on('data', (text: Buffer) => {
      stderr += text.toString();
    });
    expect(await ended).toEqual([3, null]);
    expect(stderr).toContain('a.js: error: left as it was: it was changed by another program\n');
    expect(stderr).toContain('b.js: error: left as it was: no such file or folder\n');
    expect([read(folder, 'a.js'), read(folder, 'c.js')]).toEqual([`${CLIENT}// mine\n`, FIXED]);
    expect(namesBelow(folder)).toEqual(['a.js', 'c.js']);
  });
});
