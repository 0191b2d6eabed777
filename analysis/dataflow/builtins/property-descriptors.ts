import { listPlainProperties } from '../../program/syntax.ts';
import { addGetter, addSetter } from '../accessors.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, copyNames, forEachStore, getField, readField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { PRIMITIVE, UNDEFINED } from '../primitive-values.ts';
import { load } from '../properties.ts';
import { defineIn } from '../stores.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, decideUndefined, isHeapValue, isOfRuntime } from '../values.ts';
import { make } from './made-by-call.ts';
import { getArgumentAt, withKeyArgument } from './operation.ts';
import type { Operation } from './operation.ts';

/** The properties that an object of descriptors describes. */
export function defineAll(engine: Engine, call: Call, object: HeapValue, descriptors: Hub): void {
  copyNames(engine, descriptors, (name) => {
    const descriptor = createHub('descriptor');
    readField(engine, descriptors, name, descriptor);
    engine.want(descriptor);
    define(engine, call, object, name, descriptor);
  });
  engine.want(descriptors);
}

/** A property by its descriptor: `{ value }`, `{ get, set }`. */
export function define(engine: Engine, call: Call, object: HeapValue, name: string, descriptor: Hub): void {
  const value = readValue(engine, call, descriptor);
  defineIn(
    engine,
    call,
    object,
    name,
    isPrototypeOfFunction(object, name) ? keepLocked(engine, descriptor, value) : value,
  );
  for (const [key, add] of [
    ['get', addGetter],
    ['set', addSetter],
  ] as const) {
    const accessor = createHub(key);
    load(engine, call, descriptor, key, accessor);
    if (isOfRuntime(object)) {
      // Everybody has the object, and reads the property.
      engine.escape(accessor, { kind: 'stored', name }, call.node, call.activation);
    }
    let isAdded = false;
    engine.want(accessor);
    engine.listen(accessor, (held) => {
      if (!isAdded && (isHeapValue(held) || held.kind === 'unknown')) {
        isAdded = true;
        add(engine, object, name, accessor);
      }
    });
  }
}

function isPrototypeOfFunction({ kind, hasOwn }: HeapValue, name: string): boolean {
  return name === 'prototype' && (kind === 'class' || kind === 'function') && hasOwn?.(name) === true;
}

/** Compilers only lock it: `defineProperty(Class, 'prototype', { writable: false })` leaves its value. */
function keepLocked(engine: Engine, descriptor: Hub, value: Hub): Hub {
  const written = createHub('value');
  engine.flow(value, written, (held) => (decideUndefined(held) === true ? undefined : held));
  engine.listen(descriptor, (described) => {
    const names = isHeapValue(described) && described.node ? listPlainProperties(described.node) : undefined;
    if (!names || names.includes('value')) {
      engine.flow(value, written);
    } else if (isHeapValue(described)) {
      forEachStore(described, () => {
        engine.flow(value, written);
      });
    }
  });
  return written;
}

/** What a descriptor gives a property: `undefined` as well, unless it has a getter. */
function readValue(engine: Engine, call: Call, descriptor: Hub): Hub {
  const value = createHub('value');
  load(engine, call, descriptor, 'value', value);
  const written = createHub('value');
  engine.flow(value, written, (held) => (decideUndefined(held) === true ? undefined : held));
  engine.listen(descriptor, (described) => {
    if (isHeapValue(described) && described.hasOwn?.('get')) {
      // One that may be taken away again, or be none.
      engine.flow(getField(engine, described, 'get'), written, (getter) =>
        decideUndefined(getter) === true ? getter : undefined,
      );
    } else {
      engine.flow(value, written);
    }
  });
  return written;
}

/** `Object.defineProperty(object, key, descriptor)`; `Reflect.defineProperty` too. */
export const defineProperty: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const descriptor = getArgumentAt(call, 2, engine);
  engine.flow(target, call.result);
  engine.wantIfTracked(descriptor, target);
  withKeyArgument(engine, call, 1, (name) => {
    engine.listen(target, (value) => {
      if (isHeapValue(value)) {
        engine.want(descriptor);
        define(engine, call, value, name, descriptor);
      } else if (value.kind === 'unknown') {
        engine.escape(descriptor, { kind: 'stored', name }, call.node, call.activation);
      }
    });
  });
};

/** `Object.defineProperties(object, descriptors)`. */
export const defineProperties: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const descriptors = getArgumentAt(call, 1, engine);
  engine.flow(target, call.result);
  engine.wantIfTracked(descriptors, target);
  engine.listen(target, (value) => {
    if (isHeapValue(value)) {
      defineAll(engine, call, value, descriptors);
    } else if (value.kind === 'unknown') {
      engine.escape(descriptors, { kind: 'stored', name: undefined }, call.node, call.activation);
    }
  });
};

/** `{ value }` or `{ get, set }` of a property. */
export const getOwnPropertyDescriptor: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const made = make(engine, call, 'object', 'descriptor');
  fillFlags(engine, made);
  engine.add(call.result, made);
  engine.add(call.result, UNDEFINED);
  engine.wantWith(call.result, target);
  withKeyArgument(engine, call, 1, (name) => {
    describe(engine, target, name, made);
  });
};

/** What else a descriptor says: whether the property can be written, listed and changed. */
function fillFlags(engine: Engine, descriptor: HeapValue): void {
  for (const name of ['writable', 'enumerable', 'configurable']) {
    engine.add(getField(engine, descriptor, name), PRIMITIVE);
  }
}

function describe(engine: Engine, target: Hub, name: string, descriptor: HeapValue): void {
  readField(engine, target, name, getField(engine, descriptor, 'value'));
  engine.listen(target, (value) => {
    if (!isHeapValue(value)) {
      return;
    }
    for (const [key, accessors] of [
      ['get', value.getters],
      ['set', value.setters],
    ] as const) {
      for (const [of, accessor] of accessors) {
        if (of === name || of === ANY || name === ANY) {
          engine.flow(accessor, getField(engine, descriptor, key));
        }
      }
    }
  });
}

/** `Object.getOwnPropertyDescriptors(object)`. */
export const getOwnPropertyDescriptors: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const made = make(engine, call, 'object', 'descriptors');
  engine.add(call.result, made);
  engine.wantWith(call.result, target);
  copyNames(engine, target, (name) => {
    const descriptor = engine.made.get(['descriptor of', name, call.node, call.activation], () =>
      createHeapValue('object', call.node, call.activation),
    );
    fillFlags(engine, descriptor);
    engine.add(getField(engine, made, name), descriptor);
    describe(engine, target, name, descriptor);
  });
};
