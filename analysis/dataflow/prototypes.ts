import type { Engine } from './engine.ts';
import { getPrototype } from './fields.ts';
import type { HeapValue, Hub } from './value-graph.ts';

/** Whether an object is made for a prototype: by a class or function, or by `Object.create()`. It inherits from nothing else. */
export function isMadeForPrototype({ kind, detail }: HeapValue): boolean {
  return detail.hasGivenPrototype === true || (kind === 'instance' && detail.maker !== undefined);
}

/** What is at a hub becomes what an object inherits from. */
export function writePrototype(engine: Engine, object: HeapValue, prototype: Hub): void {
  engine.want(prototype);
  engine.flow(prototype, getPrototype(engine, object));
}

/** What an object inherits from flows to a hub. */
export function readPrototype(engine: Engine, object: HeapValue, result: Hub): void {
  engine.trackObject(object);
  engine.flow(getPrototype(engine, object), result);
  const builtin = isMadeForPrototype(object)
    ? undefined
    : engine.semantics.getBuiltinPrototype(engine, object);
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
