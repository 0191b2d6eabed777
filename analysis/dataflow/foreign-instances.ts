import type { Engine } from './engine.ts';
import { createHub } from './hub.ts';
import { load } from './properties.ts';
import type { HeapValue, Site, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * Calls `act` when a function may be said to be the constructor of what it did not make, such as the object that is global: its
 * prototype is no object of the program, or it says itself what its instances are (ECMA-262, InstanceofOperator).
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

/** A prototype of the program, which the object that is global does not inherit from. */
function isOwnObject(value: Value): boolean {
  return isHeapValue(value)
    ? value.kind === 'prototype' || value.kind === 'object' || value.kind === 'instance'
    : value.kind === 'constant';
}

/** What functions inherit, the rule of the language; code that is not seen sets no other. */
function isNothing(value: Value): boolean {
  return isHeapValue(value)
    ? value.kind === 'builtin'
    : value.kind === 'unknown' ||
        (value.kind === 'constant' && (value.value === undefined || value.value === null));
}
