import { all, allSettled, withResolvers } from './keyed-collections.ts';
import type { Operation } from './operation.ts';
import type { Summary } from './summary.ts';

/** What the methods of promises do (ECMA-262, 27.2.5). What a promise is rejected with comes from anywhere. */
export const PROMISE_METHODS: Readonly<Record<Extract<keyof Promise<unknown>, string>, Summary>> = {
  catch: {
    makes: 'Promise',
    rows: ['unknown -> arg0(0)', 'this[promised] -> result[promised]', 'arg0() -> result[promised]'],
  },
  finally: { makes: 'Promise', rows: ['undefined -> arg0()', 'this[promised] -> result[promised]'] },
  then: {
    makes: 'Promise',
    rows: [
      'this[promised] -> arg0(0)',
      'arg0() -> result[promised]',
      'unknown -> arg1(0)',
      'arg1() -> result[promised]',
    ],
  },
};

type PromiseFunction =
  Exclude<Extract<keyof PromiseConstructor, string>, 'prototype'> | 'withResolvers' | 'try';

/** What the functions of `Promise` do. */
export const PROMISE_FUNCTIONS: Readonly<Record<PromiseFunction, Summary | Operation>> = {
  all,
  allSettled,
  any: { makes: 'Promise', rows: ['arg0[each][awaited] -> result[promised]'] },
  race: { makes: 'Promise', rows: ['arg0[each][awaited] -> result[promised]'] },
  reject: { makes: 'Promise', rows: [] },
  resolve: { makes: 'Promise', rows: ['arg0 -> result[promised]'] },
  try: { makes: 'Promise', rows: ['rest1 -> arg0(0)', 'arg0() -> result[promised]'] },
  withResolvers,
};
