import {
  chmodSync,
  existsSync,
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
import {
  CLIENT,
  FIXED,
  commitAll,
  folderWith,
  git,
  read,
  repositoryWith,
  runCommand,
  runProgram,
  temporaryFolder,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

function recordIn(stdout: string): string {
  const record = /^Undo: sockets-codemod --undo (\S+)$/m.exec(stdout)?.[1];
  expect(record).toBeDefined();
  return record ?? '';
}

/** Kills the process after so many files were renamed, that of the record among them. */
const KILL_AFTER_RENAMES = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const { renameSync } = fs;
  let left = Number(process.env.RENAMES);
  fs.renameSync = (...args) => {
    renameSync(...args);
    left -= 1;
    if (left === 0) process.kill(process.pid, 'SIGKILL');
  };
  syncBuiltinESMExports();
`;

describe('--undo', () => {
  it('restores bytes and modes of files of all kinds', () => {
    const latin1 = Buffer.concat([Buffer.from(CLIENT), Buffer.from('// caf\u00E9\r\n', 'latin1')]);
    const folder = repositoryWith({ 'a.js': CLIENT, '.gitignore': 'ignored.js\n' });
    writeFiles(folder, { 'b.js': latin1, 'ignored.js': CLIENT, 'nested/n.js': CLIENT });
    git(join(folder, 'nested'), 'init', '-q');
    chmodSync(join(folder, 'b.js'), 0o755);
    const { status, stdout } = runCommand(folder, ['.', 'ignored.js']);
    expect(status).toBe(0);
    expect([read(folder, 'a.js'), read(folder, 'ignored.js'), read(folder, 'nested/n.js')]).toEqual([
      FIXED,
      FIXED,
      FIXED,
    ]);
    expect(statSync(recordIn(stdout)).mode & 0o777).toBe(0o600);
    expect(runCommand(folder, ['--undo'])).toEqual({ status: 0, stdout: 'Restored 4 files.\n', stderr: '' });
    expect(readFileSync(join(folder, 'b.js'))).toEqual(latin1);
    expect(statSync(join(folder, 'b.js')).mode & 0o777).toBe(0o755);
    expect([read(folder, 'a.js'), read(folder, 'ignored.js'), read(folder, 'nested/n.js')]).toEqual([
      CLIENT,
      CLIENT,
      CLIENT,
    ]);
    expect(existsSync(recordIn(stdout))).toBe(false);
  });

  it('leaves what others have changed since, and says so', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': CLIENT, 'c.js': CLIENT, 'd/d.js': CLIENT });
    const outside = folderWith({ 'd.js': FIXED });
    const record = recordIn(runCommand(folder, ['.']).stdout);
    writeFileSync(join(folder, 'a.js'), `${FIXED}// mine\n`);
    rmSync(join(folder, 'b.js'));
    rmSync(join(folder, 'd'), { recursive: true });
    symlinkSync(outside, join(folder, 'd'));
    // The control: by its path there is a file that is as the run left it.
    expect(read(folder, 'd/d.js')).toBe(FIXED);
    const { status, stdout, stderr } = runCommand(folder, ['--undo', record]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'Restored 1 file, 3 left as they are.\n' });
    expect(stderr).toContain('a.js: left as it is: it was changed by another program\n');
    expect(stderr).toContain('b.js: left as it is: no such file or folder\n');
    expect([read(folder, 'a.js'), read(folder, 'c.js'), read(outside, 'd.js')]).toEqual([
      `${FIXED}// mine\n`,
      CLIENT,
      FIXED,
    ]);
    // Once what was in the way is gone, the rest can be restored.
    expect(existsSync(record)).toBe(true);
    writeFileSync(join(folder, 'a.js'), FIXED);
    runCommand(folder, ['--undo', record]);
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it('undoes what a run did that was killed, and does not harm what was written since', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': CLIENT, 'c.js': CLIENT });
    chmodSync(join(folder, 'a.js'), 0o640);
    const hook = folderWith({ 'kill.mjs': KILL_AFTER_RENAMES });
    const env = { NODE_OPTIONS: `--import=${join(hook, 'kill.mjs')}`, RENAMES: '2' };
    expect(runCommand(folder, ['.'], { env }).status).toBe(null);
    expect([read(folder, 'a.js'), read(folder, 'b.js')]).toEqual([FIXED, CLIENT]);
    writeFileSync(join(folder, 'c.js'), `${CLIENT}// mine\n`);
    expect(runCommand(folder, ['--undo'])).toEqual({
      status: 3,
      stdout: 'Restored 1 file, 1 were as before, 1 left as they are.\n',
      stderr: 'c.js: left as it is: it was changed by another program\n',
    });
    expect(statSync(join(folder, 'a.js')).mode & 0o777).toBe(0o640);
    expect([read(folder, 'a.js'), read(folder, 'b.js'), read(folder, 'c.js')]).toEqual([
      CLIENT,
      CLIENT,
      `${CLIENT}// mine\n`,
    ]);
  });

  it.each(['--assume-unchanged', '--skip-worktree'])(
    'restores work that git does not look at, by %s',
    (flag) => {
      const folder = repositoryWith({ 'a.js': CLIENT });
      git(folder, 'update-index', flag, 'a.js');
      const flags = git(folder, 'ls-files', '-v');
      writeFileSync(join(folder, 'a.js'), `${CLIENT}// mine\n`);
      expect(runCommand(folder, ['--allow-dirty', '.']).status).toBe(0);
      expect(read(folder, 'a.js')).toBe(`${FIXED}// mine\n`);
      // The control: git takes the work away, or leaves the file as the run did.
      runProgram(folder, 'git', ['restore', '--', 'a.js']);
      expect([CLIENT, `${FIXED}// mine\n`]).toContain(read(folder, 'a.js'));
      writeFileSync(join(folder, 'a.js'), `${FIXED}// mine\n`);
      git(folder, 'update-index', flag, 'a.js');
      expect(runCommand(folder, ['--undo']).status).toBe(0);
      expect([read(folder, 'a.js'), git(folder, 'ls-files', '-v')]).toEqual([`${CLIENT}// mine\n`, flags]);
    },
  );

  it('restores files of a submodule, which is clean again', () => {
    const folder = repositoryWith({ 'a.js': CLIENT });
    const added = ['submodule', '--quiet', 'add', repositoryWith({ 'lib.js': CLIENT }), 'sub'];
    git(folder, '-c', 'protocol.file.allow=always', ...added);
    commitAll(folder);
    expect(runCommand(folder, ['.']).status).toBe(0);
    expect([read(folder, 'a.js'), read(folder, 'sub/lib.js')]).toEqual([FIXED, FIXED]);
    expect(runCommand(folder, ['--undo'])).toMatchObject({ status: 0, stdout: 'Restored 2 files.\n' });
    expect(git(folder, 'status', '--porcelain')).toBe('');
  });

  it('undoes one run after the other, each in the folder where it was started', () => {
    const folder = folderWith({ 'a.js': CLIENT });
    runCommand(folder, ['.']);
    writeFiles(folder, { 'b.js': CLIENT });
    runCommand(folder, ['.']);
    expect(runCommand(temporaryFolder(), ['--undo']).status).toBe(2);
    runCommand(folder, ['--undo']);
    expect([read(folder, 'a.js'), read(folder, 'b.js')]).toEqual([FIXED, CLIENT]);
    runCommand(folder, ['--undo']);
    expect(read(folder, 'a.js')).toBe(CLIENT);
    expect(runCommand(folder, ['--undo'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('nothing to undo') as string,
    });
  });

  it('refuses what is no record, and never restores other bytes than it says', () => {
    const folder = folderWith({ 'a.js': CLIENT, 'no-record': 'x\n' });
    expect(runCommand(folder, ['--undo', 'no-record']).status).toBe(2);
    expect(runCommand(folder, ['--undo', 'nowhere']).status).toBe(2);
    const record = recordIn(runCommand(folder, ['.']).stdout);
    const [header = '', line = ''] = readFileSync(record, 'utf8').split('\n');
    const entry = JSON.parse(line) as object;
    writeFileSync(
      record,
      `${header}\n${JSON.stringify({ ...entry, bytes: Buffer.from('other').toString('base64') })}\n`,
    );
    expect(runCommand(folder, ['--undo', record]).status).toBe(3);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });

  it('is written before the first change, or nothing is changed', () => {
    const folder = folderWith({ 'a.js': CLIENT, state: 'no folder' });
    const env = { XDG_STATE_HOME: join(folder, 'state'), TMPDIR: join(folder, 'nowhere') };
    const { status, stderr } = runCommand(folder, ['a.js'], { env });
    expect(status).toBe(3);
    expect(stderr).toContain('the record to undo the run with cannot be written');
    expect(read(folder, 'a.js')).toBe(CLIENT);
    expect(runCommand(folder, ['--no-undo', 'a.js'], { env }).status).toBe(0);
    expect(read(folder, 'a.js')).toBe(FIXED);
  });

  it('keeps no record of a run that changed nothing', () => {
    const state = temporaryFolder();
    const folder = folderWith({ 'a.js': CLIENT, 'b.js': '1' });
    runCommand(folder, ['b.js'], { env: { XDG_STATE_HOME: state } });
    runCommand(folder, ['-n', '.'], { env: { XDG_STATE_HOME: state } });
    expect(readdirSync(state)).toEqual([]);
    const record = recordIn(runCommand(folder, ['.'], { env: { XDG_STATE_HOME: state } }).stdout);
    expect(dirname(record)).toBe(join(state, 'sockets-codemod/undo'));
    renameSync(record, join(folder, 'moved.jsonl'));
    expect(runCommand(folder, ['--undo=moved.jsonl']).status).toBe(0);
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });
});
