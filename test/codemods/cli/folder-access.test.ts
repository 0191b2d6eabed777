import { mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FolderAccess, FolderExchanged } from '../../../codemods/cli/files/folder-access.ts';
import { folderWith, read, temporaryFolder } from '../../tools/built-command.ts';

function accessTo(folder: string): FolderAccess {
  const access = new FolderAccess();
  access.addRoot(folder);
  return access;
}

describe('FolderAccess', () => {
  it('goes down, across and up again', () => {
    const folder = folderWith({ 'a/b/c/x': '1', 'a/d/x': '2', x: '3' });
    const access = accessTo(folder);
    for (const [path, contents] of [
      ['a/b/c/x', '1'],
      ['a/d/x', '2'],
      ['x', '3'],
      ['a/b/c/x', '1'],
    ] as const) {
      expect(access.enterParentFolder(join(folder, path))).toBe('x');
      expect(readFileSync('x', 'utf8')).toBe(contents);
    }
  });

  it('enters nothing outside of the roots', () => {
    const folder = folderWith({ 'a/x': '1', x: '2' });
    // The control: nothing of the system keeps anybody from it.
    expect(read(join(folder, 'a'), '../x')).toBe('2');
    expect(() => {
      accessTo(join(folder, 'a')).enter(folder);
    }).toThrow('outside');
  });

  it('follows no link, wherever it is on the way', () => {
    const folder = folderWith({ 'real/sub/x': '1' });
    symlinkSync('real', join(folder, 'link'));
    symlinkSync('../real', join(folder, 'real/loop'));
    const access = accessTo(folder);
    // The control: by its path it can be read.
    expect(read(folder, 'link/sub/x')).toBe('1');
    for (const path of ['link/sub', 'link', 'real/loop/sub']) {
      expect(() => {
        access.enter(join(folder, path));
      }).toThrow(FolderExchanged);
    }
    access.enter(join(folder, 'real/sub'));
    expect(readFileSync('x', 'utf8')).toBe('1');
  });

  it('stays in a folder whose path leads elsewhere by now', () => {
    const folder = folderWith({ 'tree/sub/a.js': 'inside' });
    const outside = folderWith({ 'a.js': 'outside' });
    accessTo(join(folder, 'tree')).enter(join(folder, 'tree/sub'));
    renameSync(join(folder, 'tree/sub'), join(folder, 'tree/moved'));
    symlinkSync(outside, join(folder, 'tree/sub'));
    // The control.
    expect(read(folder, 'tree/sub/a.js')).toBe('outside');
    expect(readFileSync('a.js', 'utf8')).toBe('inside');
    writeFileSync('a.js', 'changed');
    expect([read(outside, 'a.js'), read(folder, 'tree/moved/a.js')]).toEqual(['outside', 'changed']);
  });

  it('notices that the way back leads elsewhere, and goes by the root', () => {
    const folder = folderWith({ 'tree/a/b/x': '1', 'tree/c/x': '2' });
    const elsewhere = temporaryFolder();
    const access = accessTo(join(folder, 'tree'));
    access.enter(join(folder, 'tree/a/b'));
    renameSync(join(folder, 'tree/a/b'), join(elsewhere, 'b'));
    mkdirSync(join(elsewhere, 'c'));
    writeFileSync(join(elsewhere, 'c/x'), 'not this');
    // The control: that is where the way back leads.
    expect(readFileSync('../c/x', 'utf8')).toBe('not this');
    access.enter(join(folder, 'tree/c'));
    expect(readFileSync('x', 'utf8')).toBe('2');
  });

  it('does not take another folder for its root', () => {
    const folder = folderWith({ 'tree/x': '1', 'other/x': '2' });
    const access = accessTo(join(folder, 'tree'));
    rmSync(join(folder, 'tree'), { recursive: true });
    renameSync(join(folder, 'other'), join(folder, 'tree'));
    // The control.
    expect(read(folder, 'tree/x')).toBe('2');
    expect(() => {
      access.enter(join(folder, 'tree'));
    }).toThrow(FolderExchanged);
  });
});
