import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyWithAttributes } from '../../../codemods/cli/writing/attributes.ts';
import { NotReplaced } from '../../../codemods/cli/writing/not-replaced.ts';
import { CLIENT, FIXED, folderWith, namesBelow, read, runCommand } from '../../tools/built-command.ts';
import { HAS_ATTRIBUTES, getAttribute, setAttribute, toAcl } from '../extended-attributes.ts';

const IS_ROOT = process.getuid?.() === 0;

/** The owner and one other user may read and write; the group may not, though the mask lets it seem so. */
const ACL = toAcl([
  { tag: 'owner', permissions: 6 },
  { tag: 'user', permissions: 6, id: 1234 },
  { tag: 'group', permissions: 0 },
  { tag: 'mask', permissions: 6 },
  { tag: 'other', permissions: 0 },
]);

describe.runIf(HAS_ATTRIBUTES)('a changed file', () => {
  it('keeps its access control list and its extended attributes', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'control.js': CLIENT });
    const file = join(folder, 'a.js');
    // The second has a name that could be taken for what a program says of an option that it does not know.
    for (const path of [file, join(folder, 'control.js')]) {
      setAttribute(path, 'system.posix_acl_access', ACL);
      setAttribute(path, 'user.unknown.usage', Buffer.from('kept'));
    }
    expect(runCommand(folder, ['a.js']).status).toBe(0);
    expect(read(folder, 'a.js')).toBe(FIXED);
    expect(getAttribute(file, 'system.posix_acl_access')).toEqual(ACL);
    expect(getAttribute(file, 'user.unknown.usage')?.toString()).toBe('kept');
    // The control: what replaces a file without asking for them loses both.
    writeFileSync(join(folder, 'new'), FIXED);
    renameSync(join(folder, 'new'), join(folder, 'control.js'));
    expect(getAttribute(join(folder, 'control.js'), 'system.posix_acl_access')).toBeUndefined();
  });

  it('gives nobody a right that its folder gives to new files', () => {
    const folder = folderWith({ 'sub/a.js': CLIENT });
    chmodSync(join(folder, 'sub/a.js'), 0o640);
    setAttribute(join(folder, 'sub'), 'system.posix_acl_default', ACL);
    writeFileSync(join(folder, 'sub/control'), '');
    expect(getAttribute(join(folder, 'sub/control'), 'system.posix_acl_access')).toBeDefined();
    expect(runCommand(folder, ['sub']).status).toBe(0);
    expect(getAttribute(join(folder, 'sub/a.js'), 'system.posix_acl_access')).toBeUndefined();
    expect(statSync(join(folder, 'sub/a.js')).mode & 0o777).toBe(0o640);
  });

  it.runIf(IS_ROOT)('is left where it has the capabilities of a program', () => {
    const folder = folderWith({ 'a.js': CLIENT, control: CLIENT });
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
    for (const name of ['a.js', 'control']) {
      setAttribute(join(folder, name), 'security.capability', capability);
    }
    // The control: writing to the file takes it away.
    writeFileSync(join(folder, 'control'), FIXED);
    expect(getAttribute(join(folder, 'control'), 'security.capability')).toBeUndefined();
    rmSync(join(folder, 'control'));
    const { status, stderr } = runCommand(folder, ['.']);
    expect({ status, stderr }).toEqual({
      status: 3,
      stderr: 'a.js: error: left as it was: its attribute security.capability cannot be kept\n',
    });
    expect(getAttribute(join(folder, 'a.js'), 'security.capability')).toEqual(capability);
    expect(namesBelow(folder)).toEqual(['a.js']);
  });
});

describe.runIf(process.platform === 'linux')('where the attributes cannot be copied', () => {
  /** A folder with programs that are found before those of the system. */
  function programsWith(programs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const folder = folderWith(programs);
    for (const name of Object.keys(programs)) {
      chmodSync(join(folder, name), 0o755);
    }
    return { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  }

  const copyThat = (ends: string): string =>
    `#!/bin/sh\ncase $1 in --version) echo coreutils;; *) ${ends};; esac\n`;

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['the program fails', { cp: copyThat('exit 1') }],
    ['the program is killed', { cp: copyThat('kill -9 $$') }],
    ['what starts it fails', { cp: copyThat('exit 0'), sh: '#!/nowhere\n' }],
  ])('the files are left when %s', (_, programs) => {
    const folder = folderWith({ 'a.js': CLIENT });
    expect(runCommand(folder, ['.'], { env: programsWith(programs) })).toMatchObject({
      status: 3,
      stderr: 'a.js: error: left as it was: its attributes cannot be kept\n',
    });
    expect(read(folder, 'a.js')).toBe(CLIENT);
    expect(namesBelow(folder)).toEqual(['a.js']);
  });

  it('mode and owner are kept where the program knows nothing else', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    chmodSync(join(folder, 'a.js'), 0o705);
    const env = programsWith({ cp: '#!/bin/sh\necho BusyBox\nexit 1\n' });
    expect(runCommand(folder, ['.'], { env }).status).toBe(0);
    expect(statSync(join(folder, 'a.js')).mode & 0o777).toBe(0o705);
  });
});

describe.runIf(IS_ROOT && canBeImmutable())('files and folders that are immutable or append-only', () => {
  it('are left, each with a message, and no temporary file stays', () => {
    const folder = folderWith({
      'i.js': CLIENT,
      'a.js': CLIENT,
      'di/x.js': CLIENT,
      'da/x.js': CLIENT,
      'z.js': CLIENT,
    });
    chattr(folder, '+i', 'i.js', 'di');
    chattr(folder, '+a', 'a.js', 'da');
    // The control: into a folder that is append-only a file can be written, and never be taken away or renamed.
    writeFileSync(join(folder, 'da/control'), '');
    expect(() => {
      unlinkSync(join(folder, 'da/control'));
    }).toThrow('EPERM');
    const { status, stdout, stderr } = runCommand(folder, ['.']);
    const names = namesBelow(folder);
    chattr(folder, '-i', 'i.js', 'di');
    chattr(folder, '-a', 'a.js', 'da');
    expect(status).toBe(3);
    expect(
      stderr.match(/^\S+: error: left as it was: operation not permitted: it or its folder is immutable/gm),
    ).toHaveLength(4);
    expect(stdout).toContain('Changed 1 file (1 option), 4 failed.');
    expect(names).toEqual(['a.js', 'da', 'da/control', 'da/x.js', 'di', 'di/x.js', 'i.js', 'z.js']);
    expect([read(folder, 'z.js'), read(folder, 'da/x.js'), read(folder, 'i.js')]).toEqual([
      FIXED,
      CLIENT,
      CLIENT,
    ]);
  });
});

describe('copyWithAttributes', () => {
  it('makes a file a copy of another one of the working folder, with its mode and times', () => {
    const folder = folderWith({ '-x.js': 'old', new: '' });
    chmodSync(join(folder, '-x.js'), 0o751);
    const before = process.cwd();
    process.chdir(folder);
    try {
      copyWithAttributes('-x.js', 'new');
      expect(() => {
        copyWithAttributes('nowhere', 'new');
      }).toThrow(NotReplaced);
    } finally {
      process.chdir(before);
    }
    expect(readFileSync(join(folder, 'new'), 'utf8')).toBe('old');
    const [from, to] = ['-x.js', 'new'].map((name) => statSync(join(folder, name)));
    expect(to).toMatchObject({ mode: from?.mode, mtimeMs: from?.mtimeMs });
  });
});

function chattr(folder: string, ...args: readonly string[]): void {
  const { status } = spawnSync('chattr', args, { cwd: folder });
  expect(status).toBe(0);
}

/** Some file systems, and containers without the right for it, have no such flags. */
function canBeImmutable(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'sockets-codemod-flags-'));
  const { status } = spawnSync('chattr', ['+i', folder]);
  spawnSync('chattr', ['-i', folder]);
  rmSync(folder, { recursive: true });
  return status === 0;
}
