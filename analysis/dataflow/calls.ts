import type { ClassNode, FunctionNode } from '../program/syntax.ts';
import { isClass, isFunction } from '../program/syntax.ts';
import type { Activation } from './activation.ts';
import { ELSEWHERE, getActivation, noteCaller, passArguments, passUnknown } from './activations.ts';
import { flowAwaited } from './awaiting.ts';
import { type Arguments, type Call, type Engine, createHub } from './engine.ts';
import { getField, getPrototype } from './fields.ts';
import type { Hub } from './hub.ts';
import { HeapValue, UNDEFINED, UNKNOWN, type Value, isHeapValue } from './values.ts';

/** Calls a builtin, a socket's method or a function of a module; without a callee, one of which nothing is known. */
export type ForeignCall = (call: Call, callee: HeapValue | undefined) => void;

/** Makes the transfers of a call: those of each function that it can run join when the function is known. */
export function makeCall(engine: Engine, call: Call, callForeign: ForeignCall): void {
  const { callee, self, args, result } = call;
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : []), ...(self ? [self] : [])]) {
    engine.wantIfTracked(hub, callee);
  }
  engine.wantWith(result, callee);
  engine.listen(callee, (value) => {
    apply(engine, call, value, callForeign);
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

/** Nothing is known of the function: all that it is handed is elsewhere from then on. */
export function callUnknown(engine: Engine, call: Call, module?: string): void {
  const { node, activation, self, args, result } = call;
  const callee = 'callee' in node ? activation.file.getCalledName(node.callee) : undefined;
  // A method that is looked up in several objects is handed the same arguments.
  let gone = engine.handedOver.get(args);
  if (gone?.node !== node || gone.module !== module) {
    const hub = engine.createEscape({ kind: 'argument', callee, module }, node, activation);
    gone = { node, module, receivers: undefined };
    engine.handedOver.set(args, gone);
    for (const argument of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
      engine.flow(argument, hub);
    }
  }
  if (self && !call.isThisHarmless) {
    gone.receivers ??= engine.createEscape({ kind: 'receiver', callee }, node, activation);
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
  const enterFor = (receiver: Value | undefined): void => {
    const entered = getActivation(engine, closure, unit, node, receiver);
    noteCaller(entered, call);
    if (receiver) {
      engine.add(entered.self, receiver);
    }
    passArguments(engine, entered, args);
    engine.flow(entered.result, result);
  };
  if (!usesThis(closure, unit)) {
    enterFor(undefined);
  } else if (self) {
    engine.want(self);
    engine.listen(self, enterFor);
  } else {
    enterFor(isStrict(closure, unit) ? UNDEFINED : UNKNOWN);
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
  if (bound) {
    const args = { fixed: [...bound.args, ...call.args.fixed], rest: call.args.rest };
    const self = call.isNew ? undefined : bound.self;
    engine.want(bound.target);
    engine.semantics.call(engine, { ...call, callee: bound.target, self, args });
  }
}

/** The object that `new` makes of a function or class in one place. */
function constructNew(engine: Engine, call: Call, maker: HeapValue): HeapValue {
  const { node, activation, args, result } = call;
  const instance =
    findRecursive(call, maker) ??
    engine.made.get(['instance', node, activation, maker], () =>
      createInstance(engine, new HeapValue('instance', node, activation, { maker }), maker),
    );
  construct(engine, { node, activation, args, result }, maker, instance);
  return instance;
}

/**
 * The object in whose constructor the same `new` stands, as in `if (!(this instanceof Client)) return new Client(options)`: what it
 * makes is not told apart from the object.
 */
function findRecursive({ node, activation }: Call, maker: HeapValue): HeapValue | undefined {
  for (let around: Activation | undefined = activation; around; around = around.outer) {
    const { receiver } = around;
    if (receiver?.kind === 'instance' && receiver.node === node && receiver.detail.maker === maker) {
      return receiver;
    }
  }
  return undefined;
}

/** Connects an instance with what it inherits from. */
export function createInstance(engine: Engine, instance: HeapValue, maker: HeapValue): HeapValue {
  engine.flow(getField(engine, maker, 'prototype'), getPrototype(engine, instance));
  announceInstance(maker, instance);
  return instance;
}

/** An object is one of a function or class, which may be a superclass of the one that made it. */
function announceInstance(maker: HeapValue, instance: HeapValue): void {
  if (!maker.instances.includes(instance)) {
    maker.instances.push(instance);
    for (const listener of maker.instanceListeners) {
      listener(instance);
    }
  }
}

interface Construction {
  readonly node: Call['node'];
  /** Undefined where other code constructs. */
  readonly activation: Activation | undefined;
  readonly args: Arguments;
  /** Gets what a constructor returns instead of the new object. */
  readonly result: Hub;
}

/** Runs the constructor and the initializers of a class, or a function as a constructor, on an object. */
export function construct(
  engine: Engine,
  construction: Construction,
  maker: HeapValue,
  instance: HeapValue,
): void {
  const { node, args, result } = construction;
  const made = maker.node;
  if (isClass(made)) {
    constructClass(engine, construction, maker, made, instance);
  } else if (isFunction(made) && made.type !== 'ArrowFunctionExpression') {
    const entered = getActivation(engine, maker, made, node, instance);
    noteConstruction(entered, construction);
    engine.add(entered.self, instance);
    passArguments(engine, entered, args);
    engine.flow(entered.result, result, (value) => (isHeapValue(value) ? value : undefined));
  }
}

function noteConstruction(entered: Activation, { node, activation }: Construction): void {
  noteCaller(entered, activation ? { node, activation } : ELSEWHERE);
}

function constructClass(
  engine: Engine,
  construction: Construction,
  maker: HeapValue,
  made: ClassNode,
  instance: HeapValue,
): void {
  const around = maker.activation;
  if (!around) {
    return;
  }
  engine.noteRun(maker);
  // What a superclass returns is `this`, gets the fields, and is what is made.
  const replaced = createHub('what a superclass returns');
  engine.flow(replaced, construction.result);
  initializeFields(engine, construction.node, maker, made, instance, replaced);
  const constructor = getConstructorMethod(made);
  if (constructor) {
    const entered = getActivation(engine, maker, constructor, construction.node, instance);
    noteConstruction(entered, construction);
    engine.add(entered.self, instance);
    passArguments(engine, entered, construction.args);
    engine.flow(entered.completion, construction.result, (value) => (isHeapValue(value) ? value : undefined));
    if (made.superClass) {
      // What it returns takes the place of `this`.
      const installSuper = (): void => {
        for (const node of around.file.tree.getThisExpressions(constructor)) {
          if (node.type === 'Super' && around.file.tree.getUnit(node) === constructor) {
            engine.install(node, entered);
          }
        }
      };
      engine.whenTracked(engine.getHub(made.superClass, around), installSuper);
      engine.whenWanted(entered.self, installSuper);
    }
    engine.flow(entered.self, replaced, (value) =>
      isHeapValue(value) && value !== instance ? value : undefined,
    );
  } else if (made.superClass) {
    const parents = engine.getHub(made.superClass, around);
    constructSuper(engine, { ...construction, result: replaced }, parents, instance);
  }
}

/** Runs the constructor of a superclass, whatever it can be, on an object. */
export function constructSuper(
  engine: Engine,
  construction: Construction,
  superClass: Hub,
  instance: HeapValue,
): void {
  engine.want(superClass);
  engine.listen(superClass, (parent) => {
    if (isHeapValue(parent)) {
      if (parent.kind === 'class' || parent.kind === 'function') {
        announceInstance(parent, instance);
        const { node, activation, args, result } = construction;
        // Once: a class can be its own superclass as far as is known here.
        if (engine.made.add(['super', node, activation, parent, instance], instance)) {
          construct(engine, { node, activation, args, result }, parent, instance);
        }
      } else {
        engine.semantics.constructBuiltin(engine, parent, instance, construction.args);
      }
    } else if (parent.kind === 'unknown') {
      // A base class elsewhere may use any field of `this`.
      instance.hasForeignBase = true;
      const { node, activation } = instance;
      if (node && activation) {
        const reason = { kind: 'receiver', callee: 'super' } as const;
        const gone = engine.createEscape(reason, node, activation);
        engine.add(gone, instance);
        engine.semantics.exposeToBase(engine, instance, { reason, node, activation });
        const { fixed, rest } = construction.args;
        for (const hub of [...fixed, ...(rest ? [rest] : [])]) {
          engine.flow(hub, gone);
        }
      }
    }
  });
}

function initializeFields(
  engine: Engine,
  caller: Call['node'],
  maker: HeapValue,
  made: ClassNode,
  instance: HeapValue,
  replaced: Hub,
): void {
  for (const member of made.body.body) {
    const isField = member.type === 'PropertyDefinition' || member.type === 'AccessorProperty';
    if (isField && !member.static) {
      const entered = getActivation(engine, maker, member, caller, instance);
      engine.add(entered.self, instance);
      engine.flow(replaced, entered.self);
      engine.install(member, entered);
    }
  }
}

/** The method `constructor` of a class. */
function getConstructorMethod(node: ClassNode): FunctionNode | undefined {
  for (const member of node.body.body) {
    if (
      member.type === 'MethodDefinition' &&
      member.kind === 'constructor' &&
      member.value.type === 'FunctionExpression'
    ) {
      return member.value;
    }
  }
  return undefined;
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
  noteCaller(entered, ELSEWHERE);
  passUnknown(engine, entered);
  if (self) {
    engine.flow(self, entered.self);
  }
  return entered;
}

/** Calls whatever is at a hub, as a builtin calls its callbacks. */
export function callBack(
  engine: Engine,
  call: Call,
  callee: Hub,
  self: Hub | undefined,
  fixed: readonly Hub[],
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
