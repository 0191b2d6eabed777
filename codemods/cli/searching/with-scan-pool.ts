import type { Interruption } from '../interruption.ts';
import { ScanPool } from './scan-pool.ts';
import type { ScanPoolOptions } from './scan-pool.ts';
import { SCAN_PROGRAM } from './scan-program.ts';

/**
 * Gives work a pool of processes, which are ended when the work is done, when it fails, and when a signal comes.
 *
 * @param options what the pool is to be like
 * @param interruption knows of signals
 * @param work what needs the pool, which is closed when this settles
 * @returns what the work gives
 */
export async function withScanPool<Result>(
  options: Omit<ScanPoolOptions, 'program'>,
  interruption: Interruption,
  work: (pool: ScanPool) => Promise<Result>,
): Promise<Result> {
  const pool = new ScanPool({ ...options, program: SCAN_PROGRAM });
  const stop = interruption.onSignal(() => {
    pool.close();
  });
  try {
    return await work(pool);
  } finally {
    stop();
    pool.close();
  }
}
