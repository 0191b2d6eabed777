import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderAccess } from '../../../codemods/cli/files/folder-access.ts';
import { NotReplaced } from '../../../codemods/cli/writing/not-replaced.ts';
import { FileReplacer } from '../../../codemods/cli/writing/replace-files.ts';
import { folderWith, makeFifo, namesBelow, read, temporaryFolder } from '../../tools/built-command.ts';

async function replaceFile(path: string, make: (now: Buffer) => Buffer | undefined): Promise<boolean> {
  const access = new FolderAccess();
  access.addRoot(dirname(path));
  let result: unknown;
  await new FileReplacer(access, 1000).replace(
    [{ path, make }],
    () => Promise.resolve(false),
    (_, reached) => {
      result = reached;
    },
  );
  if (result instanceof NotReplaced) {
    throw result;
  }
  return result === 'replaced';
}

/** Replaces a file as one would write it without thinking of others: the control. */
function replacePlainly(path: string, make: (now: Buffer) => Buffer): void {
  const { mode } = statSync(path);
  const after = make(readFileSync(path));
  writeFileSync(`${path}.tmp`, after);
  chmodSync(`${path}.tmp`, mode);
  renameSync(`${path}.tmp`, path);
}

/** Turns the file to `new`. */
function replace(folder: string, name = 'a.js'): Promise<boolean> {
  return replaceFile(join(folder, name), () => Buffer.from('new'));
}

describe('FileReplacer', () => {
  it('replaces the contents', async () => {
    const folder = folderWith({ 'a.js': 'old' });
    const seen: string[] = [];
    const isReplaced = await replaceFile(join(folder, 'a.js'), (now) => {
      seen.push(now.toString());
      return Buffer.from('new');
    });
    expect({ isReplaced, seen, now: read(folder, 'a.js') }).toEqual({
      isReplaced: true,
      seen: ['old'],
      now: 'new',
    });
    expect(namesBelow(folder)).toEqual(['a.js']);
  });

  it('leaves the file when there is nothing to put in its place', async () => {
    const folder = folderWith({ 'a.js': 'old' });
    const { ino, mtimeMs } = statSync(join(folder, 'a.js'));
    expect(await replaceFile(join(folder, 'a.js'), () => undefined)).toBe(false);
    expect(statSync(join(folder, 'a.js'))).toMatchObject({ ino, mtimeMs });
  });

  it.each([0o600, 0o755, 0o1644, 0o222 | 0o400])('keeps the mode %o', async (mode) => {
    const folder = folderWith({ 'a.js': 'old' });
    chmodSync(join(folder, 'a.js'), mode);
    await replace(folder);
    expect(statSync(join(folder, 'a.js')).mode & 0o7777).toBe(mode);
  });

  it.runIf(process.getuid?.() === 0)('keeps owner and group', async () => {
    const folder = folderWith({ 'a.js': 'old' });
    chownSync(join(folder, 'a.js'), 1234, 4321);
    await replace(folder);
    expect(statSync(join(folder, 'a.js'))).toMatchObject({ uid: 1234, gid: 4321 });
  });

  it('leaves a file with other names, which would show something else', async () => {
    const folder = folderWith({ 'a.js': 'old' });
    linkSync(join(folder, 'a.js'), join(folder, 'store'));
    writeFileSync(join(folder, 'control.js'), 'old');
    linkSync(join(folder, 'control.js'), join(folder, 'control'));
    replacePlainly(join(folder, 'control.js'), () => Buffer.from('new'));
    expect([read(folder, 'control.js'), read(folder, 'control')]).toEqual(['new', 'old']);
    await expect(replace(folder)).rejects.toThrow(/^it has 2 names \(hard links\)/);
    expect([read(folder, 'a.js'), read(folder, 'store')]).toEqual(['old', 'old']);
  });

  it.each([0o4755, 0o2755])('leaves a file that gives rights to whoever runs it: %o', async (mode) => {
    const folder = folderWith({ 'a.js': 'old', 'control.js': 'old' });
    for (const name of ['a.js', 'control.js']) {
      chmodSync(join(folder, name), mode);
    }
    // Whoever runs it now runs something else with the rights of its owner.
    replacePlainly(join(folder, 'control.js'), () => Buffer.from('new'));
    expect([read(folder, 'control.js'), statSync(join(folder, 'control.js')).mode & 0o7777]).toEqual([
      'new',
      mode,
    ]);
    await expect(replace(folder)).rejects.toThrow(/setuid or setgid/);
    expect(statSync(join(folder, 'a.js')).mode & 0o7777).toBe(mode);
  });

  it.each<readonly [string, (file: string) => void, RegExp]>([
    [
      'is read-only',
      (file) => {
        chmodSync(file, 0o444);
      },
      /^it is read-only$/,
    ],
    [
      'lies in a read-only folder',
      (file) => {
        chmodSync(join(file, '..'), 0o555);
      },
      /^its folder is read-only$/,
    ],
    [
      'is gone',
      (file) => {
        rmSync(file);
      },
      /^no such file or folder$/,
    ],
    [
      'is a folder now',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      /^it is not a regular file any more$/,
    ],
    [
      'is a link now',
      (file) => {
        rmSync(file);
        symlinkSync('elsewhere', file);
      },
      /^it is not a regular file/,
    ],
    [
      'is a FIFO now',
      (file) => {
        rmSync(file);
        makeFifo(file);
      },
      /^it is not a regular file/,
    ],
  ])('refuses when the file %s', async (_, change, message) => {
    const folder = folderWith({ 'sub/a.js': 'old' });
    change(join(folder, 'sub/a.js'));
    await expect(replace(folder, 'sub/a.js')).rejects.toThrow(NotReplaced);
    await expect(replace(folder, 'sub/a.js')).rejects.toThrow(message);
    expect(readdirSync(join(folder, 'sub')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    chmodSync(join(folder, 'sub'), 0o755);
  });

  it.each<readonly [string, (file: string) => void]>([
    [
      'writes to it',
      (file) => {
        writeFileSync(file, 'other');
      },
    ],
    [
      'replaces it',
      (file) => {
        writeFileSync(`${file}.2`, 'old');
        renameSync(`${file}.2`, file);
      },
    ],
    [
      'removes it',
      (file) => {
        rmSync(file);
      },
    ],
  ])(
    'refuses when somebody %s while it is being edited, whose work is lost otherwise',
    async (_, interfere) => {
      const folder = folderWith({ 'a.js': 'old', 'control/a.js': 'old' });
      const control = join(folder, 'control/a.js');
      replacePlainly(control, () => {
        interfere(control);
        return Buffer.from('new');
      });
      expect(read(folder, 'control/a.js')).toBe('new');
      rmSync(join(folder, 'control'), { recursive: true });
      await expect(
        replaceFile(join(folder, 'a.js'), () => {
          interfere(join(folder, 'a.js'));
          return Buffer.from('new');
        }),
      ).rejects.toThrow(NotReplaced);
      expect(readdirSync(folder).filter((name) => name !== 'a.js')).toEqual([]);
      expect(readdirSync(folder).map((name) => read(folder, name))).not.toContain('new');
    },
  );

  it('removes what a killed run has left, and not what a living one writes', async () => {
    const folder = folderWith({ 'a.js': 'old' });
    // No process has a number as high (Linux: at most 2^22).
    const dead = '.99999999-0.sockets-codemod.tmp';
    const alive = `.${String(process.ppid)}-0.sockets-codemod.tmp`;
    const foreign = '.b.js.99999999.tmp';
    for (const name of [dead, alive, foreign]) {
      writeFileSync(join(folder, name), '');
    }
    await replace(folder);
    expect(readdirSync(folder).sort()).toEqual([alive, foreign, 'a.js'].sort());
  });

  it('works in a folder with a long name, on a file with a long name', async () => {
    const folder = temporaryFolder();
    const name = `${'n'.repeat(252)}.js`;
    writeFileSync(join(folder, name), 'old');
    await replace(folder, name);
    expect(read(folder, name)).toBe('new');
    expect(lstatSync(join(folder, name)).isFile()).toBe(true);
  });
});
