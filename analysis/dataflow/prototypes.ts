import type { Engine } from './engine.ts';
import { getPrototype } from './fields.ts';
import type { HeapValue, Hub } from './value-graph.ts';

/** What is at a hub becomes what an object inherits from. */
export function writePrototype(engine: Engine, object: HeapValue, prototype: Hub): void {
  engine.want(prototype);
  engine.flow(prototype, getPrototype(engine, object));
}

/** What an object inherits from flows to a hub. */
export function readPrototype(engine: Engine, object: HeapValue, result: Hub): void {
  engine.trackObject(object);
  engine.flow(getPrototype(engine, object), result);
  const builtin = engine.semantics.getBuiltinPrototype(engine, object);
  if (builtin) {
    if (builtin.detail.path?.[0] === 'EventEmitter') {
      // A program that asks for what all emitters inherit may change it.
      engine.track(builtin);
    }
    engine.add(result, builtin);
  }
  if (object.kind === 'builtin' && object.detail.path?.join('.') === 'Iterator.prototype') {
    // It stands for several objects, which inherit from one of them.
    engine.add(result, object);
  }
}
