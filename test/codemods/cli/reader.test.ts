import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Reader } from '../../../codemods/cli/reading/reader.ts';
import { ShareList } from '../../../codemods/cli/reading/share-list.ts';
import { folderWith } from '../built-command.ts';

function manyFiles(count: number): string[] {
  const folder = folderWith({});
  return Array.from({ length: count }, (_, index) => {
    const path = join(folder, `${String(index)}.js`);
    writeFileSync(path, index % 2 === 0 ? 'word' : 'other');
    return path;
  });
}

async function readAll(reader: Reader): Promise<{ length: number; candidates: string[] }> {
  let length = 0;
  const candidates: string[] = [];
  for (let share = await reader.next(); share !== undefined; share = await reader.next()) {
    length += share.length;
    candidates.push(...share.candidates.map(({ path }) => path));
  }
  return { length, candidates };
}

describe('Reader', () => {
  it('reads each file once', async () => {
    const paths = manyFiles(1000);
    const { length, candidates } = await readAll(new Reader(new ShareList(paths), ['word']));
    expect(length).toBe(1000);
    expect(candidates).toEqual(paths.filter((_, index) => index % 2 === 0));
  });

  it('reads what a thread took and did not read', async () => {
    const paths = manyFiles(1000);
    const list = new ShareList(paths);
    const reader = new Reader(list, ['word']);
    // There is no compiled thread beside the source, so this one ends before it reads.
    await reader.startThread();
    new ShareList(paths, list.state).take();
    const { length, candidates } = await readAll(reader);
    expect(length).toBe(1000);
    expect(candidates.toSorted()).toEqual(paths.filter((_, index) => index % 2 === 0).toSorted());
  });

  it('tells what cannot be read, and whether it leads anywhere', async () => {
    const folder = folderWith({});
    const reader = new Reader(new ShareList([join(folder, 'gone.js'), join(folder, '\0.js')]), ['word']);
    expect(await reader.next()).toMatchObject({
      length: 2,
      candidates: [],
      failures: [
        { path: join(folder, 'gone.js'), leadsNowhere: true },
        { path: join(folder, '\0.js'), leadsNowhere: false },
      ],
    });
  });
});

describe('ShareList', () => {
  it('gives each share to one list of those that share a state', () => {
    const paths = Array.from({ length: 300 }, (_, index) => String(index));
    const first = new ShareList(paths);
    const second = new ShareList(paths, first.state);
    const taken = [first.take(), second.take(), first.take(), second.take(), second.take(), first.take()];
    expect(taken).toEqual([0, 1, 2, 3, 4, undefined]);
    expect(taken.flatMap((index) => (index === undefined ? [] : first.at(index)))).toEqual(paths);
  });
});
