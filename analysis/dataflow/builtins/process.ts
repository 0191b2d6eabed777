import { PRIMITIVE } from '../values.ts';
import { giveUnknown } from './behaviors.ts';
import type { Behavior } from './behaviors.ts';
import { callByRuntime } from './emitter.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';
import { NOTHING, PURE } from './summary.ts';
import { schedule } from './timers.ts';

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
export const PROCESS_FUNCTIONS: Readonly<Record<string, Behavior>> = {
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
