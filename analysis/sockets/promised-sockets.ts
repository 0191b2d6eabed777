import { applySummary } from '../dataflow/builtins/apply-summary.ts';
import { PROMISE_METHODS } from '../dataflow/builtins/promise.ts';
import type { Call } from '../dataflow/call.ts';
import type { Engine } from '../dataflow/engine.ts';

/**
 * Whether a method is one of promises, which hands the socket to its callbacks, or to the promise that it gives.
 *
 * What a call gives may be the socket or a promise of it, which descriptions do not tell apart: `await` gives the socket either
 * way, and only a promise has `then()`.
 */
export function isPromiseMethod(name: string): name is keyof typeof PROMISE_METHODS {
  return Object.hasOwn(PROMISE_METHODS, name);
}

/** Calls a method of promises on a socket that is promised. */
export function callPromiseMethod(engine: Engine, call: Call, name: keyof typeof PROMISE_METHODS): void {
  const does = PROMISE_METHODS[name];
  if (typeof does === 'function') {
    does(engine, call);
  } else {
    applySummary(engine, call, does);
  }
}
