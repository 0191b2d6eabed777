import type { Engine } from './engine.ts';
import { ANY, getField, getPrototype } from './fields.ts';
import type { HeapValue, Hub, Value } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/*
 * `Array.prototype[Symbol.iterator] = …`, `Object.getPrototypeOf([].values()).next = …`, `generate.prototype.next = …`: what
 * lists, maps and generators are iterated by may be the program's own.
 */

/** What iteration asks an object for, and what that gives (ECMA-262, 7.4). */
const METHODS: ReadonlySet<string> = new Set(['@@iterator', '@@asyncIterator', 'next']);

/**
 * Calls `act` once where the program may have replaced what a list, map, set, iterator or generator is iterated by.
 *
 * @param result what the iteration gives
 */
export function whenIterationIsReplaced(
  engine: Engine,
  value: HeapValue,
  result: Hub,
  act: () => void,
): void {
  let isDone = false;
  const actOnce = (): void => {
    if (!isDone) {
      isDone = true;
      act();
    }
  };
  watchBuiltin(engine, engine.semantics.getBuiltinPrototype(engine, value), result, actOnce);
  watchBuiltin(engine, getIteratorPrototype(engine), result, actOnce);
  const seen = new Set<HeapValue>();
  const visit = (object: HeapValue): void => {
    if (seen.has(object)) {
      return;
    }
    seen.add(object);
    watchObject(object, (name) => {
      // A name of its own that is not known is that of an element.
      if (object !== value || name !== ANY) {
        actOnce();
      }
    });
    if (object !== value && [...(object.names?.() ?? [])].some((name) => METHODS.has(name))) {
      actOnce();
    }
    const track = (): void => {
      engine.trackObject(object);
    };
    if (object !== value) {
      engine.whenWanted(result, track);
      engine.whenTracked(result, track);
    }
    const prototypes = getPrototype(engine, object);
    engine.wantWith(result, prototypes);
    engine.wantIfTracked(result, prototypes);
    engine.listen(prototypes, (parent) => {
      if (isHeapValue(parent)) {
        visit(parent);
      }
    });
  };
  visit(value);
}

/** What all iterators and generators inherit from. */
function getIteratorPrototype(engine: Engine): HeapValue | undefined {
  const iterator = engine.made.get(['some iterator'], () =>
    createHeapValue('Iterator', undefined, undefined),
  );
  return engine.semantics.getBuiltinPrototype(engine, iterator);
}

function watchBuiltin(engine: Engine, builtin: HeapValue | undefined, result: Hub, act: () => void): void {
  if (!builtin) {
    return;
  }
  const actIfReplaced = (held: Value): void => {
    if (!isHeapValue(held) || held.kind !== 'builtin') {
      act();
    }
  };
  for (const name of METHODS) {
    if (builtin.hasOwn?.(name)) {
      const method = getField(engine, builtin, name);
      engine.wantWith(result, method);
      engine.wantIfTracked(result, method);
      engine.listen(method, actIfReplaced);
    }
  }
  watchObject(builtin, (name, isGetter) => {
    if (isGetter || name === ANY || !builtin.hasOwn?.(name)) {
      act();
    }
  });
}

/** Calls `act` with each method of iteration that an object has or gets, and with each name that is not known. */
function watchObject(object: HeapValue, act: (name: string, isGetter: boolean) => void): void {
  const actIfMeant = (name: string, isGetter = false): void => {
    if (name === ANY || METHODS.has(name)) {
      act(name, isGetter);
    }
  };
  object.fieldListeners.push((name) => {
    actIfMeant(name);
  });
  object.accessorListeners.push((kind, name) => {
    if (kind === 'get') {
      actIfMeant(name, true);
    }
  });
  for (const name of [...object.fields.keys()]) {
    actIfMeant(name);
  }
  for (const name of [...object.getters.keys()]) {
    actIfMeant(name, true);
  }
}
