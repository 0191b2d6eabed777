import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName, unwrap } from '../../program/syntax.ts';
import type { CallNode, Node } from '../../program/syntax.ts';
import { getThisActivation } from '../activation.ts';
import { flowAwaited } from '../awaiting.ts';
import { forEachElsewhereMethod } from '../elsewhere.ts';
import { constructSuper } from '../constructions.ts';
import type { Arguments } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getField, getPrototype } from '../fields.ts';
import { getClass } from '../functions.ts';
import { createHub, holds } from '../hub.ts';
import { delegate, getElement } from '../iteration.ts';
import { withReadKey } from '../keys.ts';
import { COUNTED_ELEMENTS } from '../limits.ts';
import { PRIMITIVE } from '../primitive-values.ts';
import { getMember, load } from '../properties.ts';
import type { Activation, CallSite, HeapValue, Hub, Site } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { importGlob } from './imports.ts';
import { leaveChain } from './optional-chains.ts';
import { throwAt } from '../thrown.ts';

/** The hubs of the arguments of a call. */
function getArguments(engine: Engine, nodes: readonly Node[], activation: Activation): Arguments {
  const spread = nodes.findIndex((argument) => argument.type === 'SpreadElement');
  const known = spread < 0 ? nodes : nodes.slice(0, spread);
  const fixed = known.map((argument) => engine.getHub(argument, activation));
  if (spread < 0) {
    return { fixed, rest: undefined };
  }
  const rest = createHub('spread arguments');
  const last = nodes.at(-1);
  if (last?.type === 'SpreadElement' && spread === nodes.length - 1) {
    const site = { node: last, activation };
    const list = engine.getHub(last.argument, activation);
    const elements = Array.from({ length: COUNTED_ELEMENTS }, (_, index) =>
      getElement(engine, site, list, index),
    );
    engine.flow(getElement(engine, site, list, undefined), rest);
    return { fixed: [...fixed, ...elements], rest, list: { from: spread, elements: list } };
  }
  for (const argument of nodes.slice(spread)) {
    if (argument.type === 'SpreadElement') {
      const from = engine.getHub(argument.argument, activation);
      const element = getElement(engine, { node: argument, activation }, from, undefined);
      engine.flow(element, rest);
    } else {
      engine.flow(engine.getHub(argument, activation), rest);
    }
  }
  return { fixed, rest };
}

/** The transfers of a call or construction. */
export function call(engine: Engine, node: CallNode, activation: Activation): void {
  const callee = unwrap(node.callee);
  if (node.type === 'CallExpression' && isGlob(callee)) {
    importGlob(engine, node, activation);
    return;
  }
  const args = getArguments(engine, node.arguments, activation);
  const result = engine.getHub(node, activation);
  if (node.type === 'CallExpression') {
    leaveChain(engine, node, activation);
  }
  if (callee.type === 'MemberExpression') {
    leaveChain(engine, callee, activation);
  }
  if (callee.type === 'Super') {
    callSuper(engine, node, callee, activation, args);
  } else {
    callValue(engine, { node, activation }, node.callee, args, result, node.type === 'NewExpression');
  }
}

/** `import.meta.glob`. */
function isGlob(callee: Node): boolean {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.type === 'MetaProperty' &&
    getPropertyName(callee) === 'glob'
  );
}

function callValue(
  engine: Engine,
  at: Site,
  written: Node,
  args: Arguments,
  result: Hub,
  isNew: boolean,
): void {
  const callee = unwrap(written);
  const site = { ...at, onThrown: throwAt(engine, at) };
  const { activation } = site;
  if (callee.type === 'MemberExpression' && !isNew) {
    if (callee.object.type === 'Super') {
      const self = getThisActivation(activation).self;
      const method = engine.getHub(callee, activation);
      engine.semantics.call(engine, { ...site, callee: method, self, args, result, isNew });
    } else {
      callMember(engine, site, callee, args, result);
    }
    return;
  }
  const hub = engine.getHub(written, activation);
  engine.semantics.call(engine, { ...site, callee: hub, self: undefined, args, result, isNew });
}

/** A method is looked up in each object that it can be called on, and has that object as its `this`. */
function callMember(
  engine: Engine,
  site: CallSite,
  callee: TSESTree.MemberExpression,
  args: Arguments,
  result: Hub,
): void {
  const { activation } = site;
  const base = engine.getHub(callee.object, activation);
  const seen = new Set<HeapValue>();
  const callOwn = (receiver: HeapValue, name: string): void => {
    const self = createHub('this');
    engine.add(self, receiver);
    const method = getMember(engine, { node: callee, activation }, receiver, name);
    engine.semantics.call(engine, { ...site, callee: method, self, args, result, isNew: false });
    engine.want(method);
  };
  const callOn = (name: string): Hub => {
    const self = createHub('this');
    const method = createHub(`method ${name}`);
    load(engine, { node: callee, activation }, self, name, method, false);
    engine.semantics.call(engine, { ...site, callee: method, self, args, result, isNew: false });
    engine.want(method);
    return self;
  };
  const callElsewhere = (name: string): void => {
    forEachElsewhereMethod(engine, { node: callee, activation }, name, ({ receiver, self, method }) => {
      if (!seen.has(receiver)) {
        const called = { ...site, callee: method, self, args, result, isNew: false, isThisHarmless: true };
        engine.semantics.call(engine, called);
      }
    });
  };
  withReadKey(engine, callee, activation, (name) => {
    // All that is no object has one: what a text or number is called on does not matter.
    let plain: Hub | undefined;
    engine.listen(base, (receiver) => {
      if (isHeapValue(receiver)) {
        seen.add(receiver);
        callOwn(receiver, name);
        if (name === ANY) {
          engine.semantics.forEachBuiltinMethod(engine, receiver, (method) => {
            callOwn(receiver, method);
          });
        }
        return;
      }
      plain ??= callOn(name);
      engine.add(plain, receiver);
      if (receiver.kind === 'unknown') {
        callElsewhere(name);
      }
    });
  });
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.wantIfTracked(hub, base);
  }
  engine.wantWith(result, base);
  engine.whenTracked(base, () => {
    engine.want(base);
  });
}

/** `super(…)` runs the constructor of the superclass on `this`. */
function callSuper(
  engine: Engine,
  node: CallNode,
  callee: TSESTree.Super,
  activation: Activation,
  args: Arguments,
): void {
  const { file } = activation;
  const thisActivation = getThisActivation(activation);
  const around = file.tree.getClass(thisActivation.unit);
  const outer = thisActivation.outer;
  if (!around?.superClass || !outer) {
    return;
  }
  // Not what `extends` names: what the class inherits from by then.
  const parents = getPrototype(engine, getClass(engine, around, outer));
  const result = engine.getHub(node, activation);
  for (const hub of [...args.fixed, ...(args.rest ? [args.rest] : [])]) {
    engine.wantIfTracked(hub, parents);
  }
  const returned = createHub('what a superclass returns');
  engine.flow(returned, thisActivation.self);
  engine.listen(thisActivation.self, (instance) => {
    if (isHeapValue(instance) && !holds(returned, instance)) {
      const construction = { node, activation, args, result: returned };
      constructSuper(engine, construction, parents, instance);
    }
  });
  engine.flow(thisActivation.self, result);
}

/** A tagged template calls its tag with the texts and the values. */
export function callTag(
  engine: Engine,
  node: TSESTree.TaggedTemplateExpression,
  activation: Activation,
): void {
  const texts = engine.made.get(['texts', node, activation], () =>
    createHeapValue('array', node, activation),
  );
  engine.add(getField(engine, texts, ANY), PRIMITIVE);
  const first = createHub('texts');
  engine.add(first, texts);
  const values = node.quasi.expressions.map((value) => engine.getHub(value, activation));
  const args = { fixed: [first, ...values], rest: undefined };
  callValue(engine, { node, activation }, node.tag, args, engine.getHub(node, activation), false);
}

/** The transfers of `yield`: to whoever asks the generator, and from what that gives. */
export function yieldTo(engine: Engine, node: TSESTree.YieldExpression, activation: Activation): void {
  const generator = activation.objects.get('generator');
  const result = engine.getHub(node, activation);
  if (!generator) {
    return;
  }
  const yielded = getField(engine, generator, '[yielded]');
  if (!node.argument) {
    engine.flow(getField(engine, generator, '[sent]'), result);
    return;
  }
  const from = engine.getHub(node.argument, activation);
  const isAsync = 'async' in activation.unit && activation.unit.async;
  if (!node.delegate) {
    if (isAsync) {
      flowAwaited(engine, from, yielded);
    } else {
      engine.flow(from, yielded);
    }
    engine.flow(getField(engine, generator, '[sent]'), result);
    return;
  }
  const sent = getField(engine, generator, '[sent]');
  const given = isAsync ? createHub('promised by an iterator') : yielded;
  const ended = getField(engine, generator, '[ended]');
  delegate(engine, { node, activation }, from, { yielded: given, sent, ended, result });
  if (isAsync) {
    flowAwaited(engine, given, yielded);
  }
}
