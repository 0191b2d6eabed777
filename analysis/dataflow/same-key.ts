import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../program/syntax.ts';
import type { Tree } from '../program/tree.ts';
import type { Engine } from './engine.ts';
import { ANY } from './fields.ts';
import { createHub } from './hub.ts';
import { load } from './properties.ts';
import type { Activation, Hub, Site } from './value-graph.ts';

/**
 * What is written under a name where a property is copied by its key: `target[key] = source[key]`. Each name has a value of its
 * own then, however many the key can be.
 *
 * @param key where the key of the write is
 * @param value where what is written is
 * @param name one of the names that the key can be
 */
export function getValueAt(engine: Engine, site: Site, key: Hub, value: Hub, name: string): Hub {
  const source = name === ANY ? undefined : findSource(engine, key, value);
  if (!source) {
    return value;
  }
  const property = createHub(`.${name}`);
  load(engine, site, source, name, property);
  return property;
}

/**
 * What an assignment writes into a property.
 *
 * @param pattern the property
 * @param name one of the names that its key can be
 */
export function getAssigned(
  engine: Engine,
  pattern: TSESTree.MemberExpression,
  activation: Activation,
  name: string,
): Hub {
  const given = engine.getTarget(pattern, activation);
  const parent = pattern.computed ? activation.file.tree.getParent(pattern) : undefined;
  if (parent?.type !== 'AssignmentExpression' || parent.operator !== '=' || parent.left !== pattern) {
    return given;
  }
  const [key, right] = [engine.getHub(pattern.property, activation), engine.getHub(parent.right, activation)];
  const written = getValueAt(engine, { node: pattern, activation }, key, right, name);
  return written === right ? given : written;
}

/**
 * The object of `source[key]`, where the key is the same variable. In one call or assignment, and without a chain or sequence,
 * nothing runs between the two that could write it.
 */
function findSource(engine: Engine, key: Hub, value: Hub): Hub | undefined {
  if (key.origin.kind !== 'expression' || value.origin.kind !== 'expression') {
    return undefined;
  }
  const { node: name, activation } = key.origin;
  const { node: read } = value.origin;
  if (value.origin.activation !== activation || name.type !== 'Identifier') {
    return undefined;
  }
  if (read.type !== 'MemberExpression' || read.optional || !read.computed) {
    return undefined;
  }
  const { object, property } = read;
  const { bindings, tree } = activation.file;
  const variable = bindings.getVariable(name);
  const isSame = property.type === 'Identifier' && variable && bindings.getVariable(property) === variable;
  return isSame && object.type === 'Identifier' && isWrittenAtOnce(tree, name, read)
    ? engine.getHub(object, activation)
    : undefined;
}

/** Whether a key and a value stand in one assignment or call. A bound function has its first arguments from before. */
function isWrittenAtOnce(tree: Tree, key: Node, value: Node): boolean {
  const parent = tree.getParent(key);
  const whole = parent?.type === 'MemberExpression' ? tree.getParent(parent) : parent;
  return whole !== undefined && whole === tree.getParent(value);
}
