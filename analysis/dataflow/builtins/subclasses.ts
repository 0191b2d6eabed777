import { callUnknown } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { isHeapValue } from '../values.ts';

/**
 * What makes its result by the class of its `this` (ECMA-262, 10.4.2.2 ArraySpeciesCreate, 23.1.2, 27.2.4, 27.2.5), with the
 * methods that the class may override.
 */
const MADE_BY_CLASS: ReadonlySet<string> = new Set([
  ...['concat', 'filter', 'flat', 'flatMap', 'map', 'slice', 'splice'].map(
    (name) => `Array.prototype.${name}`,
  ),
  ...['catch', 'finally', 'then'].map((name) => `Promise.prototype.${name}`),
  ...['from', 'fromAsync', 'of'].map((name) => `Array.${name}`),
  ...['all', 'allSettled', 'any', 'race', 'reject', 'resolve', 'try', 'withResolvers'].map(
    (name) => `Promise.${name}`,
  ),
]);

/** Where a class of the program makes the result of a builtin, nothing is known of what that does. */
export function callBySubclass(engine: Engine, call: Call, path: readonly string[]): void {
  if (!call.self || !MADE_BY_CLASS.has(path.join('.'))) {
    return;
  }
  engine.listen(call.self, (value) => {
    if (
      isHeapValue(value) &&
      (value.kind === 'instance' || value.kind === 'class' || value.kind === 'function')
    ) {
      callUnknown(engine, call);
    }
  });
}
