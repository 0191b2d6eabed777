import { isFunction, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { callDecorators } from '../decorators.ts';
import type { Engine } from '../engine.ts';
import { getClass, getClosure, hasDecorators } from '../functions.ts';
import { withKey } from '../keys.ts';
import { UNKNOWN } from '../primitive-values.ts';
import { store } from '../stores.ts';
import type { Activation } from '../value-graph.ts';
import { openPattern } from './targets.ts';

/** Makes the function that a node defines. */
export function makeFunction(engine: Engine, node: Node, activation: Activation): void {
  if (!isFunction(node)) {
    return;
  }
  const closure = getClosure(engine, node, activation);
  const { id } = node;
  if (id) {
    engine.add(engine.getTarget(id, activation), closure);
    openPattern(engine, id, activation);
  }
  if (node.type !== 'FunctionDeclaration') {
    engine.add(engine.getHub(node, activation), closure);
    return;
  }
  engine.add(engine.getHub(node, activation), closure);
  const parent = activation.file.tree.getParent(node);
  if (parent?.type === 'ExportDefaultDeclaration') {
    engine.install(parent, activation);
  }
}

/** Makes the class that a node defines. */
export function makeClass(engine: Engine, node: Node, activation: Activation): void {
  if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') {
    return;
  }
  const made = getClass(engine, node, activation);
  const hub = engine.getHub(node, activation);
  engine.add(hub, made);
  if (node.id) {
    engine.flow(hub, engine.getTarget(node.id, activation));
    openPattern(engine, node.id, activation);
  }
  callDecorators(engine, node, activation);
}

/** In its own activation, a field is given its value; around it, whoever asks for it asks for its class. */
export function makeField(engine: Engine, node: Node, activation: Activation): void {
  if (activation.unit !== node) {
    const around = activation.file.tree.getParent(node);
    const owner = around && activation.file.tree.getParent(around);
    if (owner) {
      engine.install(owner, activation);
    }
    return;
  }
  if ((node.type !== 'PropertyDefinition' && node.type !== 'AccessorProperty') || !isNode(node.value)) {
    return;
  }
  const value = engine.getHub(node.value, activation);
  const { outer, self } = activation;
  if (outer) {
    withKey(engine, node, outer, (name) => {
      store(engine, { node, activation }, self, name, value);
    });
  }
  if (hasDecorators(node)) {
    engine.add(value, UNKNOWN);
  }
}
