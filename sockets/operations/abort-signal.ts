import { addAbortListener } from 'node:events';

/** What waits for each signal. One listener of ours stands for all: Node.js 20 warns of a leak at the eleventh. */
const watched = new WeakMap<AbortSignal, Watch>();

interface Watch {
  readonly callbacks: Set<() => void>;
  readonly listener: Disposable;
}

/**
 * Runs `callback` once when the signal is aborted, also when another listener stops the event from being passed on.
 * @param signal One that is not aborted yet.
 * @returns what takes it back; after the last one nothing is left on the signal.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  const { callbacks } = watched.get(signal) ?? watch(signal);
  callbacks.add(callback);
  return () => {
    if (!callbacks.delete(callback) || callbacks.size > 0) {
      return;
    }
    watched.get(signal)?.listener[Symbol.dispose]();
    watched.delete(signal);
  };
}

function watch(signal: AbortSignal): Watch {
  const callbacks = new Set<() => void>();
  const listener = addAbortListener(signal, () => {
    watched.delete(signal);
    for (const callback of [...callbacks]) {
      callback();
    }
    callbacks.clear();
  });
  const created = { callbacks, listener };
  watched.set(signal, created);
  return created;
}
