import { toHub } from '../accessors.ts';
import { callBack, callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, forEachField, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { load } from '../properties.ts';
import type { HeapValue, Value } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { applySummary } from './apply-summary.ts';
import { make } from './made-by-call.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import type { Summary } from './summary.ts';

/** An array of what iterating a value gives. */
export const toElements: Summary = { makes: 'array', rows: ['arg0[each] -> result[any]'] };

/** `__spread(…lists)`, `__spreadArrays(…lists)`. */
export const joinLists: Summary = { makes: 'array', rows: ['args[each] -> result[any]'] };

/** What may have elements, getters or methods of its own where a helper expects an array. */
function isObject(value: Value): value is HeapValue {
  return (
    isHeapValue(value) && (value.kind === 'object' || value.kind === 'instance' || value.kind === 'Proxy')
  );
}

/** Does what a summary says for lists of the language; what the call does with other objects is not known. */
function forLists(summary: Summary, count: number): Operation {
  return (engine, call) => {
    applySummary(engine, call, summary);
    for (let index = 0; index < count; index++) {
      engine.listen(getArgumentAt(call, index, engine), (value) => {
        if (isObject(value)) {
          callUnknown(engine, call);
        }
      });
    }
  };
}

/** `_array_like_to_array(list, length)`. */
export const copyList = forLists(toElements, 1);

/** `__spreadArray(list, further, pack)`: `list.concat(further)`. */
export const spreadArray = forLists(
  { makes: 'array', rows: ['arg0[each] -> result[any]', 'arg1[each] -> result[any]'] },
  2,
);

/**
 * `_sliced_to_array(value, length)`, `_to_array(value)`: the array itself, or an array of what iterating something else gives.
 */
export const toList: Operation = (engine, call) => {
  const { result } = call;
  const from = getArgumentAt(call, 0, engine);
  engine.flow(from, result, (value) =>
    value.kind === 'unknown' || value.kind === 'array' || isObject(value) ? value : undefined,
  );
  const iterated = createHub('iterated');
  engine.flow(from, iterated, (value) =>
    value.kind === 'unknown' || value.kind === 'array' ? undefined : value,
  );
  engine.wantWith(result, iterated);
  engine.listen(from, (value) => {
    if (isHeapValue(value) && value.kind === 'array') {
      forEachField(value, (name) => {
        if (name === '@@iterator') {
          engine.add(iterated, value);
        }
      });
    }
  });
  const made = make(engine, call, 'array', 'list');
  engine.flow(getElement(engine, call, iterated, undefined), getField(engine, made, ANY));
  engine.listen(iterated, () => {
    engine.add(result, made);
  });
};

/** `__read(value, length)`: what has no iterator is given as it is. */
export const read: Operation = (engine, call) => {
  applySummary(engine, call, toElements);
  engine.flow(getArgumentAt(call, 0, engine), call.result, (value) => (isObject(value) ? value : undefined));
};

/** `__values(value)`: the iterator of a value, or one over the elements of what has a length. */
export const getIterator: Operation = (engine, call) => {
  const from = getArgumentAt(call, 0, engine);
  engine.wantWith(call.result, from);
  engine.listen(from, (value) => {
    if (!isHeapValue(value)) {
      engine.add(call.result, UNKNOWN);
      return;
    }
    const self = toHub(engine, value);
    const method = createHub('iterator method');
    load(engine, call, self, '@@iterator', method);
    engine.flow(callBack(engine, call, method, self, []), call.result);
    if (isObject(value)) {
      stepThrough(engine, call, value);
    }
  });
};

/** An iterator over whatever an object has. */
function stepThrough(engine: Engine, call: Call, object: HeapValue): void {
  const { node, activation, result } = call;
  const iterator = engine.made.get(['iterator of a helper', node, activation, object], () =>
    createHeapValue('Iterator', node, activation),
  );
  load(engine, call, toHub(engine, object), ANY, getField(engine, iterator, '[yielded]'));
  engine.add(result, iterator);
}
