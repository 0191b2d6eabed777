import { type Call, createHub, type Engine } from '../engine.ts';
import {
  ANY,
  copyNames,
  copyProperties,
  forEachField,
  getField,
  getPrototype,
  isSlot,
  readField,
} from '../fields.ts';
import type { Hub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import {
  addGetter,
  addSetter,
  callSetters,
  load,
  loadFor,
  remove,
  readPrototype,
  store,
  storeFor,
  storeTo,
  writePrototype,
} from '../properties.ts';
import { getKeys } from '../transfers/assignments.ts';
import { HeapValue, PRIMITIVE, UNDEFINED, UNKNOWN, type Value, isHeapValue } from '../values.ts';
import { type Operation, getArgumentAt, withKeyArgument } from './operation.ts';
import { PURE, type Summary } from './summary.ts';

/** Where a call's own object stands, one for each call and purpose. */
function make(
  engine: Engine,
  { node, activation }: Call,
  kind: 'object' | 'array',
  purpose: string,
): HeapValue {
  return engine.made.get(
    ['operation', purpose, node, activation],
    () => new HeapValue(kind, node, activation),
  );
}

/** `Object.assign(target, …sources)` copies into each object that the target can be. */
const assign: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
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
      if (isHeapValue(value) && isPlain(value)) {
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
  const made = make(engine, call, 'object', 'create');
  engine.add(call.result, made);
  engine.flow(getArgumentAt(call, 0, engine), getPrototype(engine, made));
  defineAll(engine, call, made, getArgumentAt(call, 1, engine));
};

/** The properties that an object of descriptors describes. */
function defineAll(engine: Engine, call: Call, object: HeapValue, descriptors: Hub): void {
  copyNames(engine, descriptors, (name) => {
    const descriptor = createHub('descriptor');
    readField(engine, descriptors, name, descriptor);
    engine.want(descriptor);
    define(engine, call, object, name, descriptor);
  });
  engine.want(descriptors);
}

/** A property by its descriptor: `{ value }`, `{ get, set }`. */
function define(engine: Engine, call: Call, object: HeapValue, name: string, descriptor: Hub): void {
  const value = createHub('value');
  load(engine, call, descriptor, 'value', value);
  const plain = createHub('value');
  engine.flow(value, plain, (held) =>
    held.kind === 'constant' && held.value === undefined ? undefined : held,
  );
  storeTo(engine, call, object, name, plain);
  for (const [key, add] of [
    ['get', addGetter],
    ['set', addSetter],
  ] as const) {
    const accessor = createHub(key);
    load(engine, call, descriptor, key, accessor);
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

/** `Object.defineProperty(object, key, descriptor)`; `Reflect.defineProperty` too. */
const defineProperty: Operation = (engine, call) => {
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

const defineProperties: Operation = (engine, call) => {
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

const setPrototypeOf: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const prototype = getArgumentAt(call, 1, engine);
  engine.flow(target, call.result);
  engine.wantIfTracked(prototype, target);
  engine.listen(target, (value) => {
    if (isHeapValue(value)) {
      writePrototype(engine, value, prototype);
    } else if (value.kind === 'unknown') {
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

/** `{ value }` or `{ get, set }` of a property. */
const getOwnPropertyDescriptor: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const made = make(engine, call, 'object', 'descriptor');
  engine.add(call.result, made);
  engine.wantWith(call.result, target);
  withKeyArgument(engine, call, 1, (name) => {
    describe(engine, target, name, made);
  });
};

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

const getOwnPropertyDescriptors: Operation = (engine, call) => {
  const target = getArgumentAt(call, 0, engine);
  const made = make(engine, call, 'object', 'descriptors');
  engine.add(call.result, made);
  engine.wantWith(call.result, target);
  copyNames(engine, target, (name) => {
    const descriptor = engine.made.get(
      ['descriptor of', name, call.node, call.activation],
      () => new HeapValue('object', call.node, call.activation),
    );
    engine.add(getField(engine, made, name), descriptor);
    describe(engine, target, name, descriptor);
  });
};

/** The names of properties, as an array of texts. */
const keys: Operation = (engine, call) => {
  const made = make(engine, call, 'array', 'keys');
  engine.add(call.result, made);
  engine.flow(getKeys(engine, getArgumentAt(call, 0, engine)), getField(engine, made, ANY));
};

const values: Operation = (engine, call) => {
  const made = make(engine, call, 'array', 'values');
  engine.add(call.result, made);
  readValues(engine, call, getArgumentAt(call, 0, engine), getField(engine, made, ANY));
};

/** What the properties of an object hold. */
function readValues(engine: Engine, call: Call, from: Hub, to: Hub): void {
  engine.wantWith(to, from);
  engine.listen(from, (value) => {
    if (value.kind === 'unknown') {
      engine.add(to, UNKNOWN);
    } else if (isHeapValue(value)) {
      forEachField(value, (name) => {
        if (!isSlot(name) && !name.startsWith('#') && !name.startsWith('@@')) {
          engine.flow(getField(engine, value, name), to);
        }
      });
      engine.semantics.callGetters(engine, value, ANY, to);
    } else {
      engine.add(to, PRIMITIVE);
    }
  });
}

const entries: Operation = (engine, call) => {
  const made = make(engine, call, 'array', 'entries');
  const pair = make(engine, call, 'array', 'entry');
  const from = getArgumentAt(call, 0, engine);
  engine.add(call.result, made);
  engine.add(getField(engine, made, ANY), pair);
  engine.flow(getKeys(engine, from), getField(engine, pair, '0'));
  readValues(engine, call, from, getField(engine, pair, '1'));
};

/** `Object.fromEntries(pairs)`: which value has which key is not told. */
const fromEntries: Operation = (engine, call) => {
  const made = make(engine, call, 'object', 'fromEntries');
  engine.add(call.result, made);
  const pair = getElement(engine, call, getArgumentAt(call, 0, engine), undefined);
  load(engine, call, pair, '1', getField(engine, made, ANY));
};

/** `Object.groupBy(items, name)`: objects of arrays. */
const groupBy: Operation = (engine, call) => {
  const made = make(engine, call, 'object', 'groupBy');
  const group = make(engine, call, 'array', 'group');
  engine.add(call.result, made);
  engine.add(getField(engine, made, ANY), group);
  const element = getElement(engine, call, getArgumentAt(call, 0, engine), undefined);
  engine.flow(element, getField(engine, group, ANY));
  const { node, activation } = call;
  engine.semantics.call(engine, {
    node,
    activation,
    callee: getArgumentAt(call, 1, engine),
    self: undefined,
    args: { fixed: [element], rest: undefined },
    result: createHub('key'),
    isNew: false,
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

/** `__defineGetter__(name, getter)` and its like. */
function defineAccessor(add: typeof addGetter): Operation {
  return (engine, call) => {
    const accessor = getArgumentAt(call, 1, engine);
    withKeyArgument(engine, call, 0, (name) => {
      if (call.self) {
        engine.listen(call.self, (value) => {
          if (isHeapValue(value)) {
            add(engine, value, name, accessor);
          }
        });
      }
    });
  };
}

/** `__lookupGetter__(name)` and its like: of the object or of what it inherits from. */
function lookUpAccessor(kind: 'getters' | 'setters'): Operation {
  return (engine, call) => {
    const { self, result } = call;
    engine.add(result, UNDEFINED);
    if (!self) {
      return;
    }
    const seen = new Set<HeapValue>();
    const lookUp = (value: Value, name: string): void => {
      if (!isHeapValue(value)) {
        engine.add(result, UNKNOWN);
        return;
      }
      if (seen.has(value)) {
        return;
      }
      seen.add(value);
      const add = (of: string, accessor: Hub): void => {
        if (of === name || of === ANY || name === ANY) {
          engine.flow(accessor, result);
        }
      };
      for (const [of, accessor] of value[kind]) {
        add(of, accessor);
      }
      value.accessorListeners.push((added, of, accessor) => {
        if (`${added}ters` === kind) {
          add(of, accessor);
        }
      });
      const prototype = getPrototype(engine, value);
      engine.wantWith(result, prototype);
      engine.listen(prototype, (parent) => {
        lookUp(parent, name);
      });
    };
    withKeyArgument(engine, call, 0, (name) => {
      engine.wantWith(result, self);
      engine.listen(self, (value) => {
        lookUp(value, name);
      });
    });
  };
}

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
  valueOf: { rows: ['this -> result'] },
};

type ReflectFunction = Extract<keyof typeof Reflect, string>;

/** What the functions of `Reflect` do (ECMA-262, 28.1), those that call functions excepted. */
export const REFLECT_FUNCTIONS: Readonly<
  Record<Exclude<ReflectFunction, 'apply' | 'construct'>, Summary | Operation>
> = {
  defineProperty,
  deleteProperty,
  get,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  has: PURE,
  isExtensible: PURE,
  ownKeys: keys,
  preventExtensions: PURE,
  set,
  setPrototypeOf,
};
