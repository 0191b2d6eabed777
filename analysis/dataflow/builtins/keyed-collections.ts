import { flowAwaited, getResolver } from '../awaiting.ts';
import { callBack } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, forEachField, forEachStore, getElements, getField, isIndex } from '../fields.ts';
import { createHub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import { UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import { load } from '../properties.ts';
import { rejectWith } from '../thrown.ts';
import type { HeapValue, Hub, Value } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/** The slot of the values of one key, where the key is told from others. */
function getKeySlot(key: Value): string | undefined {
  if (isHeapValue(key)) {
    return `[of ${key.id}]`;
  }
  return key.kind === 'constant' ? `[of ${typeof key.value} ${String(key.value)}]` : undefined;
}

/** Puts values under keys into maps. */
function setInMap(engine: Engine, map: HeapValue, key: Hub, value: Hub): void {
  engine.flow(key, getField(engine, map, '[keys]'));
  engine.flow(value, getField(engine, map, '[values]'));
  engine.wantIfTracked(value, key);
  engine.listen(key, (known) => {
    engine.flow(value, getField(engine, map, getKeySlot(known) ?? '[of any]'));
  });
}

/** `map.set(key, value)`. */
export const setKey: Operation = (engine, call) => {
  const { self, result } = call;
  if (!self) {
    return;
  }
  engine.flow(self, result);
  const value = getArgumentAt(call, 1, engine);
  engine.wantIfTracked(value, self);
  engine.listen(self, (map) => {
    if (isHeapValue(map)) {
      setInMap(engine, map, getArgumentAt(call, 0, engine), value);
    } else if (map.kind === 'unknown') {
      engine.escape(value, { kind: 'stored', name: undefined }, call.node, call.activation);
    }
  });
};

/** `map.get(key)`: what was set under this key, or under one that is not known. */
export const getKey: Operation = (engine, call) => {
  const { self, result } = call;
  if (!self) {
    return;
  }
  const key = getArgumentAt(call, 0, engine);
  engine.add(result, UNDEFINED);
  engine.wantWith(result, self);
  engine.wantWith(result, key);
  engine.wantIfTracked(self, key);
  engine.listen(self, (map) => {
    if (!isHeapValue(map)) {
      engine.add(result, UNKNOWN);
      return;
    }
    engine.want(getField(engine, map, '[keys]'));
    engine.flow(getField(engine, map, '[of any]'), result);
    engine.listen(key, (known) => {
      const slot = getKeySlot(known);
      engine.flow(getField(engine, map, slot ?? '[values]'), result);
    });
  });
};

/** `new Map(pairs)`. */
export function fillMap(engine: Engine, call: Call, map: HeapValue): void {
  const [pairs] = call.args.fixed;
  if (!pairs) {
    return;
  }
  const fill = (pair: Hub): void => {
    const [key, value] = [createHub('key'), createHub('value')];
    load(engine, call, pair, '0', key);
    load(engine, call, pair, '1', value);
    if (map.kind === 'instance') {
      callOwn(engine, call, map, 'set', [key, value]);
    } else {
      setInMap(engine, map, key, value);
      whenReplaced(engine, map, 'set', () => {
        callOwn(engine, call, map, 'set', [key, value]);
      });
    }
  };
  engine.listen(pairs, (list) => {
    if (isHeapValue(list) && list.kind === 'array') {
      // Each pair is taken by itself, so that a value stays with its key.
      forEachField(list, (name) => {
        if (isIndex(name) || name === '*') {
          fill(getField(engine, list, name));
        }
      });
    } else {
      const pair = createHub('pair');
      engine.add(pair, list);
      fill(getElement(engine, call, pair, undefined));
    }
  });
  for (const field of ['[values]', '[keys]']) {
    engine.wantWith(getField(engine, map, field), pairs);
  }
  engine.want(pairs);
}

/** `new Set(values)`. */
export function fillSet(engine: Engine, call: Call, set: HeapValue): void {
  const [values] = call.args.fixed;
  if (!values) {
    return;
  }
  const element = getElement(engine, call, values, undefined);
  if (set.kind === 'instance') {
    callOwn(engine, call, set, 'add', [element]);
  } else {
    engine.flow(element, getField(engine, set, '[elements]'));
    whenReplaced(engine, set, 'add', () => {
      callOwn(engine, call, set, 'add', [element]);
    });
  }
}

/** Does something once a program gives all collections of a kind another method: `Map.prototype.set = …`. */
function whenReplaced(engine: Engine, collection: HeapValue, method: string, act: () => void): void {
  const prototype = engine.semantics.getBuiltinPrototype(engine, collection);
  let isReplaced = false;
  const replace = (name: string | undefined): void => {
    if (!isReplaced && (name === undefined || name === ANY || name === method)) {
      isReplaced = true;
      act();
    }
  };
  if (prototype) {
    forEachStore(prototype, ({ name }) => {
      replace(name);
    });
    for (const name of prototype.getters.keys()) {
      replace(name);
    }
    prototype.accessorListeners.push((_, name) => {
      replace(name);
    });
  }
}

/** The constructors of collections fill them by a method, which a class that extends one can override (ECMA-262, 24.1.1.2). */
function callOwn(
  engine: Engine,
  call: Call,
  collection: HeapValue,
  name: string,
  args: readonly Hub[],
): void {
  const [self, method] = [createHub('this'), createHub(name)];
  engine.add(self, collection);
  load(engine, call, self, name, method);
  callBack(engine, call, method, self, args);
}

/** A function that rejects a promise. */
function createRejecter(engine: Engine, promise: HeapValue): HeapValue {
  const resolves = createHub('reason');
  rejectWith(engine, resolves, promise);
  return createHeapValue('builtin', undefined, undefined, { path: ['reject'], resolves });
}

/** `Promise.reject(reason)`. */
export const reject: Operation = (engine, call) => {
  const { node, activation, result } = call;
  const promise = engine.made.get(['rejected', node, activation], () =>
    createHeapValue('Promise', node, activation),
  );
  engine.add(result, promise);
  rejectWith(engine, getArgumentAt(call, 0, engine), promise);
};

/** `new Promise((resolve, reject) => …)`. */
export function fillPromise(engine: Engine, call: Call, promise: HeapValue): void {
  const [executor] = call.args.fixed;
  if (!executor) {
    return;
  }
  const promised = getField(engine, promise, '[promised]');
  const [resolve, reject] = [createHub('resolve'), createHub('reject')];
  engine.add(resolve, getResolver(engine, promised));
  engine.add(
    reject,
    engine.made.get(['reject', promised], () => createRejecter(engine, promise)),
  );
  engine.want(executor);
  engine.semantics.call(engine, {
    node: call.node,
    activation: call.activation,
    callee: executor,
    self: undefined,
    args: { fixed: [resolve, reject], rest: undefined },
    result: createHub('nothing'),
    isNew: false,
  });
}

/** An array at whose positions stand what the elements of a list promise. */
function waitForAll(engine: Engine, call: Call, wrap: (promised: Hub, position: string) => Hub): void {
  const { node, activation, result } = call;
  const promise = engine.made.get(['all', node, activation], () =>
    createHeapValue('Promise', node, activation),
  );
  const list = engine.made.get(['all of', node, activation], () =>
    createHeapValue('array', node, activation),
  );
  engine.add(result, promise);
  engine.add(getField(engine, promise, '[promised]'), list);
  const from = getArgumentAt(call, 0, engine);
  const wait = (element: Hub, name: string): void => {
    const promised = createHub('promised');
    flowAwaited(engine, element, promised);
    engine.flow(wrap(promised, name), getField(engine, list, name));
  };
  engine.listen(from, (value) => {
    if (isHeapValue(value) && value.kind === 'array') {
      forEachField(value, (name) => {
        if (isIndex(name) || name === '*') {
          wait(getField(engine, value, name), name);
        }
      });
    } else {
      const iterable = createHub('iterable');
      engine.add(iterable, value);
      wait(getElement(engine, call, iterable, undefined), '*');
    }
  });
  for (const hub of [getField(engine, promise, '[promised]'), getElements(engine, list)]) {
    engine.wantWith(hub, from);
  }
  engine.want(from);
}

/** `Promise.all(list)`. */
export const all: Operation = (engine, call) => {
  waitForAll(engine, call, (promised) => promised);
};

/** `Promise.allSettled(list)`: objects with the promised values. */
export const allSettled: Operation = (engine, call) => {
  const { node, activation } = call;
  waitForAll(engine, call, (promised, position) => {
    const settled = engine.made.get(['settled', position, node, activation], () =>
      createHeapValue('object', node, activation),
    );
    engine.flow(promised, getField(engine, settled, 'value'));
    engine.add(getField(engine, settled, 'reason'), UNKNOWN);
    const hub = createHub('settled');
    engine.add(hub, settled);
    return hub;
  });
};

/** `Promise.withResolvers()`. */
export const withResolvers: Operation = (engine, call) => {
  const { node, activation, result } = call;
  const made = engine.made.get(['resolvers', node, activation], () =>
    createHeapValue('object', node, activation),
  );
  const promise = engine.made.get(['promise', node, activation], () =>
    createHeapValue('Promise', node, activation),
  );
  const promised = getField(engine, promise, '[promised]');
  engine.add(result, made);
  engine.add(getField(engine, made, 'promise'), promise);
  engine.add(getField(engine, made, 'resolve'), getResolver(engine, promised));
  engine.add(
    getField(engine, made, 'reject'),
    engine.made.get(['reject', promised], () => createRejecter(engine, promise)),
  );
};
