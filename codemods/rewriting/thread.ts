import { workerData } from 'node:worker_threads';
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

async function answer({ source, path, ...options }: ThreadRequest): Promise<ThreadAnswer> {
  try {
    const { rewrite } = await import('../rewrite.ts');
    return { ok: true, rewrite: rewrite(source, path, options) };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
