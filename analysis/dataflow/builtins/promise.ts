import { isHeapValue } from '../values.ts';
import { all, allSettled, reject, withResolvers } from './keyed-collections.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { applySummary } from './apply-summary.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import type { Summary } from './summary.ts';

const THEN: Summary = {
  makes: 'Promise',
  rows: [
    'this[promised] -> arg0(0)',
    'arg0() -> result[promised]',
    'unknown -> arg1(0)',
    'this[rejected] -> arg1(0)',
    'arg1() -> result[promised]',
  ],
};

const CATCH: Summary = {
  makes: 'Promise',
  rows: [
    'unknown -> arg0(0)',
    'this[rejected] -> arg0(0)',
    'this[promised] -> result[promised]',
    'arg0() -> result[promised]',
  ],
};

const FULFILLED: Summary = { rows: ['this[promised] -> result[promised]'] };
const REJECTED: Summary = { rows: ['this[rejected] -> result[rejected]'] };

/** Where an argument may be no function, what it would take is handed on. */
function handOn(engine: Engine, call: Call, index: number, summary: Summary): void {
  const listener = getArgumentAt(call, index, engine);
  if (call.self) {
    engine.wantIfTracked(call.self, listener);
  }
  engine.listen(listener, (value) => {
    if (!isHeapValue(value)) {
      applySummary(engine, call, summary);
    }
  });
}

const then: Operation = (engine, call) => {
  applySummary(engine, call, THEN);
  handOn(engine, call, 0, FULFILLED);
  handOn(engine, call, 1, REJECTED);
};

const catchRejection: Operation = (engine, call) => {
  applySummary(engine, call, CATCH);
  handOn(engine, call, 0, REJECTED);
};

/** What the methods of promises do (ECMA-262, 27.2.5). What a promise is rejected with can come from anywhere as well. */
export const PROMISE_METHODS: Readonly<Record<Extract<keyof Promise<unknown>, string>, Summary | Operation>> =
  {
    catch: catchRejection,
    finally: {
      makes: 'Promise',
      rows: [
        'undefined -> arg0()',
        'this[promised] -> result[promised]',
        'this[rejected] -> result[rejected]',
      ],
    },
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
