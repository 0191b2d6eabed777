/** What a heap value is, as far as JavaScript's own behaviour depends on it. */
export type HeapKind =
  | 'object'
  | 'array'
  | 'arguments'
  | 'function'
  | 'class'
  /** Made by `new` of a function or class of the program. */
  | 'instance'
  /** The `prototype` of a function or class of the program. */
  | 'prototype'
  | 'socket'
  /** What a socket's `address()` returns, and the port in it. */
  | 'address'
  | 'port'
  /** A function or object of JavaScript or of the runtime, by its path: `Object.assign`. */
  | 'builtin'
  /** A module that is known by its name, or something in it: `node:dgram`, `createSocket`. */
  | 'module'
  /** A function with its `this` and first arguments, by `bind`. */
  | 'bound'
  | 'Map'
  | 'Set'
  | 'WeakMap'
  | 'WeakSet'
  | 'WeakRef'
  | 'Promise'
  | 'Iterator'
  | 'Generator'
  | 'Proxy'
  | 'Symbol';

/** How far code of other files reaches a value. */
export type Exposure =
  | 'none'
  /** It is held by a public field: whoever gets it there uses it as its owner does (see `assumptions.ts`). */
  | 'held'
  /** Other code has it. */
  | 'full';
