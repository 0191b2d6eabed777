import { isFunction } from '../../program/syntax.ts';
import type { Engine } from '../engine.ts';
import { ANY, getPrototype } from '../fields.ts';
import { NUMBER, PRIMITIVE, UNKNOWN, toConstant } from '../primitive-values.ts';
import type { HeapValue, Value } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { FUNCTIONS, METHOD_NAMES, ROOTS, getBehavior } from './behaviors.ts';
import { FUNCTION_METHODS } from './functions.ts';
import { OBJECT_METHODS } from './object.ts';
import { NAMESPACES } from './namespaces.ts';
import { getNativeMembers } from './native-members.ts';
import { PROCESS_FUNCTIONS } from './process.ts';

/** What `process.platform` can be (Node.js documentation, `process.platform`). */
const PLATFORMS = ['linux', 'darwin', 'win32', 'freebsd', 'openbsd', 'sunos', 'aix', 'android'];

/** Properties of builtins that hold no function. */
const CONSTANTS: Readonly<Record<string, Value>> = {
  'Arguments.prototype.length': NUMBER,
  'Array.prototype.length': NUMBER,
  'Error.prototype.message': toConstant(''),
  'Map.prototype.size': NUMBER,
  'Set.prototype.size': NUMBER,
  'Function.prototype.length': NUMBER,
  'Function.prototype.name': PRIMITIVE,
  'Symbol.prototype.description': PRIMITIVE,
  'Number.MAX_SAFE_INTEGER': toConstant(Number.MAX_SAFE_INTEGER),
  'Number.NaN': toConstant(Number.NaN),
  // What emitters have as soon as they are made (lib/events.js).
  ...Object.fromEntries(
    ['_events', '_eventsCount', '_maxListeners', 'domain'].map((name) => [
      `EventEmitter.prototype.${name}`,
      UNKNOWN,
    ]),
  ),
};

/** Prototypes of which every member is in the tables: one that is not has been added to the language since. */
const TOTAL: ReadonlySet<string> = new Set([
  'Array.prototype',
  'Map.prototype',
  'Set.prototype',
  'Promise.prototype',
  'Iterator.prototype',
]);

/** What Node.js 20 has not (https://node.green), and what not every iterator has. */
const RECENT: ReadonlySet<string> = new Set([
  'Array.fromAsync',
  'Float16Array',
  'Intl.DurationFormat',
  'Iterator',
  ...'drop every filter find flatMap forEach map reduce return some take throw toArray'
    .split(' ')
    .map((name) => `Iterator.prototype.${name}`),
  'Math.f16round',
  'Math.sumPrecise',
  'Object.groupBy',
  'Promise.try',
  'Promise.withResolvers',
  ...'difference intersection isDisjointFrom isSubsetOf isSupersetOf symmetricDifference union'
    .split(' ')
    .map((name) => `Set.prototype.${name}`),
]);

/** What `Symbol` has had since ECMAScript 2020. */
const OLD_SYMBOLS: ReadonlySet<string> = new Set(
  'asyncIterator for hasInstance isConcatSpreadable iterator keyFor match matchAll prototype replace search species split toPrimitive toStringTag unscopables'.split(
    ' ',
  ),
);

/** Classes whose methods are those of another one of the tables. */
const SAME_METHODS: Readonly<Record<string, string>> = { WeakMap: 'Map', WeakSet: 'Set' };

/** Every name of a member of some built-in prototype. */
const KNOWN_METHODS: ReadonlySet<string> = new Set([
  'constructor',
  '__proto__',
  ...Object.keys(FUNCTIONS).flatMap((path) => path.split('.prototype.')[1] ?? []),
]);

/** The function or object of a path that JavaScript or the runtime gives. */
export function getBuiltin(engine: Engine, path: readonly string[]): HeapValue {
  return engine.made.get(['builtin', path.join('.')], () => {
    const builtin = createHeapValue('builtin', undefined, undefined, {
      path,
      mayBePrimitive: mayBeMissing(path),
    });
    builtin.initialize = (name, field) => {
      for (const value of getMembers(engine, path, name)) {
        engine.add(field, value);
      }
    };
    const unknown = getUnknownMembers(path);
    if (isNamespace(path)) {
      // Which names it has is not listed: one of them stands for all.
      builtin.names = () => [ANY];
    } else if (unknown.size > 0) {
      builtin.names = () => unknown;
    }
    builtin.hasOwn = (name) => getMembers(engine, path, name).length > 0;
    return builtin;
  });
}

/** Whether not every Node.js has it, from 20 on, or whether it depends on the primitive that it is read from. */
function mayBeMissing(path: readonly string[]): boolean {
  const [owner = '', name] = path;
  return (
    owner === 'primitive' ||
    RECENT.has(path.join('.')) ||
    (owner === 'Symbol' && name !== undefined && !OLD_SYMBOLS.has(name))
  );
}

/** What a prototype has of which nothing is known, by name. */
function getUnknownMembers(path: readonly string[]): ReadonlySet<string> {
  const [owner = '', prototype] = path;
  return path.length === 2 && prototype === 'prototype' ? getNativeMembers(owner) : NO_MEMBERS;
}

const NO_MEMBERS: ReadonlySet<string> = new Set();

/** Whether a path leads to an object that only holds functions. */
function isNamespace(path: readonly string[]): boolean {
  return path.length === 1 && Object.hasOwn(NAMESPACES, path[0] ?? '');
}

/** What generator functions inherit from; its own `prototype` is what all generators do. */
const GENERATOR_FUNCTIONS = 'GeneratorFunction.prototype';

function getMembers(engine: Engine, path: readonly string[], name: string): readonly Value[] {
  const whole = path.join('.');
  if (whole === 'process') {
    return getProcessMembers(engine, name);
  }
  const isPrototype = path.at(-1) === 'prototype';
  if (isPrototype && name === 'constructor') {
    return getConstructors(engine, path[0] ?? '');
  }
  if (whole === GENERATOR_FUNCTIONS && name === 'prototype') {
    return [getBuiltin(engine, ['Iterator', 'prototype'])];
  }
  const constant = getConstant(path, name);
  if (constant) {
    return [constant];
  }
  if (isBuiltin(path, name)) {
    return [getBuiltin(engine, [...getMethodOwner(path, name), name])];
  }
  if (getUnknownMembers(path).has(name)) {
    return [UNKNOWN];
  }
  if (isPrototype) {
    return TOTAL.has(whole) && !KNOWN_METHODS.has(name) && !/^\d+$/u.test(name) ? [UNKNOWN] : [];
  }
  return path.length === 1 && (name !== ANY || isNamespace(path)) ? getUnknownStatic(whole, name) : [];
}

function getConstant(path: readonly string[], name: string): Value | undefined {
  const isOfSymbol = path.length === 2 && path[0] === 'Symbol' && name === 'description';
  return isOfSymbol ? PRIMITIVE : CONSTANTS[`${path.join('.')}.${name}`];
}

/** What has a member of a builtin: some have the prototype of another one. */
function getMethodOwner(path: readonly string[], name: string): readonly string[] {
  const other = name === 'prototype' ? SAME_METHODS[path.join('.')] : undefined;
  return other === undefined ? path : [other];
}

function isBuiltin(path: readonly string[], name: string): boolean {
  const isStatic = path.length === 1 && (name === 'prototype' || path[0] === 'Symbol');
  return isStatic || getBehavior([...path, name]) !== undefined;
}

function getProcessMembers(engine: Engine, name: string): readonly Value[] {
  if (name === 'platform') {
    return PLATFORMS.map(toConstant);
  }
  return name === 'prototype' || PROCESS_FUNCTIONS[name]
    ? [getBuiltin(engine, ['process', name])]
    : [UNKNOWN];
}

/** What `constructor` is of a prototype, which may be that of other kinds as well. */
function getConstructors(engine: Engine, name: string): readonly Value[] {
  const isKnown = Object.hasOwn(FUNCTIONS, name) || GENERATOR_FUNCTIONS.startsWith(`${name}.`);
  const known = isKnown ? [getBuiltin(engine, [name])] : [];
  return known.length > 0 && name !== 'Map' && name !== 'Set' ? known : [...known, UNKNOWN];
}

/** A function that has been added to a builtin since. */
function getUnknownStatic(path: string, name: string): readonly Value[] {
  const isInherited = Object.hasOwn(FUNCTION_METHODS, name) || Object.hasOwn(OBJECT_METHODS, name);
  return path === 'globalThis' || isInherited ? [] : [UNKNOWN];
}

/** The builtin that an undeclared name means; undefined for other names. */
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

/** The prototype that an object has because of its kind. */
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

/**
 * Calls `act` with the name of each built-in method that a value has, but for those of every object: what a call by a name that
 * is not known may call.
 */
export function forEachBuiltinMethod(engine: Engine, value: HeapValue, act: (name: string) => void): void {
  const seen = new Set<HeapValue>();
  const visit = (object: HeapValue): void => {
    if (seen.has(object)) {
      return;
    }
    seen.add(object);
    for (const name of METHOD_NAMES.get(getOwner(object)) ?? []) {
      act(name);
    }
    engine.listen(getPrototype(engine, object), (parent) => {
      if (isHeapValue(parent)) {
        visit(parent);
      }
    });
  };
  visit(value);
}

/** The prototype that gives a value its methods. A class can't be called by those of functions. */
function getOwner({ kind, detail }: HeapValue): string {
  if (kind === 'builtin') {
    const owner = detail.path?.join('.') ?? '';
    return owner === 'Object.prototype' ? '' : owner;
  }
  const prototype = kind === 'class' ? undefined : PROTOTYPES[kind];
  return prototype === undefined ? '' : `${prototype}.prototype`;
}

/** What a value inherits from where the program does not say; undefined at the end of the chain. */
export function getBuiltinPrototype(engine: Engine, value: HeapValue): HeapValue | undefined {
  const { kind, node, detail } = value;
  if (kind === 'builtin') {
    const path = detail.path?.join('.') ?? '';
    if (path === 'Object.prototype') {
      return undefined;
    }
    if (path === GENERATOR_FUNCTIONS) {
      return getBuiltin(engine, ['Function', 'prototype']);
    }
    const isPrototype = detail.path?.at(-1) === 'prototype';
    return getBuiltin(engine, [isPrototype ? 'Object' : 'Function', 'prototype']);
  }
  if (isFunction(node) && node.generator && kind === 'function') {
    return getBuiltin(engine, GENERATOR_FUNCTIONS.split('.'));
  }
  if (isFunction(node) && node.generator && kind === 'prototype') {
    return getBuiltin(engine, ['Iterator', 'prototype']);
  }
  return getBuiltin(engine, [PROTOTYPES[kind] ?? 'Object', 'prototype']);
}
