import { type Arguments, type Call, createHub, type Engine } from '../engine.ts';
import { ANY, getField, getPrototype, isIndex } from '../fields.ts';
import { getPropertyName } from '../../program/syntax.ts';
import { callUnknown } from '../calls.ts';
import { PROXY_TRAPS, load } from '../properties.ts';
import {
  type Constant,
  HeapValue,
  NUMBER,
  PRIMITIVE,
  UNDEFINED,
  UNKNOWN,
  type Value,
  isHeapValue,
  toConstant,
} from '../values.ts';
import { applySummary } from './apply-summary.ts';
import { ARRAY_FUNCTIONS, ARRAY_METHODS } from './array.ts';
import { ITERATOR_METHODS, MAP_METHODS, SET_METHODS, WEAK_REF_METHODS } from './collections.ts';
import { EMITTER_METHODS, callByRuntime } from './emitter.ts';
import { FUNCTION_METHODS, REFLECT_CALLS } from './functions.ts';
import { fillMap, fillPromise, fillSet, getKey, setKey } from './keyed-collections.ts';
import { OBJECT_FUNCTIONS, OBJECT_METHODS, REFLECT_FUNCTIONS } from './object.ts';
import { type Operation, getArgumentAt, withValues } from './operation.ts';
import { PROMISE_FUNCTIONS, PROMISE_METHODS } from './promise.ts';
import { NOTHING, PURE, type Summary } from './summary.ts';

export type Behavior = Summary | Operation;

/** A function of one primitive that gives a primitive. */
function compute(evaluate: (value: Constant, ...more: Constant[]) => Constant): Operation {
  return (engine, call) => {
    const hubs = call.args.fixed.length > 0 ? call.args.fixed : [getArgumentAt(call, 0, engine)];
    const [first, second] = hubs;
    const seconds: Constant[] = second ? [] : [undefined];
    const firsts: Value[] = [];
    const join = (value: Value, other: Constant): void => {
      if (value.kind === 'constant') {
        const result = tryTo(() => evaluate(value.value, other));
        engine.add(call.result, result ?? PRIMITIVE);
      } else {
        engine.add(call.result, PRIMITIVE);
      }
    };
    for (const hub of hubs.slice(0, 2)) {
      engine.wantWith(call.result, hub);
    }
    if (second) {
      engine.listen(second, (value) => {
        if (value.kind !== 'constant') {
          engine.add(call.result, PRIMITIVE);
          return;
        }
        seconds.push(value.value);
        for (const known of firsts) {
          join(known, value.value);
        }
      });
    }
    if (first) {
      engine.listen(first, (value) => {
        firsts.push(value);
        for (const other of seconds) {
          join(value, other);
        }
      });
    }
  };
}

function tryTo(evaluate: () => Constant): Value | undefined {
  try {
    return toConstant(evaluate());
  } catch {
    return undefined;
  }
}

const parseInteger = compute((value, radix) => Number.parseInt(String(value), Number(radix ?? 0)));
const parseFloat = compute((value) => Number.parseFloat(String(value)));

/** A callback that the runtime calls later, with the further arguments. */
function schedule(first: number): Operation {
  return (engine, call) => {
    engine.add(call.result, PRIMITIVE);
    const { node, activation, args } = call;
    const callee = getArgumentAt(call, 0, engine);
    for (const hub of args.fixed.slice(first)) {
      engine.wantIfTracked(hub, callee);
    }
    engine.semantics.call(engine, {
      node,
      activation,
      callee,
      self: undefined,
      args: { fixed: args.fixed.slice(first), rest: args.rest },
      result: createHub('nothing'),
      isNew: false,
    });
  };
}

/** What is called with `new` and fills the object that it makes. */
function createOf(
  kind: HeapValue['kind'],
  fill: (engine: Engine, call: Call, made: HeapValue) => void,
): Operation {
  return (engine, call) => {
    const { node, activation, result } = call;
    const made = engine.made.get(
      ['new', kind, node, activation],
      () => new HeapValue(kind, node, activation),
    );
    engine.add(result, made);
    fill(engine, call, made);
  };
}

function fillArray(engine: Engine, { args }: Call, made: HeapValue): void {
  // A single number is a length.
  const isLength = args.fixed.length === 1 && !args.rest;
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.flow(hub, getField(engine, made, ANY), (value) =>
      isLength && value.kind === 'constant' && typeof value.value === 'number' ? undefined : value,
    );
  }
}

/** An error or event: what it is made from may be read of it. */
const makeHolder: Operation = (engine, { args, node, activation, result }) => {
  engine.add(result, UNKNOWN);
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.escape(hub, { kind: 'argument', callee: undefined }, node, activation);
  }
};

/** `new Proxy(target, handler)`: traps that the analysis does not know do more than it follows. */
const createProxy: Operation = (engine, call) => {
  const [target, handler] = call.args.fixed;
  const { node, activation, result } = call;
  if (!target || !handler) {
    callUnknown(engine, call);
    return;
  }
  const proxy = engine.made.get(
    ['proxy', node, activation],
    () => new HeapValue('Proxy', node, activation, { proxy: { target, handler }, hasAnyName: true }),
  );
  // Whoever lists its properties, or copies them, gets what is not followed.
  proxy.initialize = (_name, field) => {
    engine.add(field, UNKNOWN);
    for (const hub of [target, handler]) {
      engine.escape(hub, { kind: 'unmodelled', what: 'Proxy' }, node, activation);
    }
  };
  engine.add(result, proxy);
  for (const hub of [target, handler]) {
    engine.whenTracked(hub, () => {
      engine.track(proxy);
    });
  }
  engine.listen(handler, (value) => {
    const isKnown = isHeapValue(value) && value.kind === 'object' && hasKnownTraps(value);
    if (!isKnown) {
      engine.add(result, UNKNOWN);
      for (const hub of [target, handler]) {
        engine.escape(hub, { kind: 'argument', callee: 'Proxy' }, node, activation);
      }
    }
  });
  engine.wantWith(result, handler);
  engine.wantIfTracked(target, handler);
};

/** Whether a handler is a literal whose traps are all among those that are followed: see {@link PROXY_TRAPS}. */
function hasKnownTraps({ node }: HeapValue): boolean {
  return (
    node?.type === 'ObjectExpression' &&
    node.properties.every(
      (property) => property.type === 'Property' && PROXY_TRAPS.has(getPropertyName(property) ?? ''),
    )
  );
}

const createSymbol: Operation = (engine, { node, activation, result }) => {
  engine.add(
    result,
    engine.made.get(['symbol', node], () => new HeapValue('Symbol', node, activation)),
  );
};

/** `Symbol.for('x')` is the same symbol everywhere. */
const getSymbol: Operation = (engine, call) => {
  withValues(engine, call, getArgumentAt(call, 0, engine), (value) => {
    const symbol =
      value.kind === 'constant'
        ? engine.made.get(
            ['registered symbol', String(value.value)],
            () => new HeapValue('Symbol', undefined, undefined),
          )
        : UNKNOWN;
    engine.add(call.result, symbol);
  });
};

const giveUnknown: Summary = { rows: ['unknown -> result'] };

/** Objects of the runtime that keep what they are made from: a cause, errors, a detail. */
const HOLDERS = [
  'AggregateError',
  'CustomEvent',
  'Error',
  'EvalError',
  'Event',
  'RangeError',
  'ReferenceError',
  'SyntaxError',
  'TypeError',
  'URIError',
];

/** Objects of the runtime that keep none of what they are made from. */
const RUNTIME_CLASSES = [
  'AbortController',
  'ArrayBuffer',
  'BigInt64Array',
  'BigUint64Array',
  'Blob',
  'Buffer',
  'DataView',
  'Date',
  'EventTarget',
  'Float32Array',
  'Float64Array',
  'Headers',
  'Int16Array',
  'Int32Array',
  'Int8Array',
  'RegExp',
  'SharedArrayBuffer',
  'TextDecoder',
  'TextEncoder',
  'URL',
  'URLSearchParams',
  'Uint16Array',
  'Uint32Array',
  'Uint8Array',
  'Uint8ClampedArray',
];

/** Namespaces of the runtime whose functions keep nothing that they are handed. */
const PURE_NAMESPACES: ReadonlySet<string> = new Set([
  'console',
  'Math',
  'JSON',
  'Intl',
  'performance',
  'Atomics',
]);

/** Reads every property of what a call is given, by its getters too. */
function readArgument(engine: Engine, call: Call): void {
  load(engine, call, getArgumentAt(call, 0, engine), ANY, createHub('nothing'));
}

/** `JSON.stringify(value, replacer)`: a function that replaces sees whatever the value holds. */
const stringify: Operation = (engine, call) => {
  engine.add(call.result, PRIMITIVE);
  readArgument(engine, call);
  const replacer = getArgumentAt(call, 1, engine);
  engine.wantIfTracked(getArgumentAt(call, 0, engine), replacer);
  engine.listen(replacer, (value) => {
    if (value.kind === 'unknown' || (isHeapValue(value) && value.kind !== 'array')) {
      callUnknown(engine, call);
    }
  });
};

const clone: Operation = (engine, call) => {
  engine.add(call.result, UNKNOWN);
  readArgument(engine, call);
};

const FUNCTIONS: Readonly<Record<string, Behavior>> = {
  Array: createOf('array', fillArray),
  BigInt: PURE,
  Boolean: compute(Boolean),
  'JSON.parse': giveUnknown,
  'JSON.stringify': stringify,
  Map: createOf('Map', fillMap),
  Number: compute((value) => Number(value)),
  'Number.isFinite': PURE,
  'Number.isInteger': PURE,
  'Number.isNaN': PURE,
  'Number.isSafeInteger': PURE,
  'Number.parseFloat': parseFloat,
  'Number.parseInt': parseInteger,
  Object: { rows: ['arg0 -> result', 'unknown -> result'] },
  Promise: createOf('Promise', fillPromise),
  Proxy: createProxy,
  Set: createOf('Set', fillSet),
  String: compute((value) => String(value)),
  'String.fromCharCode': PURE,
  'String.raw': PURE,
  Symbol: createSymbol,
  'Symbol.for': getSymbol,
  WeakMap: createOf('WeakMap', fillMap),
  WeakRef: createOf('WeakRef', (engine, call, made) => {
    engine.flow(getArgumentAt(call, 0, engine), getField(engine, made, '[target]'));
  }),
  WeakSet: createOf('WeakSet', fillSet),
  clearImmediate: NOTHING,
  clearInterval: NOTHING,
  clearTimeout: NOTHING,
  decodeURI: PURE,
  decodeURIComponent: PURE,
  encodeURI: PURE,
  encodeURIComponent: PURE,
  isFinite: PURE,
  isNaN: PURE,
  parseFloat,
  parseInt: parseInteger,
  queueMicrotask: schedule(1),
  setImmediate: schedule(1),
  setInterval: schedule(2),
  setTimeout: schedule(2),
  structuredClone: clone,
  'Arguments.prototype.@@iterator': ARRAY_METHODS.values,
  ...prefix('Array', { ...ARRAY_FUNCTIONS, fromAsync: promise(ARRAY_FUNCTIONS.fromAsync) }),
  ...prefix('Array.prototype', { ...ARRAY_METHODS, '@@iterator': ARRAY_METHODS.values }),
  ...prefix('EventEmitter.prototype', EMITTER_METHODS),
  ...prefix('Function.prototype', FUNCTION_METHODS),
  ...prefix('Iterator.prototype', {
    ...ITERATOR_METHODS,
    '@@iterator': { rows: ['this -> result'] },
    '@@asyncIterator': { rows: ['this -> result'] },
  }),
  ...prefix('Map.prototype', { ...MAP_METHODS, get: getKey, set: setKey, '@@iterator': MAP_METHODS.entries }),
  ...prefix('Object', OBJECT_FUNCTIONS),
  ...prefix('Object.prototype', OBJECT_METHODS),
  ...prefix('Promise', PROMISE_FUNCTIONS),
  ...prefix('Promise.prototype', PROMISE_METHODS),
  ...prefix('Reflect', { ...REFLECT_FUNCTIONS, ...REFLECT_CALLS }),
  ...prefix('Set.prototype', { ...SET_METHODS, '@@iterator': SET_METHODS.values }),
  ...prefix('WeakRef.prototype', WEAK_REF_METHODS),
  ...Object.fromEntries(HOLDERS.map((name) => [name, makeHolder])),
  ...Object.fromEntries(RUNTIME_CLASSES.map((name) => [name, giveUnknown])),
};

/** A promise of what a summary gives. */
function promise(summary: Summary): Operation {
  return (engine, call) => {
    const { node, activation, result } = call;
    const made = engine.made.get(
      ['promise of', summary, node, activation],
      () => new HeapValue('Promise', node, activation),
    );
    engine.add(result, made);
    applySummary(engine, { ...call, result: getField(engine, made, '[promised]') }, summary);
  };
}

function prefix(path: string, functions: Readonly<Record<string, Behavior>>): Record<string, Behavior> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, behavior]) => [`${path}.${name}`, behavior]),
  );
}

/** What a builtin does when it is called; undefined for one that is not in the tables. */
export function getBehavior(path: readonly string[]): Behavior | undefined {
  const key = path.join('.');
  if (Object.hasOwn(FUNCTIONS, key)) {
    return FUNCTIONS[key];
  }
  return path.length === 2 && PURE_NAMESPACES.has(path[0] ?? '') ? PURE : undefined;
}

/** Names that begin the path of a builtin. */
const ROOTS: ReadonlySet<string> = new Set([
  ...Object.keys(FUNCTIONS).map((path) => path.split('.')[0] ?? path),
  ...PURE_NAMESPACES,
  'process',
]);

/** The names of builtins that a file can add to. */
export const BUILTIN_NAMES: readonly string[] = [...ROOTS].filter((name) => /^[A-Z]/u.test(name));

/** What `process.platform` can be (Node.js documentation, `process.platform`). */
const PLATFORMS = ['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'sunos', 'aix', 'android'];

/** Properties of builtins that hold no function. */
const CONSTANTS: Readonly<Record<string, Value>> = {
  'Arguments.prototype.length': NUMBER,
  'Array.prototype.length': NUMBER,
  'Map.prototype.size': NUMBER,
  'Set.prototype.size': NUMBER,
  'Function.prototype.length': NUMBER,
  'Function.prototype.name': PRIMITIVE,
  'Symbol.prototype.description': PRIMITIVE,
  'Number.MAX_SAFE_INTEGER': toConstant(Number.MAX_SAFE_INTEGER),
  'Number.NaN': toConstant(Number.NaN),
};

/** Prototypes of which every member is in the tables: one that is not has been added to the language since. */
const TOTAL: ReadonlySet<string> = new Set([
  'Array.prototype',
  'Map.prototype',
  'Set.prototype',
  'Promise.prototype',
  'Iterator.prototype',
]);

/** Every name that some prototype has: an object that has it not has never had it. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'constructor',
  ...Object.keys(FUNCTIONS).flatMap((path) => path.split('.prototype.')[1] ?? []),
]);

/** The function or object of a path that JavaScript or the runtime gives. */
export function getBuiltin(engine: Engine, path: readonly string[]): HeapValue {
  return engine.made.get(['builtin', path.join('.')], () => {
    const builtin = new HeapValue('builtin', undefined, undefined, { path });
    builtin.initialize = (name, field) => {
      for (const value of getMembers(engine, path, name)) {
        engine.add(field, value);
      }
    };
    builtin.hasOwn = (name) => getMembers(engine, path, name).length > 0;
    return builtin;
  });
}

function getMembers(engine: Engine, path: readonly string[], name: string): readonly Value[] {
  const whole = path.join('.');
  const key = `${whole}.${name}`;
  if (whole === 'process' && name === 'platform') {
    return PLATFORMS.map(toConstant);
  }
  if (name === 'constructor' && path.at(-1) === 'prototype') {
    return getConstructors(engine, path[0] ?? '');
  }
  const constant = CONSTANTS[key];
  if (constant) {
    return [constant];
  }
  if (getBehavior([...path, name]) || (name === 'prototype' && path.length === 1)) {
    return [getBuiltin(engine, [...path, name])];
  }
  if (whole === 'Symbol' && name !== 'prototype') {
    return [getBuiltin(engine, [...path, name])];
  }
  if (whole === 'process') {
    return PROCESS_FUNCTIONS[name] ? [getBuiltin(engine, [...path, name])] : [UNKNOWN];
  }
  if (path.at(-1) === 'prototype') {
    return TOTAL.has(whole) && !KNOWN_METHODS.has(name) && !/^\d+$/u.test(name) ? [UNKNOWN] : [];
  }
  return path.length === 1 && name !== ANY ? getUnknownStatic(whole, name) : [];
}

/** What `constructor` is of a prototype, which may be that of other kinds as well. */
function getConstructors(engine: Engine, name: string): readonly Value[] {
  const known = Object.hasOwn(FUNCTIONS, name) ? [getBuiltin(engine, [name])] : [];
  return known.length > 0 && name !== 'Map' && name !== 'Set' ? known : [...known, UNKNOWN];
}

/** A function that has been added to a builtin since. */
function getUnknownStatic(path: string, name: string): readonly Value[] {
  return path === 'globalThis' || Object.hasOwn(FUNCTION_METHODS, name) ? [] : [UNKNOWN];
}

const registerListener: Operation = (engine, call) => {
  callByRuntime(engine, call, getArgumentAt(call, 1, engine), undefined);
};

/** `process.emit(event, …arguments)`: whoever listens gets them. */
const emitFromProcess: Operation = (engine, { args, node, activation, result }) => {
  engine.add(result, PRIMITIVE);
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.escape(hub, { kind: 'argument', callee: 'emit' }, node, activation);
  }
};

/** What Node's `process` does with what it is handed. */
const PROCESS_FUNCTIONS: Readonly<Record<string, Behavior>> = {
  binding: giveUnknown,
  getBuiltinModule: giveUnknown,
  addListener: registerListener,
  cwd: PURE,
  emit: emitFromProcess,
  emitWarning: NOTHING,
  exit: NOTHING,
  hrtime: giveUnknown,
  memoryUsage: giveUnknown,
  nextTick: schedule(1),
  off: NOTHING,
  on: registerListener,
  once: registerListener,
  prependListener: registerListener,
  removeListener: NOTHING,
  uptime: PURE,
};

/** What a function of `process` does. */
export function getProcessBehavior(name: string): Behavior | undefined {
  return PROCESS_FUNCTIONS[name];
}

/** The builtin that a name means which the file does not declare; undefined for other names. */
export function getGlobalBuiltin(engine: Engine, name: string): Value | undefined {
  switch (name) {
    case 'undefined':
      return toConstant(undefined);
    case 'NaN':
      return toConstant(Number.NaN);
    case 'Infinity':
      return toConstant(Number.POSITIVE_INFINITY);
    case '__dirname':
    case '__filename':
      return PRIMITIVE;
    default:
      return ROOTS.has(name) ? getBuiltin(engine, [name]) : undefined;
  }
}

/** Where an object inherits from by its kind. */
const PROTOTYPES: Readonly<Partial<Record<HeapValue['kind'], string>>> = {
  arguments: 'Arguments',
  array: 'Array',
  function: 'Function',
  class: 'Function',
  bound: 'Function',
  Map: 'Map',
  WeakMap: 'Map',
  Set: 'Set',
  WeakSet: 'Set',
  Symbol: 'Symbol',
  WeakRef: 'WeakRef',
  Promise: 'Promise',
  Iterator: 'Iterator',
  Generator: 'Iterator',
};

/** What a value inherits from where the program does not say; undefined at the end of the chain. */
export function getBuiltinPrototype(engine: Engine, value: HeapValue): HeapValue | undefined {
  const { kind, detail } = value;
  if (kind === 'builtin') {
    const path = detail.path?.join('.') ?? '';
    if (path === 'Object.prototype') {
      return undefined;
    }
    const isPrototype = detail.path?.at(-1) === 'prototype';
    return getBuiltin(engine, [isPrototype ? 'Object' : 'Function', 'prototype']);
  }
  return getBuiltin(engine, [PROTOTYPES[kind] ?? 'Object', 'prototype']);
}

/** What is under a name of a text, a number or another primitive, or of a regular expression. */
export function getPrimitiveMember(engine: Engine, value: Value, name: string): Value {
  if (name === 'length') {
    return NUMBER;
  }
  if (isIndex(name)) {
    return PRIMITIVE;
  }
  if (name === '@@toPrimitive') {
    // Symbols alone have it.
    return UNDEFINED;
  }
  if (PRIMITIVE_METHODS.has(name)) {
    return getBuiltin(engine, ['primitive', name]);
  }
  // The program may have added any other, but not to true and false; and a regular expression has fields.
  return value.kind === 'constant' && typeof value.value === 'boolean' ? UNDEFINED : UNKNOWN;
}

/** The methods of texts, numbers and other primitives. */
const PRIMITIVE_METHODS: ReadonlySet<string> = new Set(
  [String, Number, Boolean, BigInt, Symbol, RegExp, Date, Object].flatMap(({ prototype }) =>
    Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, { value }]) =>
      typeof value === 'function' ? [name] : [],
    ),
  ),
);

/** Methods of texts that leave the work to their first argument, if that has a method for it (ECMA-262, 22.1.3). */
const PATTERN_METHODS: ReadonlySet<string> = new Set([
  'match',
  'matchAll',
  'replace',
  'replaceAll',
  'search',
  'split',
]);

function callPattern(engine: Engine, call: Call): void {
  const [pattern, ...others] = call.args.fixed;
  if (!pattern) {
    return;
  }
  for (const other of others) {
    engine.wantIfTracked(other, pattern);
  }
  engine.listen(pattern, (value) => {
    if (isHeapValue(value) && (value.kind === 'object' || value.kind === 'instance')) {
      callUnknown(engine, call);
    }
  });
}

/** Calls a method of a primitive: its callbacks get primitives, and what it gives is one, or a list of them. */
export function callPrimitiveMember(engine: Engine, call: Call, name: string): void {
  if (PATTERN_METHODS.has(name)) {
    callPattern(engine, call);
  }
  const { node, activation, args, result } = call;
  const given = createHub('texts');
  engine.add(given, PRIMITIVE);
  for (const callback of args.fixed) {
    engine.semantics.call(engine, {
      node,
      activation,
      callee: callback,
      self: undefined,
      args: { fixed: [given, given], rest: given },
      result: createHub('nothing'),
      isNew: false,
    });
  }
  if (name === 'split' || name === 'match' || name === 'matchAll') {
    const list = engine.made.get(
      ['texts of', node, activation],
      () => new HeapValue('array', node, activation),
    );
    engine.add(getField(engine, list, ANY), PRIMITIVE);
    engine.add(result, list);
  } else {
    engine.add(result, PRIMITIVE);
  }
}

/** What a builtin class puts into its instances. */
const FILLERS: Readonly<Record<string, (engine: Engine, call: Call, made: HeapValue) => void>> = {
  Array: fillArray,
  Map: fillMap,
  Promise: fillPromise,
  Set: fillSet,
  WeakMap: fillMap,
  WeakSet: fillSet,
};

/** Makes an object what a builtin class makes of its instances. */
export function constructBuiltin(
  engine: Engine,
  maker: HeapValue,
  instance: HeapValue,
  args: Arguments,
): void {
  const { node, activation } = instance;
  if (maker.kind !== 'builtin') {
    return;
  }
  engine.flow(getField(engine, maker, 'prototype'), getPrototype(engine, instance));
  const [name = ''] = maker.detail.path ?? [];
  if (!node || !activation) {
    return;
  }
  const [callee, result] = [createHub('superclass'), createHub('nothing')];
  const call: Call = { node, activation, callee, self: undefined, args, result, isNew: true };
  const fill = Object.hasOwn(FILLERS, name) ? FILLERS[name] : undefined;
  if (fill) {
    fill(engine, call, instance);
  } else if (HOLDERS.includes(name)) {
    makeHolder(engine, call);
  }
}
