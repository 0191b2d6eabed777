import { isClass, isFunction } from '../program/syntax.ts';
import type { ClassNode, FunctionNode } from '../program/syntax.ts';
import { ELSEWHERE, getActivation, noteCaller, passArguments } from './activations.ts';
import type { Arguments, Call } from './call.ts';
import type { Engine } from './engine.ts';
import { forEachStore, getField, getPrototype } from './fields.ts';
import { createHub } from './hub.ts';
import { throwAt } from './thrown.ts';
import type { Activation, HeapValue, Hub } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** The object that `new` makes of a function or class in one place. */
export function constructNew(engine: Engine, call: Call, maker: HeapValue): HeapValue {
  const { node, activation, args, result } = call;
  const instance =
    findRecursive(call, maker) ??
    engine.made.get(['instance', node, activation, maker], () =>
      createInstance(engine, createHeapValue('instance', node, activation, { maker }), maker),
    );
  construct(engine, { node, activation, args, result }, maker, instance);
  return instance;
}

/**
 * The object in whose constructor the same `new` stands, as in `if (!(this instanceof Client)) return new Client(options)`: what
 * it makes is not told apart from the object.
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
  // Where that is no object, it inherits what all objects do (ECMA-262, GetPrototypeFromConstructor).
  const flowPrototype = (from: Hub): void => {
    engine.flow(from, getPrototype(engine, instance), (value) =>
      isHeapValue(value) || value.kind === 'unknown'
        ? value
        : engine.semantics.getBuiltinPrototype(engine, instance),
    );
  };
  flowPrototype(getField(engine, maker, 'prototype'));
  if (maker.kind === 'function') {
    // A name that is not known may be this one. That of a class cannot be written.
    forEachStore(maker, ({ name, value }) => {
      if (name === undefined) {
        flowPrototype(value);
      }
    });
  }
  announceInstance(maker, instance);
  return instance;
}

/** Notes an object as an instance of a function or class, be it that which made it or a superclass of that. */
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
    noteConstruction(engine, entered, construction);
    engine.add(entered.self, instance);
    passArguments(engine, entered, args);
    engine.flow(entered.result, result, (value) => (isHeapValue(value) ? value : undefined));
  }
}

function noteConstruction(engine: Engine, entered: Activation, { node, activation }: Construction): void {
  noteCaller(
    engine,
    entered,
    activation ? { node, activation, onThrown: throwAt(engine, { node, activation }) } : ELSEWHERE,
  );
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
    noteConstruction(engine, entered, construction);
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
      engine.whenTracked(getPrototype(engine, maker), installSuper);
      engine.whenWanted(entered.self, installSuper);
    }
    engine.flow(entered.self, replaced, (value) =>
      isHeapValue(value) && value !== instance ? value : undefined,
    );
  } else if (made.superClass) {
    constructSuper(engine, { ...construction, result: replaced }, getPrototype(engine, maker), instance);
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
    if (!isHeapValue(parent)) {
      if (parent.kind === 'unknown') {
        constructForeignSuper(engine, construction.args, instance);
      }
      return;
    }
    if (parent.kind !== 'class' && parent.kind !== 'function') {
      engine.semantics.constructBuiltin(engine, parent, instance, construction.args);
      return;
    }
    announceInstance(parent, instance);
    const { node, activation, args, result } = construction;
    // Once, since a class may seem to be its own superclass.
    if (engine.made.add(['super', node, activation, parent, instance], instance)) {
      construct(engine, { node, activation, args, result }, parent, instance);
    }
  });
}

/** A base class elsewhere may use any field of `this`, and has the arguments. */
function constructForeignSuper(engine: Engine, { fixed, rest }: Arguments, instance: HeapValue): void {
  instance.hasForeignBase = true;
  const { node, activation } = instance;
  if (!node || !activation) {
    return;
  }
  const reason = { kind: 'receiver', callee: 'super' } as const;
  const gone = engine.createEscape(reason, node, activation);
  engine.add(gone, instance);
  engine.semantics.exposeToBase(engine, instance, { reason, node, activation });
  for (const hub of [...fixed, ...(rest ? [rest] : [])]) {
    engine.flow(hub, gone);
  }
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
