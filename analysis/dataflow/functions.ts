import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName, isFunction } from '../program/syntax.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { ClassNode, FunctionNode, Node } from '../program/syntax.ts';
import { getActivation } from './activations.ts';
import type { Engine } from './engine.ts';
import { ANY, getField, getPrototype } from './fields.ts';
import { withKey } from './keys.ts';
import { addGetter, addSetter } from './accessors.ts';
import { UNKNOWN } from './primitive-values.ts';
import type { Activation, HeapValue } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** The function that a node makes in an activation. */
export function getClosure(engine: Engine, node: FunctionNode, activation: Activation): HeapValue {
  const known = activation.objects.get(node);
  if (known) {
    return known;
  }
  const closure = createHeapValue('function', node, activation);
  activation.objects.set(node, closure);
  const hasPrototype = mayConstruct(activation.file, node);
  closure.hasOwn = (name) => name === 'prototype' && hasPrototype;
  closure.initialize = (name, field) => {
    if (name === 'prototype' && hasPrototype) {
      engine.add(field, createPrototype(engine, closure, node, activation));
    }
  };
  return closure;
}

/** Whether a function has a `prototype` (ECMA-262, 10.2.5): arrow functions, methods and asynchronous functions have none. */
function mayConstruct({ tree }: ProgramFile, node: FunctionNode): boolean {
  const parent = tree.getParent(node);
  const isMethod =
    parent?.type === 'MethodDefinition' ||
    (parent?.type === 'Property' && (parent.method || parent.kind !== 'init'));
  return node.generator || !(node.async || isMethod || node.type === 'ArrowFunctionExpression');
}

/** What a function's objects inherit from. What a generator's objects do gives no constructor (ECMA-262, 27.5.1). */
function createPrototype(
  engine: Engine,
  closure: HeapValue,
  node: FunctionNode,
  activation: Activation,
): HeapValue {
  const prototype = createHeapValue('prototype', node, activation, { maker: closure });
  if (!node.generator) {
    prototype.initialize = (member, inner) => {
      if (member === 'constructor') {
        engine.add(inner, closure);
      }
    };
    prototype.hasOwn = (member) => member === 'constructor';
    askForClass(engine, prototype, activation);
  }
  return prototype;
}

/** Who holds a class holds its objects, where some code asks them for their class. */
function askForClass(engine: Engine, prototype: HeapValue, { file }: Activation): void {
  if (file.tree.asksForClass) {
    getField(engine, prototype, 'constructor');
  }
}

/** The class that a node makes in an activation. */
export function getClass(engine: Engine, node: ClassNode, activation: Activation): HeapValue {
  const known = activation.objects.get(node);
  if (known) {
    return known;
  }
  const made = createHeapValue('class', node, activation);
  const prototype = createHeapValue('prototype', node, activation, { maker: made });
  activation.objects.set(node, made);
  made.initialize = (name, field) => {
    if (name === 'prototype') {
      engine.add(field, prototype);
    }
  };
  prototype.initialize = (name, field) => {
    if (name === 'constructor') {
      engine.add(field, made);
    }
  };
  inheritFrom(engine, node, activation, made, prototype);
  addMembers(engine, node, activation, made, prototype);
  askForClass(engine, prototype, activation);
  return made;
}

function inheritFrom(
  engine: Engine,
  { superClass }: ClassNode,
  activation: Activation,
  made: HeapValue,
  prototype: HeapValue,
): void {
  if (!superClass) {
    return;
  }
  const parents = engine.getHub(superClass, activation);
  const statics = getPrototype(engine, made);
  const inherited = getPrototype(engine, prototype);
  engine.flow(parents, statics);
  // What is private or protected above is so here.
  engine.want(statics);
  // Who constructs this class constructs its parent.
  engine.whenTracked(parents, () => {
    engine.track(made);
  });
  engine.wantWith(inherited, parents);
  engine.listen(parents, (parent) => {
    if (isHeapValue(parent)) {
      engine.flow(getField(engine, parent, 'prototype'), inherited);
      if (parent.activation) {
        // By `this.constructor` and `new.target` it gets the classes that extend it.
        askForClass(engine, prototype, parent.activation);
      }
    } else if (parent.kind === 'unknown' || parent.kind === 'constant') {
      // `extends null` inherits from nothing.
      engine.add(inherited, parent);
    }
  });
}

type Member = TSESTree.ClassElement;

/** Trees of JavaScript have no list of decorators. */
export function hasDecorators(node: Node): boolean {
  return 'decorators' in node && ((node.decorators as readonly Node[] | undefined) ?? []).length > 0;
}

function addMembers(
  engine: Engine,
  node: ClassNode,
  activation: Activation,
  made: HeapValue,
  prototype: HeapValue,
): void {
  const own = new Map<HeapValue, Map<string, Node>>([
    [made, new Map()],
    [prototype, new Map()],
  ]);
  for (const member of node.body.body) {
    addMember(engine, member, activation, made, prototype, own);
  }
  for (const [holder, methods] of own) {
    const { initialize } = holder;
    holder.initialize = (name, field) => {
      initialize?.(name, field);
      const method = methods.get(name);
      if (method) {
        engine.flow(engine.getHub(method, activation), field);
      }
    };
    for (const [name, method] of methods) {
      engine.whenTracked(engine.getHub(method, activation), () => {
        getField(engine, holder, name);
        getField(engine, made, 'prototype');
      });
    }
    holder.names = () => methods.keys();
    const given = holder === prototype ? 'constructor' : 'prototype';
    holder.hasOwn = (name) => methods.has(name) || name === given;
  }
  for (const member of node.body.body) {
    if (member.type === 'MethodDefinition' && hasDecorators(member)) {
      // A decorator may put anything in the method's place. What puts the method itself into the field is set up above.
      const field = getField(engine, member.static ? made : prototype, getPropertyName(member) ?? ANY);
      engine.add(field, UNKNOWN);
    }
  }
}

function addMember(
  engine: Engine,
  member: Member,
  activation: Activation,
  made: HeapValue,
  prototype: HeapValue,
  own: ReadonlyMap<HeapValue, Map<string, Node>>,
): void {
  switch (member.type) {
    case 'MethodDefinition': {
      const { kind, value } = member;
      if (kind === 'constructor' || !isFunction(value)) {
        return;
      }
      const holder = member.static ? made : prototype;
      const name = getPropertyName(member);
      if (kind === 'method' && name !== undefined) {
        own.get(holder)?.set(name, value);
      } else {
        withKey(engine, member, activation, (key) => {
          const closure = engine.getHub(value, activation);
          if (kind === 'get') {
            addGetter(engine, holder, key, closure);
          } else if (kind === 'set') {
            addSetter(engine, holder, key, closure);
          } else {
            engine.flow(closure, getField(engine, holder, key));
          }
          // Whoever looks for the callers of a member looks for its objects.
          engine.whenTracked(closure, () => {
            getField(engine, made, 'prototype');
          });
        });
      }
      return;
    }
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'StaticBlock': {
      // For whoever asks who runs its code.
      activation.objects.set(member, made);
      if (member.type === 'StaticBlock' || member.static) {
        const entered = getActivation(engine, made, member, member, undefined);
        engine.add(entered.self, made);
        engine.install(member, entered);
      }
      return;
    }
    default:
  }
}
