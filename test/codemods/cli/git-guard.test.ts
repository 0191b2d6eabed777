import { copyFileSync, linkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GitGuard } from '../../../codemods/cli/git/git-guard.ts';
import { Interruption } from '../../../codemods/cli/interruption.ts';
import {
  CLIENT,
  FIXED,
  commitAll,
  folderWith,
  git,
  read,
  repositoryWith,
  runCommand,
} from '../../tools/built-command.ts';
import { writeFiles } from '../../tools/consumer-files.ts';

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
    expect(stdout).toMatch(/\nUndo: sockets-codemod --undo \S+\n$/);
    git(folder, 'restore', '--', 'a.js');
    expect(read(folder, 'a.js')).toBe(CLIENT);
  });

  it('changes them all the same with --allow-dirty, and the undo keeps the other changes', () => {
    const folder = repositoryWith({ 'a.js': CLIENT, 'b.js': CLIENT });
    writeFiles(folder, { 'a.js': `${CLIENT}// mine\n` });
    const { status, stdout } = runCommand(folder, ['--allow-dirty']);
    expect(status).toBe(0);
    expect(read(folder, 'a.js')).toBe(`${FIXED}// mine\n`);
    expect(stdout).toMatch(/\nUndo: sockets-codemod --undo \S+\n$/);
    expect(runCommand(folder, ['--undo']).status).toBe(0);
    expect([read(folder, 'a.js'), read(folder, 'b.js')]).toEqual([`${CLIENT}// mine\n`, CLIENT]);
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

describe('GitGuard', () => {
  it('knows a file by another spelling of its name, where the file system takes both for the same', async () => {
    const folder = repositoryWith({ 'src/a.js': CLIENT, 'src/b.js': CLIENT });
    // As if capital letters did not count: both names lead to one file.
    linkSync(join(folder, 'src/a.js'), join(folder, 'src/A.JS'));
    copyFileSync(join(folder, 'src/b.js'), join(folder, 'src/B.JS'));
    const interruption = new Interruption();
    const guard = new GitGuard(interruption);
    const paths = ['src/A.JS', 'src/B.JS'].map((name) => join(folder, name));
    await guard.ask(paths);
    const isUncommitted = await Promise.all(
      paths.map((path) => guard.isUncommitted(path, Buffer.from('mine'))),
    );
    interruption.stop();
    expect(isUncommitted).toEqual([true, false]);
  });
});
