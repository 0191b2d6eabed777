import { MessageChannel, Worker, receiveMessageOnPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import type { ThreadAnswer, ThreadData, ThreadRequest, ThreadRewrite } from './thread-protocol.ts';

/** Far more than the slowest file takes; a thread that cannot start must not hang the runner. */
const TIMEOUT_MS = 120_000;

let thread: { readonly port: MessagePort; readonly signal: Int32Array } | undefined;

/**
 * Rewrites in a process, and waits for it: a source on which the parser crashes must not end the runner, and a process loads
 * modules as they are, whatever hooks on `require` the runner has set up. A thread talks to the process, since the caller
 * cannot wait for anything but memory.
 *
 * @param request the file
 * @returns what the rewrite did
 * @throws {Error} when the rewrite throws, or the thread does not answer
 */
export function rewriteInThread(request: ThreadRequest): ThreadRewrite {
  thread ??= startThread();
  const { port, signal } = thread;
  const answered = Atomics.load(signal, 0);
  port.postMessage(request);
  Atomics.wait(signal, 0, answered, TIMEOUT_MS);
  const received = receiveMessageOnPort(port) as { readonly message: ThreadAnswer } | undefined;
  if (received === undefined) {
    throw new Error('The rewriting thread does not answer.');
  }
  if (!received.message.ok) {
    throw new Error(received.message.message);
  }
  return received.message;
}

function startThread(): NonNullable<typeof thread> {
  const { port1, port2 } = new MessageChannel();
  const answered = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  const workerData: ThreadData = { port: port2, answered };
  const worker = new Worker(new URL('../../dist/bundle/thread.cjs', import.meta.url), {
    workerData,
    transferList: [port2],
    // Without the runner's own hooks.
    execArgv: [],
  });
  // The thread ends with the runner.
  worker.unref();
  port1.unref();
  return { port: port1, signal: new Int32Array(answered) };
}
