import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import { UNKNOWN } from '../primitive-values.ts';
import type { Hub } from '../value-graph.ts';
import { decideNullish, isHeapValue } from '../values.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/** `new Number(0)` is an object, which is truthy and equal to nothing: no more is known of it. */
export function boxIfNew(operation: Operation): Operation {
  return (engine, call) => {
    if (call.isNew) {
      engine.add(call.result, UNKNOWN);
      engine.wantWith(call.result, getArgumentAt(call, 0, engine));
    } else {
      operation(engine, call);
    }
  };
}

/** What is at a hub, made an object where it is a primitive (ECMA-262, ToObject). */
export function toObjects(engine: Engine, from: Hub): Hub {
  const objects = createHub('objects');
  engine.flow(from, objects, (value) =>
    isHeapValue(value) || decideNullish(value) === true ? value : UNKNOWN,
  );
  return objects;
}

/** `Object.prototype.valueOf`. */
export const giveThisObject: Operation = (engine, { self, result }) => {
  if (self) {
    engine.flow(toObjects(engine, self), result);
  }
};
