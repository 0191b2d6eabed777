import { all, allSettled, reject, withResolvers } from './keyed-collections.ts';
import { applySummary } from './apply-summary.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import type { Summary } from './summary.ts';
import { isHeapValue } from '../values.ts';

const THEN: Summary = {
  makes: 'Promise',
  rows: [
    'this[promised] -> arg0(0)',
    'arg0() -> result[promised]',
    'unknown -> arg1(0)',
    'arg1() -> result[promised]',
  ],
};

/** Without a function, `then` gives what it is called on. */
const then: Operation = (engine, call) => {
  applySummary(engine, call, THEN);
  const listener = getArgumentAt(call, 0, engine);
  if (call.self) {
    engine.wantIfTracked(call.self, listener);
  }
  engine.listen(listener, (value) => {
    if (!isHeapValue(value)) {
      applySummary(engine, call, { rows: ['this[promised] -> result[promised]'] });
    }
  });
};

/** What the methods of promises do (ECMA-262, 27.2.5). What a promise is rejected with comes from anywhere. */
export const PROMISE_METHODS: Readonly<Record<Extract<keyof Promise<unknown>, string>, Summary | Operation>> =
  {
    catch: {
      makes: 'Promise',
      rows: ['unknown -> arg0(0)', 'this[promised] -> result[promised]', 'arg0() -> result[promised]'],
    },
    finally: { makes: 'Promise', rows: ['undefined -> arg0()', 'this[promised] -> result[promised]'] },
    then,
  };

type PromiseFunction =
  Exclude<Extract<keyof PromiseConstructor, string>, 'prototype'> | 'withResolvers' | 'try';

/** What the functions of `Promise` do. */
export const PROMISE_FUNCTIONS: Readonly<Record<PromiseFunction, Summary | Operation>> = {
  all,
  allSettled,
  any: { makes: 'Promise', rows: ['arg0[each][awaited] -> result[promised]'] },
  race: { makes: 'Promise', rows: ['arg0[each][awaited] -> result[promised]'] },
  reject,
  resolve: { makes: 'Promise', rows: ['arg0[awaited] -> result[promised]'] },
  try: { makes: 'Promise', rows: ['rest1 -> arg0(0)', 'arg0() -> result[promised]'] },
  withResolvers,
};
