import type { TSESTree } from '@typescript-eslint/utils';
import { getPropertyName, getValue, isClass, isNode, unwrap } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { followVariable } from './inferred-variables.ts';
import { getArguments } from './type-nodes.ts';
import type { TypePath } from './type-path.ts';
import { isIndex } from './type-steps.ts';
import type { TypeTrail } from './type-trail.ts';
import { findMembers, findOwner, isHidden } from './typed-members.ts';

/**
 * What is assigned to, or called, or read: what it is declared as decides.
 *
 * @param isWrite whether its type comes of what it is given, where nothing declares it
 * @returns whether it is declared
 */
export function assign(trail: TypeTrail, target: Node, path: TypePath, isWrite: boolean): boolean {
  const expression = unwrap(target);
  if (expression.type === 'Identifier') {
    return assignVariable(trail, expression, path, isWrite);
  }
  if (expression.type !== 'MemberExpression') {
    if (isWrite) {
      assignPattern(trail, expression, path);
    }
    return false;
  }
  const name = getPropertyName(expression);
  const holder = unwrap(expression.object);
  const members = name === undefined ? [] : findMembers(trail.file, expression, name);
  if (members.length > 0) {
    return assignMembers(trail, members, path, isWrite);
  }
  if (holder.type === 'ThisExpression') {
    if (isWrite && name !== undefined) {
      trail.refuse(expression);
      followMembers(trail, name, path);
    }
    return false;
  }
  const step = name ?? (isIndex(expression.property) ? '[]' : '*');
  return assign(trail, holder, [step, ...path], false) || (isWrite && refuseTarget(trail, expression));
}

function assignPattern(trail: TypeTrail, target: Node, path: TypePath): void {
  if (target.type === 'ObjectPattern' || target.type === 'ArrayPattern') {
    bind(trail, target, path);
  } else {
    trail.refuse(target);
  }
}

/** @returns whether all of them are declared */
function assignMembers(
  trail: TypeTrail,
  members: readonly Node[],
  path: TypePath,
  isWrite: boolean,
): boolean {
  let isDeclared = true;
  for (const member of members) {
    if (!trail.checks.checkMember(member, path)) {
      isDeclared = false;
      assignMember(trail, member, path, isWrite);
    }
  }
  return isDeclared;
}

function refuseTarget(trail: TypeTrail, target: Node): false {
  trail.refuseAt(target);
  return false;
}

function assignVariable(trail: TypeTrail, identifier: Node, path: TypePath, isWrite: boolean): boolean {
  const variable = trail.file.bindings.getVariable(identifier);
  const definition = variable?.defs[0];
  const name: Node | undefined = definition?.name;
  if (!variable || name?.type !== 'Identifier') {
    return false;
  }
  trail.checks.checkTaken(name.name, isClass(definition?.node));
  if (trail.checks.checkNested(name, path)) {
    return true;
  }
  if (!isWrite) {
    return false;
  }
  const declaration: Node | undefined = definition?.node;
  const initial = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined;
  if (initial && !isOpen(trail, initial, path)) {
    // It has the type of what it was given first, which may be another.
    trail.refuseAt(identifier);
  }
  followVariable(trail, variable, path);
  return false;
}

function assignMember(trail: TypeTrail, member: Node, path: TypePath, isWrite: boolean): void {
  if (!isWrite) {
    return;
  }
  const initial = getValue(member, 'value');
  if (isNode(initial) && !isOpen(trail, initial, path)) {
    trail.refuseAt(member);
  }
  followMember(trail, member, path);
}

/**
 * Whether what a variable is given first leaves open what it will hold: `[]`, or a container with types that are checked here.
 */
function isOpen(trail: TypeTrail, initial: Node, path: TypePath): boolean {
  const value = unwrap(initial);
  if (value.type === 'ArrayExpression') {
    return value.elements.length === 0;
  }
  if (value.type !== 'NewExpression' || path[0] !== '[]') {
    return false;
  }
  const element = getArguments(value).at(-1);
  if (element) {
    trail.checks.check(element, path.slice(1));
  }
  return value.arguments.length === 0;
}

/** A pattern takes a value whose type is inferred, unless the pattern says what it takes. */
export function bind(trail: TypeTrail, pattern: Node, path: TypePath): void {
  if (trail.checks.checkPattern(pattern, path)) {
    return;
  }
  switch (pattern.type) {
    case 'AssignmentPattern':
      bind(trail, pattern.left, path);
      return;
    case 'Identifier':
      bindVariable(trail, pattern, path);
      return;
    case 'MemberExpression':
      assign(trail, pattern, path, true);
      return;
    case 'ArrayPattern':
      bindElements(trail, pattern, path);
      return;
    case 'ObjectPattern':
      bindProperties(trail, pattern, path);
      return;
    default:
      trail.refuse(pattern);
  }
}

function bindVariable(trail: TypeTrail, identifier: TSESTree.Identifier, path: TypePath): void {
  const variable = trail.file.bindings.getVariable(identifier);
  if (variable?.identifiers.includes(identifier)) {
    followVariable(trail, variable, path);
  } else {
    assignVariable(trail, identifier, path, true);
  }
}

function bindElements(trail: TypeTrail, { elements }: TSESTree.ArrayPattern, path: TypePath): void {
  const inner = path[0] === '[]' ? path.slice(1) : path;
  for (const element of elements) {
    if (element) {
      bind(trail, element.type === 'RestElement' ? element.argument : element, inner);
    }
  }
}

function bindProperties(trail: TypeTrail, pattern: TSESTree.ObjectPattern, [step, ...rest]: TypePath): void {
  for (const property of pattern.properties) {
    const name = property.type === 'Property' ? getPropertyName(property) : undefined;
    if (name === undefined || step === '*' || (step === undefined && name === trail.typed.option)) {
      trail.refuse(property);
    } else if (name === step && property.type === 'Property') {
      bind(trail, property.value, rest);
    }
  }
}

/** The default of a parameter or of a part of a pattern: whoever gives another one must give its type. */
export function checkDefault(trail: TypeTrail, pattern: Node, path: TypePath): void {
  if (!trail.checks.checkNested(pattern, path)) {
    trail.refuse(pattern, 'is that of the parameter at');
    bind(trail, pattern, path);
  }
}

/** What stands on the left of `for (… of …)` takes an element. */
export function bindLoop(trail: TypeTrail, left: Node, path: TypePath): void {
  if (left.type === 'VariableDeclaration') {
    for (const { id } of left.declarations) {
      bind(trail, id, path);
    }
  } else {
    assign(trail, left, path, true);
  }
}

/** A member of a class whose type is inferred: all that reads it in the file has the type. */
export function followMember(trail: TypeTrail, member: Node, path: TypePath): void {
  trail.checks.checkContract(member);
  const owner = findOwner(trail.file, member);
  trail.checks.checkTaken(owner?.id?.name, true);
  const name = 'key' in member ? getPropertyName(member as Parameters<typeof getPropertyName>[0]) : undefined;
  if (name === undefined || !isHidden(member)) {
    trail.refuse(member, 'is part of what others see of its class at');
  }
  if (name !== undefined) {
    followMembers(trail, name, path);
  }
}

function followMembers(trail: TypeTrail, name: string, path: TypePath): void {
  const { tree } = trail.file;
  for (const read of tree.getMembers(name)) {
    trail.follow(read, path);
  }
  for (const { property } of tree.getDestructuredReads(name)) {
    bind(trail, property.value, path);
  }
}
