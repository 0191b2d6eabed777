import type { Engine } from './engine.ts';
import { createHub } from './hub.ts';
import { load } from './properties.ts';
import type { HeapValue, Site, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * Calls `act` when `x instanceof closure` may be true of something that the function did not make, such as the global object.
 * That is when the prototype of its instances may be no object of the program, or when it has a `Symbol.hasInstance` of its own
 * (ECMA-262, InstanceofOperator).
 */
export function whenAnythingIsInstance(
  engine: Engine,
  { node, activation }: Site,
  closure: HeapValue,
  act: () => void,
): void {
  let isDone = false;
  const watch = (name: string, isHarmless: (value: Value) => boolean): void => {
    const callee = createHub('constructor');
    const found = createHub(name);
    engine.add(callee, closure);
    load(engine, { node, activation }, callee, name, found, false);
    engine.want(found);
    engine.listen(found, (value) => {
      if (!isDone && !isHarmless(value)) {
        isDone = true;
        act();
      }
    });
  };
  watch('prototype', isOwnObject);
  watch('@@hasInstance', isNothing);
}

/** Whether a prototype is an object of the program: the global object does not inherit from it. */
function isOwnObject(value: Value): boolean {
  return isHeapValue(value)
    ? value.kind === 'prototype' || value.kind === 'object' || value.kind === 'instance'
    : value.kind === 'constant';
}

/** Whether a `Symbol.hasInstance` is none, or the one that all functions inherit. Unseen code is assumed to set no other. */
function isNothing(value: Value): boolean {
  return isHeapValue(value)
    ? value.kind === 'builtin'
    : value.kind === 'unknown' ||
        (value.kind === 'constant' && (value.value === undefined || value.value === null));
}
