import type { FunctionNode, Node } from '../program/syntax.ts';
import { getBody, isFunction, getParameters } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import { createActivation } from './activation.ts';
import { flowAwaited } from './awaiting.ts';
import type { Arguments } from './call.ts';
import type { Engine } from './engine.ts';
import { getField, getPrototype } from './fields.ts';
import { createHub } from './hub.ts';
import { ACTIVATIONS_TEXT, LEAST_ACTIVATIONS, RECEIVER_DEPTH } from './limits.ts';
import { UNDEFINED, UNKNOWN } from './primitive-values.ts';
import { noteExit, noteUnseenExit } from './thrown.ts';
import type { Activation, CallSite, HeapValue, Hub, Value } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** What stands for the calls by code of other files, where a call's node would. */
export const ELSEWHERE = 'elsewhere';

/**
 * The activation of a function, initializer or static block for the calls of one node, and for a receiver that is not nested too
 * deeply.
 *
 * @param closure the function, or the class whose member the unit is
 * @param receiver its `this`, where that tells activations apart
 * @param last the statement behind which the call does nothing more
 */
export function getActivation(
  engine: Engine,
  closure: HeapValue,
  unit: CodeUnit,
  caller: Node | typeof ELSEWHERE,
  receiver: Value | undefined,
  last?: Node,
): Activation {
  const isTold = receiver !== undefined && isHeapValue(receiver) && receiver.depth < RECEIVER_DEPTH;
  const key = isTold ? receiver : undefined;
  const isPlain = isTold && isFunction(unit) && getParameters(unit).length === 0;
  const isFull = (engine.activations.get(unit)?.length ?? 0) >= getMostActivations(unit);
  return engine.entered.get(
    [closure, unit, isFull ? 'further' : isPlain ? 'plain' : caller, last ?? (isFull ? undefined : key)],
    () => {
      const outer = closure.activation;
      const depth = Math.max(outer?.depth ?? 0, isTold ? receiver.depth + 1 : 0);
      if (!outer) {
        throw new Error('A function of the program has an activation around it.');
      }
      const activation = createActivation(
        unit,
        outer.file,
        outer,
        closure,
        depth,
        isFull ? undefined : key,
        last,
      );
      engine.register(activation);
      complete(engine, activation);
      return activation;
    },
  );
}

/** How many runs of a unit are told apart: of a short one, which is called everywhere, more than of a long one. */
function getMostActivations(unit: CodeUnit): number {
  const [start, end] = unit.range;
  return Math.max(LEAST_ACTIVATIONS, Math.ceil(ACTIVATIONS_TEXT / (end - start + 1)));
}

/** Notes a call of an activation. */
export function noteCaller(
  engine: Engine,
  activation: Activation,
  caller: CallSite | typeof ELSEWHERE,
): void {
  const node = caller === ELSEWHERE ? caller : caller.node;
  const from = caller === ELSEWHERE ? undefined : caller.activation;
  let known = activation.knownCallers.get(node);
  if (!known) {
    known = new Map();
    activation.knownCallers.set(node, known);
  }
  const isExit = known.get(from);
  if (isExit === undefined) {
    activation.callers.push(caller);
  }
  const onThrown = caller === ELSEWHERE ? undefined : caller.onThrown;
  if (!onThrown) {
    known.set(from, isExit ?? false);
    noteUnseenExit(engine, activation);
  } else if (isExit !== true) {
    known.set(from, true);
    noteExit(activation, onThrown);
  }
}

/** Makes the transfers from what a function returns to what a call of it gives, such as a promise or generator. */
function complete(engine: Engine, activation: Activation): void {
  const { unit, completion, result } = activation;
  if (!isFunction(unit)) {
    return;
  }
  engine.whenWanted(completion, () => {
    for (const returned of activation.file.tree.getReturned(unit)) {
      engine.flow(engine.getHub(returned, activation), completion);
    }
  });
  if (!activation.last && canEndWithoutReturn(unit)) {
    engine.add(completion, UNDEFINED);
  }
  if (unit.generator) {
    const generator = createHeapValue('Generator', unit, activation, { isAsync: unit.async });
    activation.objects.set('generator', generator);
    if (activation.closure) {
      // It inherits from what its function has as a prototype (ECMA-262, 27.5).
      engine.flow(
        getField(engine, activation.closure, 'prototype'),
        getPrototype(engine, generator),
        (value) => (isHeapValue(value) || value.kind === 'unknown' ? value : undefined),
      );
    }
    const installYields = (): void => {
      for (const node of activation.file.tree.getYields(unit)) {
        engine.install(node, activation);
      }
    };
    engine.whenWanted(getField(engine, generator, '[yielded]'), installYields);
    for (const slot of ['[sent]', '[ended]']) {
      engine.whenTracked(getField(engine, generator, slot), installYields);
    }
    const returned = getField(engine, generator, '[returned]');
    if (unit.async) {
      flowAwaited(engine, completion, returned);
    } else {
      engine.flow(completion, returned);
    }
    engine.add(result, generator);
  } else if (unit.async) {
    const promise = createHeapValue('Promise', unit, activation);
    flowAwaited(engine, completion, getField(engine, promise, '[promised]'));
    engine.add(result, promise);
  }
}

function canEndWithoutReturn(unit: FunctionNode): boolean {
  const body = getBody(unit);
  if (body?.type !== 'BlockStatement') {
    return false;
  }
  const last = body.body.at(-1);
  return last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement';
}

/** The argument at a position. */
export function getArgument(engine: Engine, activation: Activation, index: number): Hub {
  let hub = activation.args[index];
  if (!hub) {
    hub = createHub(`argument ${index}`);
    activation.args[index] = hub;
    for (const act of activation.argumentListeners) {
      act(index);
    }
    engine.flow(activation.anyArgument, hub);
    if (index >= activation.leastArguments) {
      engine.add(hub, UNDEFINED);
    }
    engine.whenTracked(hub, () => {
      engine.semantics.openParameters(engine, activation);
    });
    const { closure } = activation;
    if (closure) {
      engine.whenWanted(hub, () => {
        engine.followCallers(closure);
      });
    }
  }
  return hub;
}

/** Hands arguments to an activation. */
export function passArguments(engine: Engine, activation: Activation, { fixed, rest }: Arguments): void {
  const { unit } = activation;
  for (const [index, hub] of fixed.entries()) {
    engine.flow(hub, getArgument(engine, activation, index));
  }
  activation.leastArguments = Math.min(activation.leastArguments, fixed.length);
  const params = isFunction(unit) ? getParameters(unit).length : 0;
  const count = Math.max(params, activation.args.length);
  for (let index = fixed.length; index < count; index++) {
    const argument = getArgument(engine, activation, index);
    engine.add(argument, UNDEFINED);
    if (rest) {
      engine.flow(rest, argument);
    }
  }
  if (rest) {
    passRest(engine, activation, fixed.length, rest);
  }
}

/** Arguments of unknown positions reach every parameter behind the known ones, and the list of all arguments. */
function passRest(engine: Engine, activation: Activation, start: number, rest: Hub): void {
  const extra = createHub('further arguments');
  engine.flow(rest, extra);
  engine.whenTracked(extra, () => {
    engine.semantics.openParameters(engine, activation);
  });
  activation.extraArguments.push({ start, hub: extra });
  for (const act of activation.extraListeners) {
    act(start, extra);
  }
}

/** Calls `act` with each hub of arguments whose positions are not known, and with the first position that they can have. */
export function forEachExtra(activation: Activation, act: (start: number, hub: Hub) => void): void {
  activation.extraListeners.push(act);
  for (const { start, hub } of activation.extraArguments) {
    act(start, hub);
  }
}

/** Lets code from elsewhere give the arguments. */
export function passUnknown(engine: Engine, activation: Activation): void {
  engine.add(activation.anyArgument, UNKNOWN);
  const { unit } = activation;
  const count = isFunction(unit) ? getParameters(unit).length : 0;
  for (let index = 0; index < count; index++) {
    engine.add(getArgument(engine, activation, index), UNKNOWN);
  }
}
