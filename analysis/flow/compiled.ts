/** What compilers make of `async` functions and classes, as far as values go through it. */

/** Calls that run the function that they are given, and return a promise of what it returns (TypeScript, esbuild). */
export const AWAITERS: ReadonlySet<string> = new Set(['__awaiter', '__async']);

/** Calls that return the function that they are given, as one that returns a promise (Babel, SWC). */
export const ASYNC_WRAPPERS: ReadonlySet<string> = new Set([
  '_asyncToGenerator',
  '_async_to_generator',
  'asyncToGenerator',
  'mark',
]);

/** The call that runs a state machine, whose steps return `[instruction, value]` (TypeScript for ES5). */
export const GENERATOR_RUNNER = '__generator';
export const AWAIT_INSTRUCTION = 4;

/** The call that runs a state machine, whose steps end in `context.abrupt('return', value)` (regenerator). */
export const STATE_MACHINE_RUNNER = 'wrap';
export const STATE_MACHINE_RETURN = 'abrupt';

/** Calls that define a public field: `(object, name, value)` (Babel, SWC; esbuild). */
export const FIELD_DEFINERS: ReadonlySet<string> = new Set([
  '_defineProperty',
  '_define_property',
  '__publicField',
]);

/** Calls that write a private field that is kept in a map, with the index of the map; the value is the third argument. */
export const PRIVATE_WRITERS: ReadonlyMap<string, number> = new Map([
  ['__privateAdd', 1],
  ['__privateSet', 1],
  ['__classPrivateFieldSet', 1],
  ['_classPrivateFieldInitSpec', 1],
  ['_classPrivateFieldSet', 1],
  ['_classPrivateFieldSet2', 0],
  ['_class_private_field_init', 1],
  ['_class_private_field_set', 1],
]);

/** Calls that read such a field, with the index of the map. */
export const PRIVATE_READERS: ReadonlyMap<string, number> = new Map([
  ['__privateGet', 1],
  ['__classPrivateFieldGet', 1],
  ['_classPrivateFieldGet', 1],
  ['_classPrivateFieldGet2', 0],
  ['_class_private_field_get', 1],
]);

/** Calls that define the methods of a class: `(class, instance members, static members)`, members as `{ key, value }`. */
export const CLASS_MAKERS: ReadonlySet<string> = new Set(['_createClass', '_create_class']);
