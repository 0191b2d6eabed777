import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Reader } from '../../../codemods/cli/reading/reader.ts';
import type { SecondThread, StartSecond } from '../../../codemods/cli/reading/reader.ts';
import type { ReadShare, SecondReaderData } from '../../../codemods/cli/reading/second-reader.ts';
import { SHARE_LENGTH, SentShares, ShareList } from '../../../codemods/cli/reading/share-list.ts';
import { COMMAND, folderWith } from '../built-command.ts';

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

function readerOf(paths: readonly string[], ...second: [SecondThread?, StartSecond?]): Reader {
  const [secondThread = 'never', startSecond] = second;
  const reader = new Reader(['word'], secondThread, startSecond);
  for (const path of paths) {
    reader.add(path);
  }
  reader.complete();
  return reader;
}

describe('Reader', () => {
  it('reads each file once', async () => {
    const paths = manyFiles(1000);
    const { length, candidates } = await readAll(readerOf(paths));
    expect(length).toBe(1000);
    expect(candidates).toEqual(paths.filter((_, index) => index % 2 === 0));
  });

  it('reads what a second thread took and did not read', async () => {
    const paths = manyFiles(1000);
    const reader = readerOf(paths, 'always', (list, _, { onEnd }) => {
      const shares = new SentShares(list.state, [], () => []);
      setImmediate(() => {
        shares.take();
        onEnd();
      });
      return { close: () => Promise.resolve() };
    });
    const { length, candidates } = await readAll(reader);
    expect(length).toBe(1000);
    expect(candidates.toSorted()).toEqual(paths.filter((_, index) => index % 2 === 0).toSorted());
  });

  it.each([
    ['worthwhile', 9_999, 0, 'never'],
    ['worthwhile', 10_000, 0, 'when 10000 are added'],
    ['worthwhile', 3_100, 3_099, 'never'],
    ['worthwhile', 3_100, 257, 'when 256 are read'],
    ['always', 10, 0, 'when 1 are added'],
    ['never', 20_000, 1, 'never'],
  ] as const)(
    'which has a second thread %s, and %i files of which the one at %i is a candidate, starts it %s',
    async (secondThread, count, candidate, expected) => {
      const folder = folderWith({ 'other.js': 'other', 'word.js': 'word' });
      let state = '';
      let started = 'never';
      const reader = new Reader(['word'], secondThread, (_, __, { onEnd }) => {
        started = state;
        onEnd();
        return { close: () => Promise.resolve() };
      });
      for (let number = 1; number <= count; number += 1) {
        state = `when ${String(number)} are added`;
        reader.add(join(folder, number === candidate ? 'word.js' : 'other.js'));
      }
      reader.complete();
      let read = 0;
      for (let share = await reader.next(); share !== undefined; share = await reader.next()) {
        read += share.length;
        state = `when ${String(read)} are read`;
      }
      expect(read).toBe(count);
      expect(started).toBe(expected);
    },
  );

  it('tells what cannot be read, and whether it leads anywhere', async () => {
    const folder = folderWith({});
    const reader = readerOf([join(folder, 'gone.js'), join(folder, '\0.js')]);
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

describe('the built thread', () => {
  it('reads the shares of a list while it grows', async () => {
    const paths = manyFiles(3 * SHARE_LENGTH + 8);
    const list = new ShareList();
    paths.slice(0, 300).forEach((path) => {
      list.add(path);
    });
    const workerData: SecondReaderData = {
      mentions: ['word'],
      state: list.state,
      shares: list.sendTo((share) => {
        worker.postMessage(share);
      }),
    };
    const worker = new Worker(join(dirname(COMMAND), 'reading-thread.cjs'), { workerData });
    const read: ReadShare[] = [];
    worker.on('message', (message: ReadShare) => {
      read.push(message);
      list.welcome(message.share.candidates.length);
    });
    await once(worker, 'online');
    paths.slice(300).forEach((path) => {
      list.add(path);
    });
    list.complete();
    await once(worker, 'exit');

    expect(read.map(({ index, share }) => [index, share.length])).toEqual([
      [0, SHARE_LENGTH],
      [1, SHARE_LENGTH],
      [2, SHARE_LENGTH],
      [3, 8],
    ]);
    expect(read.flatMap(({ share }) => share.candidates.map(({ path }) => path))).toEqual(
      paths.filter((_, index) => index % 2 === 0),
    );
  });
});

describe('ShareList', () => {
  const paths = Array.from({ length: 4 * SHARE_LENGTH + 44 }, (_, index) => String(index));

  it('gives each share to one of two threads', () => {
    const list = new ShareList();
    paths.forEach((path) => {
      list.add(path);
    });
    const sent: (readonly string[])[] = [];
    const first = list.sendTo((share) => sent.push(share));
    list.complete();
    const shares = new SentShares(list.state, first, () => sent.shift() ?? []);
    const taken = [shares.take(), list.take(), list.take(), shares.take(), shares.take(), list.take()];
    expect(taken.map((share) => share?.index)).toEqual([0, 1, 2, 3, 4, undefined]);
    expect(taken.flatMap((share) => share?.paths ?? [])).toEqual(paths);
    expect(shares.take()).toBeUndefined();
  });

  it('gives what is there before it is complete', () => {
    const list = new ShareList();
    const sent: (readonly string[])[] = [];
    const addFrom = (start: number, end: number): void => {
      paths.slice(start, end).forEach((path) => {
        list.add(path);
      });
    };
    addFrom(0, SHARE_LENGTH + 36);
    const shares = new SentShares(
      list.state,
      list.sendTo((share) => sent.push(share)),
      () => sent.shift() ?? [],
    );
    expect(shares.take()?.paths).toEqual(paths.slice(0, SHARE_LENGTH));
    addFrom(SHARE_LENGTH + 36, paths.length);
    list.complete();
    expect(list.take()?.paths).toEqual(paths.slice(SHARE_LENGTH, 2 * SHARE_LENGTH));
    expect(shares.take()?.paths).toEqual(paths.slice(2 * SHARE_LENGTH, 3 * SHARE_LENGTH));
    expect(shares.take()?.paths).toEqual(paths.slice(3 * SHARE_LENGTH, 4 * SHARE_LENGTH));
    expect(list.take()?.paths).toEqual(paths.slice(4 * SHARE_LENGTH));
    expect(shares.take()).toBeUndefined();
  });
});
