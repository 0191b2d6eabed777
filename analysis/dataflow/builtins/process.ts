import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { PRIMITIVE, UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import type { Hub, Value } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';
import { giveUnknown } from './behaviors.ts';
import { callByRuntime } from './emitter.ts';
import { getArgumentAt, withKeyHub } from './operation.ts';
import type { Behavior, Operation } from './operation.ts';
import { NOTHING, PURE } from './summary.ts';
import { schedule } from './timers.ts';

/** Who listens for `newListener` or `removeListener`, or perhaps for one of them, gets every listener. */
function callListenerObservers(engine: Engine, call: Call): Hub {
  const holder = engine.made.get(['listeners of the process'], () =>
    createHeapValue('object', undefined, undefined),
  );
  const callee = getField(engine, holder, '[told of listeners]');
  engine.semantics.call(engine, {
    ...call,
    callee,
    self: undefined,
    result: createHub('nothing'),
    isNew: false,
  });
  return callee;
}

const registerListener: Operation = (engine, call) => {
  const listener = getArgumentAt(call, 1, engine);
  callByRuntime(engine, call, listener, undefined);
  const told = callListenerObservers(engine, call);
  withKeyHub(engine, getArgumentAt(call, 0, engine), (event) => {
    if (event === 'newListener' || event === 'removeListener' || event === ANY) {
      engine.flow(listener, told);
    }
  });
};

const removeListener: Operation = (engine, call) => {
  engine.add(call.result, UNKNOWN);
  callListenerObservers(engine, call);
};

/** `process.emit(event, …arguments)`, and what emits an event with them: whoever listens gets them. */
function emitFromProcess(name: string, given: Value): Operation {
  return (engine, { args, node, activation, result }) => {
    engine.add(result, given);
    for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
      engine.escape(hub, { kind: 'argument', callee: name }, node, activation);
    }
  };
}

/** What Node's `process` does with what it is handed. */
export const PROCESS_FUNCTIONS: Readonly<Record<string, Behavior>> = {
  binding: giveUnknown,
  getBuiltinModule: giveUnknown,
  addListener: registerListener,
  cwd: PURE,
  emit: emitFromProcess('emit', PRIMITIVE),
  emitWarning: emitFromProcess('emitWarning', UNDEFINED),
  exit: NOTHING,
  hrtime: giveUnknown,
  memoryUsage: giveUnknown,
  nextTick: schedule(1),
  off: removeListener,
  on: registerListener,
  once: registerListener,
  prependListener: registerListener,
  removeListener,
  uptime: PURE,
};

/** What a function of `process` does. */
export function getProcessBehavior(name: string): Behavior | undefined {
  return PROCESS_FUNCTIONS[name];
}
