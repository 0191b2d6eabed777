import type { TSESTree } from '@typescript-eslint/utils';
import { getValue, isFunction } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { give } from './given-arguments.ts';
import { followName } from './inferred-variables.ts';
import { stepOverCall, stepOverMember, stepOverProperty } from './member-steps.ts';
import type { TypePath } from './type-path.ts';
import { ENDS, isConst } from './type-steps.ts';
import { assign, bind, bindLoop, checkDefault, followMember } from './type-targets.ts';
import type { TypeTrail } from './type-trail.ts';

/** @returns the path from what is around a value to the object, or undefined where the way ends */
export function step(trail: TypeTrail, value: Node, parent: Node, path: TypePath): TypePath | undefined {
  switch (parent.type as string) {
    case 'TSAsExpression':
    case 'TSTypeAssertion':
    case 'TypeCastExpression':
    case 'AsExpression':
      trail.checks.check(getValue(parent, 'typeAnnotation'), path);
      return isConst(getValue(parent, 'typeAnnotation')) ? path : undefined;
    case 'TSSatisfiesExpression':
    case 'SatisfiesExpression':
      trail.checks.check(getValue(parent, 'typeAnnotation'), path);
      return path;
    case 'TSNonNullExpression':
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'AsConstExpression':
    case 'LogicalExpression':
      return path;
    case 'AwaitExpression':
      return path[0] === '~' ? path.slice(1) : path;
    case 'SequenceExpression':
      return (parent as { expressions?: readonly Node[] }).expressions?.at(-1) === value ? path : undefined;
    case 'ConditionalExpression':
      return getValue(parent, 'test') === value ? undefined : path;
    case 'ArrayExpression':
      return ['[]', ...path];
    case 'ObjectExpression':
      return path;
    case 'SpreadElement':
      return stepOverSpread(trail, parent, path);
    default:
      return stepInto(trail, value, parent, path);
  }
}

function stepOverSpread(trail: TypeTrail, spread: Node, path: TypePath): TypePath | undefined {
  const around = trail.file.tree.getParent(spread);
  if (around?.type === 'ObjectExpression') {
    return path;
  }
  if (around?.type === 'ArrayExpression' && path[0] === '[]') {
    return path.slice(1);
  }
  trail.refuse(spread);
  return undefined;
}

function stepInto(trail: TypeTrail, value: Node, parent: Node, path: TypePath): TypePath | undefined {
  switch (parent.type) {
    case 'AssignmentExpression':
      return stepOverAssignment(trail, value, parent, path);
    case 'Property':
      return stepOverProperty(trail, value, parent, path);
    case 'MemberExpression':
      return parent.object === value ? stepOverMember(trail, parent, path) : undefined;
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === value ? stepOverCall(trail, parent, path) : give(trail, parent, value, path);
    default:
      end(trail, value, parent, path);
      return undefined;
  }
}

function stepOverAssignment(
  trail: TypeTrail,
  value: Node,
  { left, right }: TSESTree.AssignmentExpression,
  path: TypePath,
): TypePath | undefined {
  if ((right as Node) === value) {
    assign(trail, left, path, true);
    return path;
  }
  if (trail.hasOption(right)) {
    trail.refuse(value, 'is also that of the object with the option at');
  }
  return undefined;
}

/** What is around a value gives nothing itself: it takes the value, or does not look at it. */
function end(trail: TypeTrail, value: Node, parent: Node, path: TypePath): void {
  switch (parent.type) {
    case 'VariableDeclarator':
      if (parent.init === value) {
        bind(trail, parent.id, path);
      }
      return;
    case 'AssignmentPattern':
      if (parent.right === value) {
        checkDefault(trail, parent.left, path);
      }
      return;
    case 'PropertyDefinition':
    case 'AccessorProperty':
      if (parent.value === value && !trail.checks.checkMember(parent, path)) {
        followMember(trail, parent, path);
      }
      return;
    case 'ReturnStatement':
      returnFrom(trail, trail.file.tree.getUnit(parent), path);
      return;
    case 'YieldExpression':
      yieldFrom(trail, parent, path);
      return;
    case 'ArrowFunctionExpression':
      if (parent.body === value) {
        returnFrom(trail, parent, path);
      }
      return;
    case 'ForOfStatement':
      if (parent.right === value) {
        bindLoop(trail, parent.left, stepToElement(path));
      }
      return;
    default:
      if (!ENDS.has(parent.type)) {
        trail.refuse(value);
      }
  }
}

function yieldFrom(trail: TypeTrail, node: TSESTree.YieldExpression, path: TypePath): void {
  if (node.delegate) {
    trail.refuse(node);
  } else {
    returnFrom(trail, trail.file.tree.getUnit(node), ['[]', ...path]);
  }
}

function stepToElement(path: TypePath): TypePath {
  return path[0] === '[]' ? path.slice(1) : path;
}

/** What a function returns, or yields, is what its calls give. */
function returnFrom(trail: TypeTrail, unit: Node, path: TypePath): void {
  if (!isFunction(unit)) {
    return;
  }
  const isDeclared = trail.checks.checkReturn(unit, path);
  const given = ['()', ...(unit.async && !unit.generator ? ['~'] : []), ...path];
  const parent = trail.file.tree.getParent(unit);
  if (parent?.type === 'MethodDefinition') {
    if (!isDeclared) {
      followMember(trail, parent, parent.kind === 'get' ? given.slice(1) : given);
    }
  } else if (unit.type !== 'FunctionDeclaration') {
    if (!isDeclared) {
      trail.follow(unit, given);
    }
  } else if (!isDeclared) {
    followName(trail, unit, given);
  }
}
