import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ScanPool } from '../../../codemods/cli/searching/scan-pool.ts';
import { CLIENT, PROJECT } from '../built-command.ts';

it('ends a process that computes for too long, fails its file by name, and goes on with the others', async () => {
  const functions = Array.from(
    { length: 20_000 },
    (_, index) => `function f${String(index)}(a) { return a; }`,
  );
  const pool = new ScanPool({
    program: join(PROJECT, 'dist/bundle/scan-process.cjs'),
    maxProcesses: 1,
    cwd: PROJECT,
    scan: {
      explicitFalse: false,
      singleFile: true,
      moduleAliases: false,
      suppressions: true,
      settings: undefined,
    },
    maxSeconds: 0.5,
  });
  try {
    const scan = (text: string): ReturnType<typeof pool.scan> =>
      pool.scan({ path: '/a.js', bytes: Buffer.from(text) });
    const [small, large, next] = await Promise.all(
      [CLIENT, CLIENT + functions.join('\n').repeat(4), CLIENT].map(scan),
    );
    expect(small?.changed).toHaveLength(1);
    expect(large).toMatchObject({
      edits: [],
      error: { message: 'cannot be analysed: it takes longer than 0.5 s' },
    });
    expect(next).toEqual(small);
  } finally {
    pool.close();
  }
});
