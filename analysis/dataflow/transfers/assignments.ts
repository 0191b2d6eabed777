import type { TSESTree } from '@typescript-eslint/utils';
import type { Node } from '../../program/syntax.ts';
import { flowAwaited } from '../awaiting.ts';
import type { Engine } from '../engine.ts';
import { createHub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import { copyNames, getPrototype, trackObjects } from '../fields.ts';
import { PRIMITIVE, UNKNOWN, toConstant } from '../primitive-values.ts';
import type { Activation, HeapValue, Hub } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { computeBinary } from './computing.ts';
import { chooseAlternative } from './expressions.ts';
import { openPattern } from './targets.ts';

/** The transfers of an assignment to its target, and to its own value. */
export function assign(engine: Engine, node: TSESTree.AssignmentExpression, activation: Activation): void {
  const left = node.left as Node;
  const right = engine.getHub(node.right, activation);
  const target = engine.getTarget(left, activation);
  const whole = engine.getHub(node, activation);
  const { operator } = node;
  switch (operator) {
    case '=':
      engine.flow(right, target);
      engine.flow(right, whole);
      break;
    case '||=':
    case '&&=':
    case '??=': {
      const old = engine.getHub(left, activation);
      chooseAlternative(engine, operator.slice(0, 2) as '||' | '&&' | '??', old, right, whole);
      engine.flow(whole, target);
      break;
    }
    default:
      computeBinary(engine, operator.slice(0, -1), engine.getHub(left, activation), right, whole);
      engine.flow(whole, target);
  }
  openPattern(engine, left, activation);
}

/** The transfer from the initial value of a variable to its pattern. */
export function declare(engine: Engine, node: TSESTree.VariableDeclarator, activation: Activation): void {
  if (node.init) {
    engine.flow(engine.getHub(node.init, activation), engine.getTarget(node.id, activation));
  }
  openPattern(engine, node.id, activation);
}

/** `i++` writes a number, one more than before. */
export function update(engine: Engine, node: TSESTree.UpdateExpression, activation: Activation): void {
  const one = createHub('1');
  engine.add(one, toConstant(1));
  const argument = node.argument as Node;
  const old = engine.getHub(argument, activation);
  const target = engine.getTarget(argument, activation);
  computeBinary(engine, node.operator === '++' ? '+' : '-', old, one, target);
  engine.flow(node.prefix ? target : old, engine.getHub(node, activation));
  openPattern(engine, argument, activation);
}

/** The transfers from what a loop iterates to its variable. */
export function iterateOver(
  engine: Engine,
  node: TSESTree.ForOfStatement | TSESTree.ForInStatement,
  activation: Activation,
): void {
  const left: Node = node.left.type === 'VariableDeclaration' ? node.left.declarations[0].id : node.left;
  const from = engine.getHub(node.right, activation);
  const target = engine.getTarget(left, activation);
  if (node.type === 'ForOfStatement') {
    const element = getElement(engine, { node, activation }, from, undefined);
    if (node.await) {
      flowAwaited(engine, element, target);
    } else {
      engine.flow(element, target);
    }
  } else {
    engine.flow(getKeys(engine, from), target);
    enumerateInherited(engine, from, target, new Set());
  }
  openPattern(engine, left, activation);
}

/** `for … in` goes over what is inherited as well. */
function enumerateInherited(engine: Engine, from: Hub, target: Hub, seen: Set<HeapValue>): void {
  engine.listen(from, (value) => {
    if (!isHeapValue(value) || seen.has(value)) {
      return;
    }
    seen.add(value);
    if (value.kind === 'socket' || value.kind === 'module' || value.kind === 'builtin') {
      engine.add(target, PRIMITIVE);
      return;
    }
    const prototype = getPrototype(engine, value);
    engine.wantWith(target, prototype);
    engine.flow(getKeys(engine, prototype), target);
    enumerateInherited(engine, prototype, target, seen);
  });
}

/** The names of the properties of whatever is at a hub, as texts. */
export function getKeys(engine: Engine, from: Hub): Hub {
  const keys = createHub('keys');
  engine.wantWith(keys, from);
  trackObjects(engine, from);
  copyNames(engine, from, (name) => {
    engine.add(keys, name === '*' || name.startsWith('@@') ? PRIMITIVE : toConstant(name));
  });
  engine.listen(from, (value) => {
    if (value.kind === 'primitive' || value.kind === 'constant') {
      engine.add(keys, PRIMITIVE);
    }
  });
  return keys;
}

/** What is caught comes from anywhere. */
export function catchAny(engine: Engine, node: TSESTree.CatchClause, activation: Activation): void {
  if (node.param) {
    engine.add(engine.getTarget(node.param, activation), UNKNOWN);
    openPattern(engine, node.param, activation);
  }
}
