import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileBatch } from '../../../codemods/cli/reading/file-batch.ts';
import { createMentionSearch } from '../../../codemods/cli/reading/mentions.ts';
import { folderWith } from '../built-command.ts';

const MIB = 1 << 20;

/** A text with the word at a place, or without it. */
function textOf(length: number, place?: number): string {
  return place === undefined
    ? '.'.repeat(length)
    : `${'.'.repeat(place)}word${'.'.repeat(Math.max(0, length - place - 4))}`;
}

/** The numbers of the files that are found to mention the word, and that their bytes are their own. */
function foundIn(batch: FileBatch, texts: readonly string[]): number[] {
  const folder = folderWith({});
  const paths = texts.map((text, index) => {
    const path = join(folder, `${String(index)}.js`);
    writeFileSync(path, text);
    return path;
  });
  for (const path of paths) {
    batch.read(path);
  }
  return batch.finish().map(({ path, bytes }) => {
    const index = paths.indexOf(path);
    expect(Buffer.from(bytes).equals(Buffer.from(texts[index] ?? ''))).toBe(true);
    return index;
  });
}

const newBatch = (): FileBatch => new FileBatch(createMentionSearch(['word']));

describe('FileBatch', () => {
  it('tells which of the files it found a word in, however often', () => {
    const texts = ['word', '', 'none', 'word and word', 'sword', 'wor', 'd', '', 'word'];
    expect(foundIn(newBatch(), texts)).toEqual([0, 3, 4, 8]);
  });

  it('begins anew after its end', () => {
    const batch = newBatch();
    expect(foundIn(batch, ['word', 'none'])).toEqual([0]);
    expect(foundIn(batch, ['none', 'word'])).toEqual([1]);
    expect(foundIn(batch, [])).toEqual([]);
  });

  it('reads the others after a file that cannot be read', () => {
    const batch = newBatch();
    const folder = folderWith({ 'a.js': 'word', 'b.js': 'word' });
    batch.read(join(folder, 'a.js'));
    expect(() => {
      batch.read(join(folder, 'gone.js'));
    }).toThrow('ENOENT');
    expect(() => {
      batch.read(folder);
    }).toThrow('EISDIR');
    batch.read(join(folder, 'b.js'));
    expect(batch.finish().map(({ path }) => path)).toEqual([join(folder, 'a.js'), join(folder, 'b.js')]);
  });

  it('leaves it to others to tell that a file is no longer what it was', () => {
    const folder = folderWith({ 'a.js': 'word', 'b.js': 'word' });
    const paths = ['a.js', 'b.js'].map((name) => join(folder, name));
    const batch = new FileBatch(() => {
      for (const path of paths) {
        rmSync(path);
        symlinkSync(path, path);
      }
      return [0, 'word '.length];
    });
    for (const path of paths) {
      batch.read(path);
    }
    expect(batch.finish().map(({ path }) => path)).toEqual(paths);
  });

  it.each([
    ['that fills it', [textOf(MIB, MIB - 4)], [0]],
    ['that fills it but for a byte', [textOf(MIB - 1, MIB - 5), 'word'], [0, 1]],
    ['that is longer by a byte', [textOf(MIB + 1, MIB - 3)], [0]],
    ['that is long, with a word across two pieces', [textOf(3 * MIB, 2 * MIB - 2)], [0]],
    ['that is long and ends with a word', [textOf(3 * MIB + 5, 3 * MIB + 1)], [0]],
    ['that is long, without a word', [textOf(3 * MIB), 'word'], [1]],
    [
      'that needs the room of others',
      ['word', textOf(MIB - 4, 7), 'none', textOf(MIB / 2, 0), 'word'],
      [0, 1, 3, 4],
    ],
    ['that just fits behind another', [textOf(MIB / 2), textOf(MIB / 2 - 2, 9), 'word'], [1, 2]],
    ['that just does not fit behind another', [textOf(MIB / 2), textOf(MIB / 2 - 1, 9), 'word'], [1, 2]],
    ['that is long, behind a short one', ['word', textOf(2 * MIB, MIB - 2), 'word'], [0, 1, 2]],
  ])('reads a file %s', (_, texts, expected) => {
    expect(foundIn(newBatch(), texts)).toEqual(expected);
  });
});
