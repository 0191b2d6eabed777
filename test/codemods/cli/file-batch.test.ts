import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileBatch } from '../../../codemods/cli/reading/file-batch.ts';
import { createMentionSearch } from '../../../codemods/cli/reading/mentions.ts';
import { folderWith, read } from '../../tools/built-command.ts';

const MIB = 1 << 20;

/** A text with the word at a place, or without it. */
function toText(length: number, place?: number): string {
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
  process.chdir(folder);
  for (const [index, path] of paths.entries()) {
    batch.read(path, `${String(index)}.js`);
  }
  searchAll(batch);
  return batch.finish().candidates.map(({ path, bytes }) => {
    const index = paths.indexOf(path);
    expect(Buffer.from(bytes).equals(Buffer.from(texts[index] ?? ''))).toBe(true);
    return index;
  });
}

/** Piece by piece. */
function searchAll(batch: FileBatch): void {
  const steps = batch.searchLargeFiles();
  while (steps.next().done !== true) {}
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

  it('reads the others after a file that cannot be read, and follows no link', () => {
    const batch = newBatch();
    const folder = folderWith({ 'a.js': 'word', 'b.js': 'word' });
    symlinkSync('a.js', join(folder, 'link.js'));
    expect(read(folder, 'link.js')).toBe('word');
    process.chdir(folder);
    batch.read('/a.js', 'a.js');
    expect(() => {
      batch.read('/gone.js', 'gone.js');
    }).toThrow('ENOENT');
    expect(() => {
      batch.read('/folder', '.');
    }).toThrow('EISDIR');
    expect(() => {
      batch.read('/link.js', 'link.js');
    }).toThrow('ELOOP');
    batch.read('/b.js', 'b.js');
    expect(batch.finish().candidates.map(({ path }) => path)).toEqual(['/a.js', '/b.js']);
  });

  it('takes no large file as a whole that is too large to be parsed', () => {
    const folder = folderWith({
      'a.js': toText(6 * MIB, 5),
      'b.js': toText(6 * MIB),
      'c.js': toText(4 * MIB, 3),
    });
    process.chdir(folder);
    const batch = newBatch();
    for (const name of ['a.js', 'b.js', 'c.js']) {
      batch.read(name, name);
    }
    searchAll(batch);
    const { candidates, failures } = batch.finish();
    expect(candidates.map(({ path, bytes }) => [path, bytes.length])).toEqual([['c.js', 4 * MIB]]);
    expect(failures).toEqual([{ path: 'a.js', message: 'is larger than 5 MiB' }]);
  });

  it('reads nothing of a file that is larger than any program', () => {
    const folder = folderWith({ 'a.js': 'word' });
    truncateSync(join(folder, 'a.js'), 8 * 2 ** 40);
    process.chdir(folder);
    expect(() => readFileSync('a.js')).toThrow('is greater than');
    const batch = newBatch();
    batch.read('a.js', 'a.js');
    searchAll(batch);
    expect(batch.finish()).toEqual({
      candidates: [],
      failures: [{ path: 'a.js', message: 'is larger than 512 MiB' }],
    });
  });

  it.each([
    ['that fills it', [toText(MIB, MIB - 4)], [0]],
    ['that fills it but for a byte', [toText(MIB - 1, MIB - 5), 'word'], [0, 1]],
    ['that is longer by a byte', [toText(MIB + 1, MIB - 3)], [0]],
    ['that is long, with a word across two pieces', [toText(3 * MIB, 2 * MIB - 2)], [0]],
    ['that is long and ends with a word', [toText(3 * MIB + 5, 3 * MIB + 1)], [0]],
    ['that is long, without a word', [toText(3 * MIB), 'word'], [1]],
    [
      'that needs the room of others',
      ['word', toText(MIB - 4, 7), 'none', toText(MIB / 2, 0), 'word'],
      [0, 1, 3, 4],
    ],
    ['that just fits behind another', [toText(MIB / 2), toText(MIB / 2 - 2, 9), 'word'], [1, 2]],
    ['that just does not fit behind another', [toText(MIB / 2), toText(MIB / 2 - 1, 9), 'word'], [1, 2]],
    ['that is long, behind a short one', ['word', toText(2 * MIB, MIB - 2), 'word'], [0, 1, 2]],
  ])('reads a file %s', (_, texts, expected) => {
    expect(foundIn(newBatch(), texts).sort()).toEqual(expected);
  });
});
