import { getPropertyName, isFunction } from '../program/syntax.ts';
import type { Node } from '../program/syntax.ts';
import type { Tree } from '../program/tree.ts';
import type { Engine } from './engine.ts';
import { getField } from './fields.ts';
import { createHub } from './hub.ts';
import type { Activation, HeapValue, Hub, Site, Thrower } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/** The methods of promises that take a rejection, or hand it on to what they give. */
const REACTIONS: ReadonlySet<string> = new Set(['catch', 'finally', 'then']);

/** What is thrown at a place comes to the `catch` around it, or out of the function and to the one that called it. */
export function throwFrom(engine: Engine, from: Hub, { node, activation }: Site): void {
  const handler = activation.file.tree.getCatch(node);
  if (!handler) {
    engine.flow(from, getThrown(engine, { node, activation }));
  } else if (handler.param) {
    engine.flow(from, engine.getTarget(handler.param, activation));
    engine.install(handler, activation);
  }
}

/** What takes the exceptions of a call that stands at a place, or of a constructor that runs there. */
export function throwAt(engine: Engine, { node, activation }: Site): Thrower {
  return (thrown) => {
    throwFrom(engine, thrown, { node, activation });
  };
}

/** Notes what takes the exceptions of a call of an activation. */
export function noteExit(activation: Activation, onThrown: Thrower): void {
  activation.exits.push(onThrown);
  if (activation.thrown) {
    onThrown(activation.thrown.hub);
  }
}

/** Notes that a unit is called from where an exception is not followed. */
export function noteUnseenExit(engine: Engine, activation: Activation): void {
  if (!activation.hasUnseenExit) {
    activation.hasUnseenExit = true;
    escapeThrown(engine, activation);
  }
}

/** What comes out of an activation as an exception. */
function getThrown(engine: Engine, { node, activation }: Site): Hub {
  if (activation.thrown) {
    return activation.thrown.hub;
  }
  const { unit, closure, exits } = activation;
  const hub = createHub('thrown');
  activation.thrown = { hub, node };
  if (!isFunction(unit) || unit.async || unit.generator || !closure) {
    activation.hasUnseenExit = true;
    escapeThrown(engine, activation);
    return hub;
  }
  for (const onThrown of exits.slice()) {
    onThrown(hub);
  }
  if (activation.hasUnseenExit) {
    escapeThrown(engine, activation);
  }
  engine.whenTracked(hub, () => {
    engine.followCallers(closure);
  });
  return hub;
}

function escapeThrown(engine: Engine, activation: Activation): void {
  if (activation.thrown) {
    const { hub, node } = activation.thrown;
    engine.escape(hub, { kind: 'thrown' }, node, activation);
  }
}

/**
 * What a promise is rejected with. It is followed where the promise is used at once, as in `Promise.reject(…).catch(…)`: of one
 * that is kept, it is not known whether nobody takes the rejection, which the process then learns of.
 */
export function rejectWith(engine: Engine, from: Hub, promise: HeapValue): void {
  engine.flow(from, getField(engine, promise, '[rejected]'));
  const { node, activation } = promise;
  if (node && activation && !(promise.kind === 'Promise' && isUsedAtOnce(activation.file.tree, node))) {
    engine.escape(from, { kind: 'thrown' }, node, activation);
  }
}

/** Whether a promise is awaited where it is made, or one of its own methods is called there. */
function isUsedAtOnce(tree: Tree, node: Node): boolean {
  const { parent } = tree.getUse(node);
  if (parent?.type === 'AwaitExpression') {
    return true;
  }
  if (parent?.type !== 'MemberExpression' || !REACTIONS.has(getPropertyName(parent) ?? '')) {
    return false;
  }
  const use = tree.getUse(parent);
  return use.parent?.type === 'CallExpression' && use.parent.callee === use.value;
}

/** What is awaited may be a promise that is rejected. */
export function throwRejected(engine: Engine, awaited: Hub, site: Site): void {
  engine.listen(awaited, (value) => {
    if (isHeapValue(value) && value.kind === 'Promise') {
      throwFrom(engine, getField(engine, value, '[rejected]'), site);
    }
  });
}
