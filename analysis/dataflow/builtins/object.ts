import { listPlainProperties, unwrap } from '../../program/syntax.ts';
import { addGetter, addSetter } from '../accessors.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, copyNames, copyProperties, getPrototype, readField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { PRIMITIVE, UNKNOWN } from '../primitive-values.ts';
import { PROTOTYPE, load, loadFor } from '../properties.ts';
import { readPrototype, writePrototype } from '../prototypes.ts';
import { callSetters, remove, store, storeFor, storeTo } from '../stores.ts';
import type { HeapValue, Hub } from '../value-graph.ts';
import { createHeapValue, isHeapValue, isOfRuntime } from '../values.ts';
import { defineAccessor, lookUpAccessor } from './accessor-methods.ts';
import { giveThisObject, toObjects } from './boxed-primitives.ts';
import { entries, fromEntries, groupBy, keys, values } from './object-entries.ts';
import { getArgumentAt, withKeyArgument } from './operation.ts';
import type { Operation } from './operation.ts';
import {
  defineAll,
  defineProperties,
  defineProperty,
  getOwnPropertyDescriptor,
  getOwnPropertyDescriptors,
} from './property-descriptors.ts';
import { PURE } from './summary.ts';
import type { Summary } from './summary.ts';

/** `Object.assign(target, …sources)` copies into each object that the target can be. */
export const assign: Operation = (engine, call) => {
  const target = toObjects(engine, getArgumentAt(call, 0, engine));
  engine.flow(target, call.result);
  const sources = [...call.args.fixed.slice(1), ...(call.args.rest ? [call.args.rest] : [])];
  for (const source of sources) {
    assignFrom(engine, call, target, source);
  }
};

function assignFrom(engine: Engine, call: Call, target: Hub, source: Hub): void {
  // Each property is written as by an assignment: setters run, and what has it elsewhere escapes.
  const written = new Set<string>();
  engine.wantIfTracked(source, target);
  engine.listen(target, (value) => {
    engine.want(source);
    if (isHeapValue(value) && isPlain(value)) {
      // Copied on demand, with the order of the sources.
      value.assigned.push({ call: call.node, activation: call.activation, source });
      copyProperties(engine, source, value);
    }
  });
  copyNames(engine, source, (name) => {
    if (written.has(name)) {
      return;
    }
    written.add(name);
    const property = createHub(`.${name}`);
    readField(engine, source, name, property);
    engine.whenTracked(property, () => {
      engine.want(target);
    });
    engine.listen(target, (value) => {
      if (isHeapValue(value) && name === PROTOTYPE) {
        writePrototype(engine, value, property);
      } else if (isHeapValue(value) && isPlain(value)) {
        callSetters(engine, call, value, name, property);
      } else if (isHeapValue(value)) {
        storeTo(engine, call, value, name, property);
      } else if (value.kind === 'unknown') {
        const reason = { kind: 'stored', name: name === ANY ? undefined : name } as const;
        engine.escape(property, reason, call.node, call.activation);
      }
    });
  });
}

/** Whether a value is an object that has no setter of its own. */
function isPlain({ kind, setters }: HeapValue): boolean {
  return (kind === 'object' || kind === 'array') && setters.size === 0;
}

/** `Object.create(prototype, descriptors)`. */
const create: Operation = (engine, call) => {
  const { node, activation } = call;
  const descriptors = getArgumentAt(call, 1, engine);
  const made = engine.made.get(['created', node, activation, descriptors], () =>
    createHeapValue('object', node, activation, { hasGivenPrototype: true }),
  );
  const names = getWrittenNames(descriptors);
  made.hasOwn = (name) => names.has(name);
  engine.add(call.result, made);
  engine.flow(getArgumentAt(call, 0, engine), getPrototype(engine, made));
  defineAll(engine, call, made, descriptors);
};

/** The names of the properties that an object literal has in any case. One with getters may take them away again. */
function getWrittenNames({ origin }: Hub): ReadonlySet<string> {
  const literal = origin.kind === 'expression' ? unwrap(origin.node) : undefined;
  const names = literal ? (listPlainProperties(literal) ?? []) : [];
  return new Set(names.filter((name) => name !== PROTOTYPE));
}

const setPrototypeOf: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const prototype = getArgumentAt(call, 1, engine);
  engine.flow(target, call.result);
  engine.wantIfTracked(prototype, target);
  engine.listen(target, (value) => {
    if (isHeapValue(value)) {
      writePrototype(engine, value, prototype);
    }
    if (value.kind === 'unknown' || (isHeapValue(value) && isOfRuntime(value))) {
      engine.escape(prototype, { kind: 'stored', name: undefined }, call.node, call.activation);
    }
  });
};

const getPrototypeOf: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  engine.wantWith(call.result, target);
  engine.listen(target, (value) => {
    if (isHeapValue(value)) {
      readPrototype(engine, value, call.result);
    } else {
      engine.add(call.result, UNKNOWN);
    }
  });
};

/** `Reflect.get(object, key, self)`. */
const get: Operation = (engine, call) => {
  const object = getArgumentAt(call, 0, engine);
  withKeyArgument(engine, call, 1, (name) => {
    load(engine, call, object, name, call.result);
    if (hasArgument(call, 2)) {
      loadFor(engine, call, object, name, getArgumentAt(call, 2, engine), call.result);
    }
  });
};

/** `Reflect.set(object, key, value, self)`. */
const set: Operation = (engine, call) => {
  engine.add(call.result, PRIMITIVE);
  const object = getArgumentAt(call, 0, engine);
  const value = getArgumentAt(call, 2, engine);
  withKeyArgument(engine, call, 1, (name) => {
    store(engine, call, object, name, value);
    if (hasArgument(call, 3)) {
      storeFor(engine, call, object, name, value, getArgumentAt(call, 3, engine));
    }
  });
};

/** Whether a call gives an argument at a place, or may. */
function hasArgument({ args }: Call, index: number): boolean {
  return args.fixed.length > index || args.rest !== undefined;
}

/** `Reflect.deleteProperty(object, key)`. */
const deleteProperty: Operation = (engine, call) => {
  engine.add(call.result, PRIMITIVE);
  withKeyArgument(engine, call, 1, (name) => {
    remove(engine, call, getArgumentAt(call, 0, engine), name);
  });
};

const same: Summary = { rows: ['arg0 -> result'] };

type ObjectFunction = Exclude<Extract<keyof ObjectConstructor, string>, 'prototype'> | 'groupBy';

/** What the functions of `Object` do (ECMA-262, 20.1.2). */
export const OBJECT_FUNCTIONS: Readonly<Record<ObjectFunction, Summary | Operation>> = {
  assign,
  create,
  defineProperties,
  defineProperty,
  entries,
  freeze: same,
  fromEntries,
  getOwnPropertyDescriptor,
  getOwnPropertyDescriptors,
  getOwnPropertyNames: keys,
  getOwnPropertySymbols: { makes: 'array', rows: ['unknown -> result[any]'] },
  getPrototypeOf,
  groupBy,
  hasOwn: PURE,
  is: PURE,
  isExtensible: PURE,
  isFrozen: PURE,
  isSealed: PURE,
  keys,
  preventExtensions: same,
  seal: same,
  setPrototypeOf,
  values,
};

type ObjectMember =
  | Exclude<Extract<keyof typeof Object.prototype, string>, 'constructor'>
  | '__defineGetter__'
  | '__defineSetter__'
  | '__lookupGetter__'
  | '__lookupSetter__';

/** What every object inherits (ECMA-262, 20.1.3 and B.2.2). */
export const OBJECT_METHODS: Readonly<Record<ObjectMember, Summary | Operation>> = {
  __defineGetter__: defineAccessor(addGetter),
  __defineSetter__: defineAccessor(addSetter),
  __lookupGetter__: lookUpAccessor('getters'),
  __lookupSetter__: lookUpAccessor('setters'),
  hasOwnProperty: PURE,
  isPrototypeOf: PURE,
  propertyIsEnumerable: PURE,
  toLocaleString: PURE,
  toString: PURE,
  valueOf: giveThisObject,
};

/** Does what a function of `Object` does, and says whether that was possible. */
function answer(operation: Operation): Operation {
  return (engine, call) => {
    engine.add(call.result, PRIMITIVE);
    operation(engine, { ...call, result: createHub('nothing') });
  };
}

type ReflectFunction = Extract<keyof typeof Reflect, string>;

/** What the functions of `Reflect` do (ECMA-262, 28.1), those that call functions excepted. */
export const REFLECT_FUNCTIONS: Readonly<
  Record<Exclude<ReflectFunction, 'apply' | 'construct'>, Summary | Operation>
> = {
  defineProperty: answer(defineProperty),
  deleteProperty,
  get,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  has: PURE,
  isExtensible: PURE,
  ownKeys: keys,
  preventExtensions: PURE,
  set,
  setPrototypeOf: answer(setPrototypeOf),
};
