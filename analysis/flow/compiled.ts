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
