import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { ScanResult } from '../../../codemods/cli/searching/scan-file.ts';
import { ScanPool } from '../../../codemods/cli/searching/scan-pool.ts';
import { CLIENT, PROJECT, folderWith } from '../../tools/built-command.ts';

const SCAN = {
  explicitFalse: false,
  singleFile: true,
  moduleAliases: false,
  suppressions: true,
  settings: undefined,
};

it('ends a process that computes for too long, fails its file by name, and goes on with the others', async () => {
  const functions = Array.from(
    { length: 20_000 },
    (_, index) => `function f${String(index)}(a) { return a; }`,
  );
  const scanWithin = async (
    maxSeconds: number,
    texts: readonly string[],
  ): Promise<readonly (ScanResult | undefined)[]> => {
    const program = join(PROJECT, 'dist/bundle/scan-process.cjs');
    const pool = new ScanPool({ program, maxProcesses: 1, cwd: PROJECT, scan: SCAN, maxSeconds });
    try {
      return await Promise.all(texts.map((text) => pool.scan({ path: '/a.js', bytes: Buffer.from(text) })));
    } finally {
      pool.close();
    }
  };
  const tooLarge = CLIENT + functions.join('\n').repeat(2);
  // The control: with more time it comes to an end.
  const [whole] = await scanWithin(30, [tooLarge]);
  expect(whole?.changed).toHaveLength(1);
  const [small, large, next] = await scanWithin(0.5, [CLIENT, tooLarge, CLIENT]);
  expect(small?.changed).toHaveLength(1);
  expect(large).toMatchObject({
    edits: [],
    error: { message: 'cannot be analysed: it takes longer than 0.5 s' },
  });
  expect(next).toEqual(small);
});

/** How a process that stands in for the one that judges is asked and answers. */
const PROTOCOL = `
  const { readSync, writeSync } = require('node:fs');
  const read = (length) => {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length;) {
      const count = readSync(0, bytes, done, length - done, null);
      if (count === 0) process.exit();
      done += count;
    }
    return bytes;
  };
  const send = (message) => {
    const text = Buffer.from(JSON.stringify(message));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    writeSync(1, Buffer.concat([length, text]));
  };
  const receive = () => {
    const request = JSON.parse(read(read(4).readUInt32LE()));
    read(request.length);
    return request;
  };
  send({ isReady: true });`;

/** It does not survive what is around a file, and answers with its request. */
const FRAGILE = `${PROTOCOL}
  for (;;) {
    const request = receive();
    if (!request.singleFile && !request.isApart) {
      process.kill(process.pid, 'SIGABRT');
    }
    send({ result: { path: request.path } });
  }`;

it('judges a file without those around it when a process ends over them, and says why', async () => {
  const program = `${folderWith({ 'fragile.cjs': FRAGILE })}/fragile.cjs`;
  const scanWith = async (scan: typeof SCAN): Promise<readonly unknown[]> => {
    const pool = new ScanPool({ program, maxProcesses: 2, cwd: PROJECT, scan });
    try {
      return await Promise.all(
        ['/a.js', '/b.js'].map((path) => pool.scan({ path, bytes: Buffer.from(CLIENT) })),
      );
    } finally {
      pool.close();
    }
  };
  const apartBecause = 'it takes more than 1024 MiB of memory';
  expect(await scanWith({ ...SCAN, singleFile: false })).toEqual([
    { path: '/a.js', apartBecause },
    { path: '/b.js', apartBecause },
  ]);
  expect(await scanWith(SCAN)).toEqual([{ path: '/a.js' }, { path: '/b.js' }]);
});

/** It takes as long for a file as another process takes to start, and answers whether one did. */
const SLOW = `${PROTOCOL}
  const { existsSync, mkdirSync } = require('node:fs');
  const { join } = require('node:path');
  const own = join(__dirname, 'first');
  const isFirst = !existsSync(own);
  mkdirSync(isFirst ? own : join(__dirname, 'second'));
  const sleep = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  for (;;) {
    const { path } = receive();
    const isAlone = () => !existsSync(join(__dirname, 'second'));
    for (let round = 0; isAlone() && round < 500; round += 1) sleep();
    send({ result: { path, isAlone: isAlone() } });
  }`;

it('starts another process when a few files wait for one that takes long', async () => {
  const program = `${folderWith({ 'slow.cjs': SLOW })}/slow.cjs`;
  const pool = new ScanPool({ program, maxProcesses: 2, cwd: PROJECT, scan: SCAN });
  try {
    const paths = ['/a.js', '/b.js', '/c.js'];
    const results = await Promise.all(paths.map((path) => pool.scan({ path, bytes: Buffer.from(CLIENT) })));
    expect(results).toEqual(paths.map((path) => ({ path, isAlone: false })));
  } finally {
    pool.close();
  }
});
