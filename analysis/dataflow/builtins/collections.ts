import { callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { applySummary } from './apply-summary.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import { NOTHING, PURE } from './summary.ts';
import type { Summary } from './summary.ts';

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

/** Makes a set that may have the elements of two others. */
const JOINED: Summary = {
  makes: 'Set',
  rows: ['this[elements] -> result[elements]', 'arg0[elements] -> result[elements]'],
};

/** What a method does with another set. An object that only looks like a set has methods of its own, which are called. */
function withOther(summary: Summary): Operation {
  return (engine, call) => {
    applySummary(engine, call, summary);
    const other = getArgumentAt(call, 0, engine);
    if (call.self) {
      engine.wantIfTracked(call.self, other);
    }
    engine.listen(other, (value) => {
      if (isHeapValue(value) && (value.kind === 'object' || value.kind === 'instance')) {
        callUnknown(engine, call);
      }
    });
  };
}

/** What the methods of sets do (ECMA-262, 24.2.4); a `WeakSet` has some of them. */
export const SET_METHODS: Readonly<Record<SetMember, Summary | Operation>> = {
  add: { rows: ['arg0 -> this[elements]', 'this -> result'] },
  clear: NOTHING,
  delete: PURE,
  difference: withOther({ makes: 'Set', rows: ['this[elements] -> result[elements]'] }),
  entries: {
    makes: 'Iterator',
    pair: true,
    rows: ['this[elements] -> made[0]', 'this[elements] -> made[1]', 'made -> result[yielded]'],
  },
  forEach: { rows: [...SEES_SET, 'undefined -> result'] },
  has: PURE,
  intersection: withOther(JOINED),
  isDisjointFrom: withOther(PURE),
  isSubsetOf: withOther(PURE),
  isSupersetOf: withOther(PURE),
  keys: { makes: 'Iterator', rows: ['this[elements] -> result[yielded]'] },
  size: { rows: [] },
  symmetricDifference: withOther(JOINED),
  union: withOther(JOINED),
  values: { makes: 'Iterator', rows: ['this[elements] -> result[yielded]'] },
};

/** What the methods of maps do (ECMA-262, 24.1.3), without those that need the key: they are in `keyed-collections.ts`. */
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

/** What the methods of a `WeakRef` do (ECMA-262, 26.1.3). */
export const WEAK_REF_METHODS: Readonly<Record<Extract<keyof WeakRef<object>, string>, Summary>> = {
  deref: { rows: ['this[target] -> result', 'undefined -> result'] },
};

const SEES_ITERATED = ['this[yielded] -> arg0(0)', 'primitive -> arg0(1)'];
const STEP = [
  'this[yielded] -> result[value]',
  'this[returned] -> result[value]',
  'primitive -> result[done]',
];

/** `iterator.next(value)` and its like: the step, or a promise of it where the iterator is asynchronous. */
function step(further: readonly string[]): Operation {
  const summary: Summary = { makes: 'object', rows: [...STEP, ...further] };
  return (engine, call) => {
    const { self, result, node, activation } = call;
    const made = createHub('step');
    applySummary(engine, { ...call, result: made }, summary);
    if (!self) {
      return;
    }
    const promise = engine.made.get(['promised step', node, activation], () =>
      createHeapValue('Promise', node, activation),
    );
    engine.wantWith(result, self);
    engine.listen(self, (iterator) => {
      const isAsync = isHeapValue(iterator) && iterator.detail.isAsync;
      if (isAsync) {
        engine.flow(made, getField(engine, promise, '[promised]'));
        engine.add(result, promise);
      } else {
        engine.flow(made, result);
      }
    });
  };
}

const stepOn = step([]);

/** `generator.throw(reason)`: the reason comes out where anything may be caught. */
function throwInto(engine: Engine, call: Call): void {
  engine.escape(getArgumentAt(call, 0, engine), { kind: 'thrown' }, call.node, call.activation);
  stepOn(engine, call);
}

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
export const ITERATOR_METHODS: Readonly<Record<IteratorMember, Summary | Operation>> = {
  drop: { makes: 'Iterator', rows: ['this[yielded] -> result[yielded]'] },
  every: { rows: [...SEES_ITERATED, 'primitive -> result'] },
  filter: { makes: 'Iterator', rows: [...SEES_ITERATED, 'this[yielded] -> result[yielded]'] },
  find: { rows: [...SEES_ITERATED, 'this[yielded] -> result', 'undefined -> result'] },
  flatMap: { makes: 'Iterator', rows: [...SEES_ITERATED, 'arg0()[each] -> result[yielded]'] },
  forEach: { rows: [...SEES_ITERATED, 'undefined -> result'] },
  map: { makes: 'Iterator', rows: [...SEES_ITERATED, 'arg0() -> result[yielded]'] },
  next: step(['arg0 -> this[sent]']),
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
  return: step(['arg0 -> result[value]', 'arg0 -> this[returned]', 'arg0 -> this[ended]']),
  some: { rows: [...SEES_ITERATED, 'primitive -> result'] },
  take: { makes: 'Iterator', rows: ['this[yielded] -> result[yielded]'] },
  throw: throwInto,
  toArray: { makes: 'array', rows: ['this[yielded] -> result[any]'] },
};
