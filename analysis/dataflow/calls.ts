import { getConstructionGuard } from '../program/construction-guard.ts';
import { isFunction } from '../program/syntax.ts';
import type { FunctionNode, Node } from '../program/syntax.ts';
import { ELSEWHERE, getActivation, noteCaller, passArguments, passUnknown } from './activations.ts';
import { flowAwaited } from './awaiting.ts';
import { constructNew } from './constructions.ts';
import type { Call } from './call.ts';
import type { Engine } from './engine.ts';
import { whenAnythingIsInstance } from './foreign-instances.ts';
import { createHub } from './hub.ts';
import { NESTED_CALLS } from './limits.ts';
import { UNDEFINED, UNKNOWN } from './primitive-values.ts';
import type { Activation, HeapValue, Hub, Thrower, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/** Calls a builtin, a socket's method or a function of a module; without a callee, an unknown function. */
export type ForeignCall = (call: Call, callee: HeapValue | undefined) => void;

/** Makes the transfers of a call. Those of a function are added once it is known that the call can run it. */
export function makeCall(engine: Engine, call: Call, callForeign: ForeignCall): void {
  const { callee, self, args, result } = call;
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : []), ...(self ? [self] : [])]) {
    engine.wantIfTracked(hub, callee);
  }
  engine.wantWith(result, callee);
  engine.listen(callee, (value) => {
    // A call of `call` that is bound to itself calls itself again, with ever more arguments.
    if (engine.nestedCalls >= NESTED_CALLS) {
      callForeign(call, undefined);
      return;
    }
    engine.nestedCalls++;
    apply(engine, call, value, callForeign);
    engine.nestedCalls--;
  });
}

function apply(engine: Engine, call: Call, callee: Value, callForeign: ForeignCall): void {
  engine.noteCallee(call.node, call.activation, callee);
  if (callee.kind === 'unknown') {
    callForeign(call, undefined);
    return;
  }
  if (!isHeapValue(callee)) {
    return;
  }
  switch (callee.kind) {
    case 'function':
      if (engine.semantics.callHelper(engine, call, callee)) {
        return;
      }
      if (call.isNew) {
        engine.add(call.result, constructNew(engine, call, callee));
      } else {
        callFunction(engine, call, callee);
      }
      return;
    case 'class':
      if (call.isNew) {
        engine.add(call.result, constructNew(engine, call, callee));
      }
      return;
    case 'bound':
      callBound(engine, call, callee);
      return;
    case 'Proxy':
    case 'builtin':
    case 'module':
    case 'socket':
      callForeign(call, callee);
      return;
    default:
  }
}

/** Calls an unknown function: all that it is handed is elsewhere from then on. */
export function callUnknown(engine: Engine, call: Call, module?: string): void {
  const { node, activation, self, args, result } = call;
  const { file } = activation;
  const callee = 'callee' in node ? file.getCalledName(node.callee) : undefined;
  const from = 'callee' in node ? file.getImportedFrom(node.callee) : undefined;
  // A method that is looked up in several objects is handed the same arguments.
  let gone = engine.handedOver.get(args);
  if (gone?.node !== node || gone.module !== module) {
    const hub = engine.createEscape({ kind: 'argument', callee, module, from }, node, activation);
    gone = { node, module, receivers: undefined };
    engine.handedOver.set(args, gone);
    for (const argument of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
      engine.flow(argument, hub);
    }
  }
  if (self && !call.isThisHarmless) {
    gone.receivers ??= engine.createEscape({ kind: 'receiver', callee, from }, node, activation);
    engine.flow(self, gone.receivers);
  }
  engine.add(result, UNKNOWN);
}

function callFunction(engine: Engine, call: Call, closure: HeapValue): void {
  const { node, self, args, result } = call;
  const unit = closure.node;
  if (!isFunction(unit)) {
    return;
  }
  const enterFor = (receiver: Value | undefined, last?: Node): void => {
    const entered = getActivation(engine, closure, unit, node, receiver, last);
    noteCaller(engine, entered, call);
    if (receiver) {
      engine.add(entered.self, receiver);
    }
    passArguments(engine, entered, args);
    engine.flow(entered.result, result);
  };
  const enterForAny = (receiver: Value): void => {
    enterFor(receiver);
  };
  // In sloppy functions `this` is an object: a boxed primitive, or the global object.
  let isAnyEntered = false;
  const enterForObject = (receiver: Value): void => {
    if (isHeapValue(receiver)) {
      enterFor(receiver);
    } else if (!isAnyEntered) {
      isAnyEntered = true;
      enterFor(UNKNOWN);
    }
  };
  if (!usesThis(closure, unit)) {
    enterFor(undefined);
  } else if (self) {
    engine.want(self);
    engine.listen(self, isStrict(closure, unit) ? enterForAny : enterForObject);
  } else {
    const receiver = isStrict(closure, unit) ? UNDEFINED : UNKNOWN;
    const guard =
      closure.activation && getConstructionGuard(closure.activation.file, unit, call.activation.file);
    enterFor(receiver, guard);
    if (guard) {
      whenAnythingIsInstance(engine, call, closure, () => {
        enterFor(receiver);
      });
    }
  }
}

/** Whether the `this` of a function matters: not that of an arrow function, and not where it is not named. */
function usesThis(closure: HeapValue, unit: FunctionNode): boolean {
  const tree = closure.activation?.file.tree;
  return unit.type !== 'ArrowFunctionExpression' && (tree?.getThisExpressions(unit).length ?? 0) > 0;
}

/** Whether `this` is undefined in a plain call: in modules, classes and strict code. */
function isStrict(closure: HeapValue, unit: FunctionNode): boolean {
  return closure.activation?.file.isStrict(unit) ?? true;
}

function callBound(engine: Engine, call: Call, { detail }: HeapValue): void {
  const { bound } = detail;
  // Functions that are bound to each other call each other more often than values are carried.
  engine.steps++;
  if (bound && !engine.isExhausted) {
    const args = { fixed: [...bound.args, ...call.args.fixed], rest: call.args.rest };
    const self = call.isNew ? undefined : bound.self;
    engine.want(bound.target);
    engine.semantics.call(engine, { ...call, callee: bound.target, self, args });
  }
}

/** Runs a function with a given `this`, called by code that is not shown, which gives the arguments. */
export function enterFromElsewhere(
  engine: Engine,
  closure: HeapValue,
  self: Hub | undefined,
): Activation | undefined {
  const unit = closure.node;
  if (!isFunction(unit)) {
    return undefined;
  }
  const entered = getActivation(engine, closure, unit, ELSEWHERE, undefined);
  noteCaller(engine, entered, ELSEWHERE);
  passUnknown(engine, entered);
  if (self) {
    engine.flow(self, entered.self);
  }
  return entered;
}

/**
 * Calls whatever is at a hub, as a builtin calls its callbacks.
 *
 * @param onThrown takes what it throws; default: that gets to code that is not seen
 */
export function callBack(
  engine: Engine,
  call: Call,
  callee: Hub,
  self: Hub | undefined,
  fixed: readonly Hub[],
  onThrown?: Thrower,
): Hub {
  const result = createHub('what a callback returns');
  const { node, activation } = call;
  engine.want(callee);
  engine.semantics.call(engine, {
    node,
    activation,
    callee,
    self,
    args: { fixed, rest: undefined },
    result,
    isNew: false,
    onThrown,
  });
  return result;
}

/**
 * Calls a function that puts its argument into a hub.
 *
 * @param rejects where its first argument goes, if it is the second that goes to `to`
 */
export function callResolver(engine: Engine, { args }: Call, to: Hub, rejects?: Hub): void {
  const [first, second] = args.fixed;
  for (const hub of [rejects ? second : first, args.rest]) {
    if (hub) {
      flowAwaited(engine, hub, to);
    }
  }
  for (const hub of [first, args.rest]) {
    if (hub && rejects) {
      engine.flow(hub, rejects);
    }
  }
}
