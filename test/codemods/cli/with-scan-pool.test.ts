import { expect, it } from 'vitest';
import type { Interruption } from '../../../codemods/cli/interruption.ts';
import type { ScanPool } from '../../../codemods/cli/searching/scan-pool.ts';
import { withScanPool } from '../../../codemods/cli/searching/with-scan-pool.ts';
import { CLIENT, PROJECT } from '../../tools/built-command.ts';

const OPTIONS = {
  maxProcesses: 1,
  cwd: PROJECT,
  scan: {
    explicitFalse: false,
    singleFile: true,
    moduleAliases: false,
    suppressions: true,
    settings: undefined,
  },
};

const FILE = { path: '/a.js', bytes: Buffer.from(CLIENT) };

/** Those who wait for a signal. */
const listeners = new Set<() => void>();

const interruption = {
  onSignal: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
} as unknown as Interruption;

it('gives work a pool, and closes it behind the work', async () => {
  let used: ScanPool | undefined;
  const changed = await withScanPool(OPTIONS, interruption, async (pool) => {
    used = pool;
    return (await pool.scan(FILE))?.changed;
  });

  expect(changed).toHaveLength(1);
  expect(await used?.scan(FILE)).toBeUndefined();
  expect(listeners.size).toBe(0);
});

it('closes it when the work fails, and passes the error on', async () => {
  let used: ScanPool | undefined;
  const failing = withScanPool(OPTIONS, interruption, (pool) => {
    used = pool;
    return Promise.reject(new Error('no more'));
  });

  await expect(failing).rejects.toThrow('no more');
  expect(await used?.scan(FILE)).toBeUndefined();
  expect(listeners.size).toBe(0);
});

it('closes it at a signal, and what is not judged by then has no result', async () => {
  const result = withScanPool(OPTIONS, interruption, (pool) => {
    const scan = pool.scan(FILE);
    for (const listener of listeners) {
      listener();
    }
    return scan;
  });

  expect(await result).toBeUndefined();
});
