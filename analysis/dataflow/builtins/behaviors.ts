import { callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { PRIMITIVE, UNKNOWN } from '../primitive-values.ts';
import { load } from '../properties.ts';
import { isHeapValue } from '../values.ts';
import { ARRAY_FUNCTIONS, ARRAY_METHODS } from './array.ts';
import { boxIfNew } from './boxed-primitives.ts';
import { ITERATOR_METHODS, MAP_METHODS, SET_METHODS, WEAK_REF_METHODS } from './collections.ts';
import { compute, parseFloat, parseInteger } from './computed-constants.ts';
import { EMITTER_METHODS } from './emitter.ts';
import { FUNCTION_METHODS, REFLECT_CALLS } from './functions.ts';
import { fillMap, fillPromise, fillSet, getKey, setKey } from './keyed-collections.ts';
import {
  HOLDERS,
  createConstructor,
  createSymbol,
  fillArray,
  getSymbol,
  giveData,
  makeHolder,
  promise,
} from './made-objects.ts';
import { OBJECT_FUNCTIONS, OBJECT_METHODS, REFLECT_FUNCTIONS } from './object.ts';
import { NAMESPACES } from './namespaces.ts';
import { getArgumentAt } from './operation.ts';
import type { Behavior, Operation } from './operation.ts';
import { PROMISE_FUNCTIONS, PROMISE_METHODS } from './promise.ts';
import { createProxy } from './proxy.ts';
import { NOTHING, PURE } from './summary.ts';
import type { Summary } from './summary.ts';
import { schedule } from './timers.ts';

/** Gives something of which nothing is known, and keeps nothing. */
export const giveUnknown: Summary = { rows: ['unknown -> result'] };

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

/** Reads every property of what a call is given, by its getters too. */
function readArgument(engine: Engine, call: Call): void {
  load(engine, call, getArgumentAt(call, 0, engine), ANY, createHub('nothing'));
}

/** `JSON.stringify(value, replacer)`: a replacer that is a function sees whatever the value holds. */
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

/** `JSON.parse(text, reviver)`: what the reviver returns stands in the place of what was read. */
const parse: Operation = (engine, call) => {
  if (call.args.fixed.length === 1 && !call.args.rest) {
    giveData(engine, call);
  } else {
    callUnknown(engine, call);
  }
};

const clone: Operation = (engine, call) => {
  engine.add(call.result, UNKNOWN);
  readArgument(engine, call);
};

/** What each builtin does, by its path. */
export const FUNCTIONS: Readonly<Record<string, Behavior>> = {
  Array: createConstructor('array', fillArray),
  BigInt: PURE,
  Boolean: boxIfNew(compute(Boolean)),
  'JSON.parse': parse,
  'JSON.stringify': stringify,
  Map: createConstructor('Map', fillMap),
  Number: boxIfNew(compute((value) => Number(value))),
  'Number.isFinite': PURE,
  'Number.isInteger': PURE,
  'Number.isNaN': PURE,
  'Number.isSafeInteger': PURE,
  'Number.parseFloat': parseFloat,
  'Number.parseInt': parseInteger,
  Object: { rows: ['arg0 -> result', 'unknown -> result'] },
  Promise: createConstructor('Promise', fillPromise),
  Proxy: createProxy,
  Set: createConstructor('Set', fillSet),
  String: boxIfNew(compute((value) => String(value))),
  'String.fromCharCode': PURE,
  'String.raw': PURE,
  Symbol: createSymbol,
  'Symbol.for': getSymbol,
  WeakMap: createConstructor('WeakMap', fillMap),
  WeakRef: createConstructor('WeakRef', (engine, call, made) => {
    engine.flow(getArgumentAt(call, 0, engine), getField(engine, made, '[target]'));
  }),
  WeakSet: createConstructor('WeakSet', fillSet),
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
  // It is a function itself (ECMA-262, 20.2.3), from which all others inherit.
  'Function.prototype': { rows: ['undefined -> result'] },
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
  ...Object.fromEntries(
    Object.entries(NAMESPACES).flatMap(([name, rows]) => Object.entries(prefix(name, rows))),
  ),
  ...Object.fromEntries(HOLDERS.map((name) => [name, makeHolder])),
  ...Object.fromEntries(RUNTIME_CLASSES.map((name) => [name, giveUnknown])),
};

function prefix(path: string, functions: Readonly<Record<string, Behavior>>): Record<string, Behavior> {
  return Object.fromEntries(
    Object.entries(functions).map(([name, behavior]) => [`${path}.${name}`, behavior]),
  );
}

const methods = new Map<string, string[]>();
for (const path of Object.keys(FUNCTIONS)) {
  const dot = path.lastIndexOf('.');
  const owner = path.slice(0, Math.max(dot, 0));
  methods.set(owner, [...(methods.get(owner) ?? []), path.slice(dot + 1)]);
}

/** The names of the functions that a builtin object has: of `Reflect`, of `Array.prototype`. */
export const METHOD_NAMES: ReadonlyMap<string, readonly string[]> = methods;

/** What a builtin does when it is called; undefined for one that is not in the tables. */
export function getBehavior(path: readonly string[]): Behavior | undefined {
  const key = path.join('.');
  return Object.hasOwn(FUNCTIONS, key) ? FUNCTIONS[key] : undefined;
}

/** Names that begin the path of a builtin. */
export const ROOTS: ReadonlySet<string> = new Set([
  ...Object.keys(FUNCTIONS).map((path) => path.split('.')[0] ?? path),
  'process',
]);

/** Whether a global is a function that is no class, or an object that holds nothing but such functions. */
export function isFunctionOrNamespace(name: string): boolean {
  return Object.hasOwn(NAMESPACES, name) || (/^[a-z]/u.test(name) && getBehavior([name]) !== undefined);
}
