import { workerData } from 'node:worker_threads';
import type { ScanPool } from '../cli/searching/scan-pool.ts';
import { SCAN_PROGRAM } from '../cli/searching/scan-program.ts';
import type { ThreadAnswer, ThreadData, ThreadRequest } from './thread-protocol.ts';

// The other end sleeps until it is woken, so nothing may fail before this is set up: everything else is loaded later.
const { port, answered } = workerData as ThreadData;
const signal = new Int32Array(answered);

port.on('message', (request: ThreadRequest) => {
  void answer(request).then((message) => {
    port.postMessage(message);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  });
});

/** One for each kind of options, of which a run has one. */
const pools = new Map<string, ScanPool>();

async function answer({ source, path, ...scan }: ThreadRequest): Promise<ThreadAnswer> {
  try {
    const { ScanPool } = await import('../cli/searching/scan-pool.ts');
    const { applyByteEdits } = await import('../cli/reading/source-bytes.ts');
    const key = JSON.stringify(scan);
    const pool =
      pools.get(key) ??
      new ScanPool({
        program: SCAN_PROGRAM,
        maxProcesses: 1,
        cwd: process.cwd(),
        // A runner hands over one file at a time, and asks no further.
        scan: { ...scan, singleFile: true, moduleAliases: false },
      });
    pools.set(key, pool);
    const bytes = Buffer.from(source);
    const result = await pool.scan({ path, bytes });
    if (result === undefined) {
      return { ok: false, message: 'The process that analyses has ended.' };
    }
    const { error, left, edits, suppressed } = result;
    return { ok: true, output: applyByteEdits(bytes, edits).toString('utf8'), left, suppressed, error };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
