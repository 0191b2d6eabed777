import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import { toKey } from '../keys.ts';
import { UNDEFINED } from '../primitive-values.ts';
import type { Hub, Value } from '../value-graph.ts';
import type { Summary } from './summary.ts';

/** What a builtin does that no summary can say. */
export type Operation = (engine: Engine, call: Call) => void;

/** What a builtin does when it is called: rows of a table, or an operation of its own. */
export type Behavior = Summary | Operation;

/** The argument at a position: `undefined` where there is none. */
export function getArgumentAt({ args }: Call, index: number, engine: Engine): Hub {
  const known = args.fixed[index] ?? args.rest;
  if (known) {
    return known;
  }
  const missing = createHub('nothing');
  engine.add(missing, UNDEFINED);
  return missing;
}

/** Calls `act` with each name that the argument at a position can be. */
export function withKeyArgument(
  engine: Engine,
  call: Call,
  index: number,
  act: (name: string) => void,
): void {
  withKeyHub(engine, getArgumentAt(call, index, engine), act);
}

/** Calls `act` with each name that a value at a hub means as a key. */
export function withKeyHub(engine: Engine, hub: Hub, act: (name: string) => void): void {
  const seen = new Set<string>();
  engine.want(hub);
  engine.listen(hub, (value) => {
    const name = toKey(value);
    if (!seen.has(name)) {
      seen.add(name);
      act(name);
    }
  });
}

/** Calls `act` with each value that is or comes to a hub, which is asked for when the result of a call is. */
export function withValues(engine: Engine, call: Call, hub: Hub, act: (value: Value) => void): void {
  engine.wantWith(call.result, hub);
  engine.listen(hub, act);
}
