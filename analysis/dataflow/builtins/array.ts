import { PURE } from './summary.ts';
import type { Summary } from './summary.ts';

/** A callback that sees each element, and the array; its own `this` is the second argument. */
const SEES = ['this[elements] -> arg0(0)', 'primitive -> arg0(1)', 'this -> arg0(2)', 'arg1 -> arg0(this)'];

/** Elements change their places. */
const MIXES = 'this[elements] -> this[any]';

/** Elements are taken out: what stood at an index may be gone. */
const REMOVES = 'undefined -> this[any]';

type ArrayMember = Extract<keyof unknown[], string> | ArrayMemberSinceES2023;
type ArrayMemberSinceES2023 = 'toReversed' | 'toSorted' | 'toSpliced' | 'with' | 'findLast' | 'findLastIndex';

/** What the methods of arrays do (ECMA-262, 23.1.3); total over the members that TypeScript knows. */
export const ARRAY_METHODS: Readonly<Record<ArrayMember, Summary>> = {
  at: { rows: ['this[elements] -> result', 'undefined -> result'] },
  concat: { makes: 'array', rows: ['this[elements] -> result[any]', 'args[flat] -> result[any]'] },
  copyWithin: { rows: [MIXES, 'this -> result'] },
  entries: {
    makes: 'Iterator',
    pair: true,
    rows: ['primitive -> made[0]', 'this[elements] -> made[1]', 'made -> result[yielded]'],
  },
  every: { rows: [...SEES, 'primitive -> result'] },
  fill: { rows: ['arg0 -> this[any]', 'this -> result'] },
  filter: { makes: 'array', rows: [...SEES, 'this[elements] -> result[any]'] },
  find: { rows: [...SEES, 'this[elements] -> result', 'undefined -> result'] },
  findIndex: { rows: [...SEES, 'primitive -> result'] },
  findLast: { rows: [...SEES, 'this[elements] -> result', 'undefined -> result'] },
  findLastIndex: { rows: [...SEES, 'primitive -> result'] },
  flat: { makes: 'array', rows: ['this[elements] -> result[any]', 'this[elements][flat] -> result[any]'] },
  flatMap: { makes: 'array', rows: [...SEES, 'arg0()[flat] -> result[any]'] },
  forEach: { rows: [...SEES, 'undefined -> result'] },
  includes: PURE,
  indexOf: PURE,
  join: PURE,
  keys: { makes: 'Iterator', rows: ['primitive -> result[yielded]'] },
  lastIndexOf: PURE,
  length: { rows: [] },
  map: { makes: 'array', rows: [...SEES, 'arg0() -> result[any]'] },
  pop: { rows: [REMOVES, 'this[elements] -> result', 'undefined -> result'] },
  push: { rows: ['args -> this[any]', 'primitive -> result'] },
  reduce: {
    rows: [
      'this[elements] -> arg0(0)',
      'arg1 -> arg0(0)',
      'arg0() -> arg0(0)',
      'this[elements] -> arg0(1)',
      'primitive -> arg0(2)',
      'this -> arg0(3)',
      'arg0() -> result',
      'arg1 -> result',
      'this[elements] -> result',
    ],
  },
  reduceRight: {
    rows: [
      'this[elements] -> arg0(0)',
      'arg1 -> arg0(0)',
      'arg0() -> arg0(0)',
      'this[elements] -> arg0(1)',
      'primitive -> arg0(2)',
      'this -> arg0(3)',
      'arg0() -> result',
      'arg1 -> result',
      'this[elements] -> result',
    ],
  },
  reverse: { rows: [MIXES, 'this -> result'] },
  shift: { rows: [MIXES, REMOVES, 'this[elements] -> result', 'undefined -> result'] },
  slice: { makes: 'array', rows: ['this[elements] -> result[any]'] },
  some: { rows: [...SEES, 'primitive -> result'] },
  sort: {
    rows: [MIXES, 'this[elements] -> arg0(0)', 'this[elements] -> arg0(1)', 'this -> result'],
  },
  splice: {
    makes: 'array',
    rows: [MIXES, REMOVES, 'this[elements] -> result[any]', 'rest2 -> this[any]'],
  },
  toLocaleString: PURE,
  toReversed: { makes: 'array', rows: ['this[elements] -> result[any]'] },
  toSorted: {
    makes: 'array',
    rows: ['this[elements] -> arg0(0)', 'this[elements] -> arg0(1)', 'this[elements] -> result[any]'],
  },
  toSpliced: { makes: 'array', rows: ['this[elements] -> result[any]', 'rest2 -> result[any]'] },
  toString: PURE,
  unshift: { rows: [MIXES, 'args -> this[any]', 'primitive -> result'] },
  values: { makes: 'Iterator', rows: ['this[elements] -> result[yielded]'] },
  with: { makes: 'array', rows: ['this[elements] -> result[any]', 'arg1 -> result[any]'] },
};

/** What the functions of `Array` do. */
export const ARRAY_FUNCTIONS: Readonly<
  Record<Exclude<Extract<keyof ArrayConstructor, string>, 'prototype'> | 'fromAsync', Summary>
> = {
  from: {
    makes: 'array',
    rows: [
      'arg0[each] -> arg1(0)',
      'arg0[elements] -> arg1(0)',
      'primitive -> arg1(1)',
      'arg2 -> arg1(this)',
      'arg1() -> result[any]',
      'arg0[each] -> result[any]',
      'arg0[elements] -> result[any]',
    ],
  },
  fromAsync: {
    makes: 'array',
    rows: [
      'arg0[each][awaited] -> arg1(0)',
      'arg0[elements][awaited] -> arg1(0)',
      'primitive -> arg1(1)',
      'arg2 -> arg1(this)',
      'arg1()[awaited] -> result[any]',
      'arg0[each][awaited] -> result[any]',
      'arg0[elements][awaited] -> result[any]',
    ],
  },
  isArray: PURE,
  of: { makes: 'array', rows: ['args -> result[any]'] },
};
