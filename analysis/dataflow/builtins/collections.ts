import { NOTHING, PURE, type Summary } from './summary.ts';

/** A callback that sees each value of a collection. */
const SEES_SET = [
  'this[elements] -> arg0(0)',
  'this[elements] -> arg0(1)',
  'this -> arg0(2)',
  'arg1 -> arg0(this)',
];

const SEES_MAP = [
  'this[values] -> arg0(0)',
  'this[keys] -> arg0(1)',
  'this -> arg0(2)',
  'arg1 -> arg0(this)',
];

type SetMember =
  | Extract<keyof Set<unknown>, string>
  | 'union'
  | 'intersection'
  | 'difference'
  | 'symmetricDifference'
  | 'isSubsetOf'
  | 'isSupersetOf'
  | 'isDisjointFrom';

/** What the methods of sets do (ECMA-262, 24.2.4); a `WeakSet` has some of them. */
export const SET_METHODS: Readonly<Record<SetMember, Summary>> = {
  add: { rows: ['arg0 -> this[elements]', 'this -> result'] },
  clear: NOTHING,
  delete: PURE,
  difference: { makes: 'Set', rows: ['this[elements] -> result[elements]'] },
  entries: {
    makes: 'Iterator',
    pair: true,
    rows: ['this[elements] -> made[0]', 'this[elements] -> made[1]', 'made -> result[yielded]'],
  },
  forEach: { rows: [...SEES_SET, 'undefined -> result'] },
  has: PURE,
  intersection: {
    makes: 'Set',
    rows: ['this[elements] -> result[elements]', 'arg0[elements] -> result[elements]'],
  },
  isDisjointFrom: PURE,
  isSubsetOf: PURE,
  isSupersetOf: PURE,
  keys: { makes: 'Iterator', rows: ['this[elements] -> result[yielded]'] },
  size: { rows: [] },
  symmetricDifference: {
    makes: 'Set',
    rows: ['this[elements] -> result[elements]', 'arg0[elements] -> result[elements]'],
  },
  union: { makes: 'Set', rows: ['this[elements] -> result[elements]', 'arg0[elements] -> result[elements]'] },
  values: { makes: 'Iterator', rows: ['this[elements] -> result[yielded]'] },
};

/**
 * What the methods of maps do (ECMA-262, 24.1.3), those that look at one key excepted: which value a key has is told by the key.
 */
export const MAP_METHODS: Readonly<
  Record<Exclude<Extract<keyof Map<unknown, unknown>, string>, 'get' | 'set'>, Summary>
> = {
  clear: NOTHING,
  delete: PURE,
  entries: {
    makes: 'Iterator',
    pair: true,
    rows: ['this[keys] -> made[0]', 'this[values] -> made[1]', 'made -> result[yielded]'],
  },
  forEach: { rows: [...SEES_MAP, 'undefined -> result'] },
  has: PURE,
  keys: { makes: 'Iterator', rows: ['this[keys] -> result[yielded]'] },
  size: { rows: [] },
  values: { makes: 'Iterator', rows: ['this[values] -> result[yielded]'] },
};

export const WEAK_REF_METHODS: Readonly<Record<Extract<keyof WeakRef<object>, string>, Summary>> = {
  deref: { rows: ['this[target] -> result', 'undefined -> result'] },
};

const SEES_ITERATED = ['this[yielded] -> arg0(0)', 'primitive -> arg0(1)'];
const STEP = [
  'this[yielded] -> result[value]',
  'this[returned] -> result[value]',
  'primitive -> result[done]',
];

type IteratorMember =
  | Extract<keyof Generator, string>
  | 'map'
  | 'filter'
  | 'take'
  | 'drop'
  | 'flatMap'
  | 'reduce'
  | 'toArray'
  | 'forEach'
  | 'some'
  | 'every'
  | 'find';

/** What the methods of iterators and generators do (ECMA-262, 27.1.4 and 27.5.1). */
export const ITERATOR_METHODS: Readonly<Record<IteratorMember, Summary>> = {
  drop: { makes: 'Iterator', rows: ['this[yielded] -> result[yielded]'] },
  every: { rows: [...SEES_ITERATED, 'primitive -> result'] },
  filter: { makes: 'Iterator', rows: [...SEES_ITERATED, 'this[yielded] -> result[yielded]'] },
  find: { rows: [...SEES_ITERATED, 'this[yielded] -> result', 'undefined -> result'] },
  flatMap: { makes: 'Iterator', rows: [...SEES_ITERATED, 'arg0()[each] -> result[yielded]'] },
  forEach: { rows: [...SEES_ITERATED, 'undefined -> result'] },
  map: { makes: 'Iterator', rows: [...SEES_ITERATED, 'arg0() -> result[yielded]'] },
  next: { makes: 'object', rows: [...STEP, 'arg0 -> this[sent]'] },
  reduce: {
    rows: [
      'this[yielded] -> arg0(0)',
      'arg1 -> arg0(0)',
      'arg0() -> arg0(0)',
      'this[yielded] -> arg0(1)',
      'arg0() -> result',
      'arg1 -> result',
      'this[yielded] -> result',
    ],
  },
  return: { makes: 'object', rows: [...STEP, 'arg0 -> result[value]', 'arg0 -> this[returned]'] },
  some: { rows: [...SEES_ITERATED, 'primitive -> result'] },
  take: { makes: 'Iterator', rows: ['this[yielded] -> result[yielded]'] },
  throw: { makes: 'object', rows: STEP },
  toArray: { makes: 'array', rows: ['this[yielded] -> result[any]'] },
};
