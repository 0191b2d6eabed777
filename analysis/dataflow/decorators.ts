import type { TSESTree } from '@typescript-eslint/utils';
import { getDecorators, getParameters, getPropertyName, isFunction } from '../program/syntax.ts';
import type { ClassNode, Node } from '../program/syntax.ts';
import { getArgument } from './activations.ts';
import { enterFromElsewhere } from './calls.ts';
import type { Engine } from './engine.ts';
import { addSetter } from './accessors.ts';
import { ANY, forEachStore, getField } from './fields.ts';
import { getClass } from './functions.ts';
import { createHub } from './hub.ts';
import { PRIMITIVE, UNKNOWN } from './primitive-values.ts';
import { load } from './properties.ts';
import type { Activation, HeapDetail, HeapValue, Hub } from './value-graph.ts';
import { createHeapValue, isHeapValue } from './values.ts';

/** What a decorator of an accessor can return, and one of TypeScript's older kind can put into a descriptor. */
const REPLACED_PARTS = ['init', 'get', 'set', 'value', 'initializer'];

/**
 * Calls the decorators of a class, of its members and of their parameters, by both protocols: that of the proposal, and
 * TypeScript's and Babel's older one.
 *
 * @see https://github.com/tc39/proposal-decorators
 * @see https://www.typescriptlang.org/docs/handbook/decorators.html
 */
export function callDecorators(engine: Engine, node: ClassNode, activation: Activation): void {
  const made = getClass(engine, node, activation);
  const whole = createHub('decorated class');
  engine.add(whole, made);
  for (const decorator of getDecorators(node)) {
    const { result, added } = callDecorator(engine, decorator, activation, whole);
    engine.flow(result, engine.getHub(node, activation), (value) =>
      isHeapValue(value) || value.kind === 'unknown' ? value : undefined,
    );
    runLater(engine, { decorator, activation, code: added, self: whole });
  }
  for (const member of node.body.body) {
    decorateMember(engine, member, activation, made, whole);
  }
}

function decorateMember(
  engine: Engine,
  member: TSESTree.ClassElement,
  activation: Activation,
  made: HeapValue,
  whole: Hub,
): void {
  for (const decorator of getParameterDecorators(member)) {
    const owner = createHub('class, or prototype');
    engine.flow(whole, owner);
    engine.flow(getField(engine, made, 'prototype'), owner);
    callDecorator(engine, decorator, activation, owner);
  }
  if (member.type === 'StaticBlock' || member.type === 'TSIndexSignature') {
    return;
  }
  for (const decorator of getDecorators(member)) {
    const owners = member.static ? whole : getField(engine, made, 'prototype');
    const decorated = createHub('decorated');
    engine.flow(owners, decorated);
    const part = getPart(member);
    if (part) {
      engine.flow(engine.getHub(part.node, activation), decorated);
    }
    const { result, added, values } = callDecorator(engine, decorator, activation, decorated, part);
    const code = createHub('what a decorator adds');
    engine.flow(added, code);
    engine.flow(result, code);
    for (const name of REPLACED_PARTS) {
      load(engine, { node: decorator, activation }, result, name, code, false);
    }
    const name = getPropertyName(member);
    const written =
      part?.name === 'set' ? replaceSetter(engine, decorator, activation, owners, name, code) : undefined;
    const run = (owner: HeapValue): void => {
      const self = createHub('decorated object');
      engine.add(self, owner);
      const isField = member.type === 'PropertyDefinition' || member.type === 'AccessorProperty';
      const field = isField && name !== undefined ? getField(engine, owner, name) : undefined;
      if (field) {
        engine.flow(field, values);
      }
      runLater(engine, { decorator, activation, code, self, field, written });
    };
    if (member.static) {
      run(made);
    } else {
      made.instances.forEach(run);
      made.instanceListeners.push(run);
    }
  }
}

/** A member that is a function. */
interface Part {
  readonly node: Node;
  /** Where the descriptor of the older protocol has it. */
  readonly name: 'value' | 'get' | 'set';
}

function getPart(member: TSESTree.ClassElement): Part | undefined {
  if (member.type !== 'MethodDefinition') {
    return undefined;
  }
  const { kind, value } = member;
  return { node: value, name: kind === 'get' || kind === 'set' ? kind : 'value' };
}

/**
 * What a decorator adds may stand in the place of a setter, and gets what is written.
 *
 * @returns what is written
 */
function replaceSetter(
  engine: Engine,
  decorator: Node,
  activation: Activation,
  owners: Hub,
  name: string | undefined,
  code: Hub,
): Hub {
  const written = createHub('what is written to a decorated setter');
  const listener = createHub('listening setter');
  engine.add(
    listener,
    createHeapValue('builtin', decorator, activation, { path: ['set'], finishes: written }),
  );
  engine.listen(owners, (owner) => {
    if (isHeapValue(owner)) {
      addSetter(engine, owner, name ?? ANY, code);
      addSetter(engine, owner, name ?? ANY, listener);
    }
  });
  return written;
}

/** Older decorators may stand before a parameter, and get the class. */
function getParameterDecorators(member: TSESTree.ClassElement): readonly TSESTree.Decorator[] {
  if (member.type !== 'MethodDefinition' || !isFunction(member.value)) {
    return [];
  }
  return getParameters(member.value).flatMap((parameter) => [...getDecorators(parameter)]);
}

/**
 * Calls one decorator.
 *
 * @param decorated what it is handed first
 * @param part the member, if it is a function
 * @returns what it returns; the functions that are to run on each object, because it adds them as initializers or puts them into
 *   a descriptor; and where the values go that `context.access.get()` gives
 */
function callDecorator(
  engine: Engine,
  decorator: TSESTree.Decorator,
  activation: Activation,
  decorated: Hub,
  part?: Part,
): { readonly result: Hub; readonly added: Hub; readonly values: Hub } {
  const result = createHub('decorator');
  const added = createHub('initializers');
  const values = createHub('decorated values');
  const createMethod = (name: string, detail: HeapDetail): HeapValue =>
    createHeapValue('builtin', decorator, activation, { path: [name], ...detail });
  const createObject = (members: ReadonlyMap<string, HeapValue>): HeapValue => {
    const object = createHeapValue('object', decorator, activation);
    object.hasOwn = () => true;
    object.initialize = (name, field) => {
      engine.add(field, members.get(name) ?? UNKNOWN);
    };
    for (const name of members.keys()) {
      getField(engine, object, name);
    }
    return object;
  };
  const get = createMethod('get', { gives: values });
  engine.whenTracked(values, () => {
    engine.track(get);
  });
  const access = createObject(new Map([['get', get]]));
  const addInitializer = createMethod('addInitializer', { finishes: added });
  const context = createObject(
    new Map([
      ['addInitializer', addInitializer],
      ['access', access],
    ]),
  );
  const descriptor = createObject(new Map());
  if (part) {
    engine.flow(engine.getHub(part.node, activation), getField(engine, descriptor, part.name));
  }
  forEachStore(descriptor, ({ value }) => {
    engine.flow(value, added);
  });
  const second = createHub('context, or name');
  engine.add(second, context);
  engine.add(second, PRIMITIVE);
  const third = createHub('descriptor');
  engine.add(third, descriptor);
  engine.semantics.call(engine, {
    node: decorator,
    activation,
    callee: engine.getHub(decorator.expression, activation),
    self: undefined,
    args: { fixed: [decorated, second, third], rest: undefined },
    result,
    isNew: false,
  });
  return { result, added, values };
}

interface AddedCode {
  readonly decorator: Node;
  readonly activation: Activation;
  /** The functions. */
  readonly code: Hub;
  /** Their `this`. */
  readonly self: Hub;
  /** The decorated field, whose value they may be handed, and replace. */
  readonly field?: Hub | undefined;
  /** What is written to the decorated setter. */
  readonly written?: Hub | undefined;
}

/** Whatever a decorator adds may run whenever an object is made, or used. */
function runLater(engine: Engine, added: AddedCode): void {
  const { decorator, activation, code, self, field, written } = added;
  engine.want(code);
  engine.listen(code, (value) => {
    if (isHeapValue(value) && value.kind === 'function') {
      const entered = enterFromElsewhere(engine, value, self);
      if (entered && field) {
        engine.flow(field, getArgument(engine, entered, 0));
        engine.flow(entered.result, field);
      } else if (entered) {
        engine.escape(entered.result, { kind: 'returned' }, decorator, activation);
      }
    } else if (value.kind === 'unknown' || (isHeapValue(value) && value.kind !== 'object')) {
      engine.escape(self, { kind: 'receiver', callee: undefined }, decorator, activation);
      for (const hub of [field, written]) {
        if (hub) {
          engine.escape(hub, { kind: 'argument', callee: undefined }, decorator, activation);
        }
      }
    }
  });
}
