import type { TSESTree } from '@typescript-eslint/utils';
import { alwaysFollows } from '../order.ts';
import type { Owners } from '../owners.ts';
import {
  type CallNode,
  type ClassNode,
  type FunctionNode,
  type Node,
  getPropertyName,
  isClass,
  isPrivateName,
  unwrap,
} from '../syntax.ts';
import { type Advance, goTo, leave, note } from './advance.ts';
import { CONTAINER_ELEMENTS } from './containers.ts';
import type { Flow } from './flow.ts';

/** Follows a value into a variable: to each read that can see this write. */
export function writeVariable(state: Advance, identifier: Node, path: readonly string[]): void {
  const { model } = state.flow;
  const variable = model.bindings.getVariable(identifier);
  if (!variable) {
    leave(state, 'is stored in a global variable');
    return;
  }
  if (variable.defs.some((definition) => isExportedDeclaration(state, definition.node)))
    leave(state, 'is exported');
  const order = model.getVariableOrder(variable);
  const write = model.getWriteNode(identifier);
  const isOnlyValue = !model
    .getAssignments(variable)
    .some((other) => model.isFilling(other) && model.getWriteNode(other.target) !== write);
  const passage = { order, write, isOnlyValue };
  for (const read of order.getReadsOf(write, model.bindings.getReads(variable), (node) => node)) {
    const reach = order.getReach(write, read, isOnlyValue);
    if (reach !== 'never')
      goTo(state, read, { path, passage, isSure: state.step.isSure && reach === 'always' });
  }
}

function isExportedDeclaration(state: Advance, node: Node): boolean {
  const declaration = node.type === 'VariableDeclarator' ? state.flow.model.tree.getParent(node) : undefined;
  return (
    declaration !== undefined &&
    state.flow.model.tree.getParent(declaration)?.type === 'ExportNamedDeclaration'
  );
}

/** Follows a value into whatever a pattern names. */
export function bindPattern(state: Advance, pattern: Node, path: readonly string[]): void {
  const [first, ...rest] = path;
  switch (pattern.type) {
    case 'Identifier':
      writeVariable(state, pattern, path);
      return;
    case 'AssignmentPattern':
      bindPattern(state, pattern.left, path);
      return;
    case 'RestElement':
      bindPattern(state, pattern.argument, path);
      return;
    case 'TSParameterProperty':
      bindPattern(state, pattern.parameter, path);
      bindParameterProperty(state, pattern, path);
      return;
    case 'MemberExpression':
      goTo(state, pattern, { path });
      leave(state, 'is stored by a pattern');
      return;
    case 'ArrayPattern':
      // `for (const [name, socket] of sockets)`: an entry of a map is not told from its value.
      if (first !== CONTAINER_ELEMENTS && first !== undefined) return;
      for (const element of pattern.elements)
        if (element) bindPattern(state, element, restPath(element, path, rest));
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') bindPattern(state, property.argument, path);
        else if (first === undefined)
          note(state, property, { kind: 'read', name: getPropertyName(property) });
        else if (first === getPropertyName(property)) bindPattern(state, property.value, rest);
      }
      return;
    default:
      leave(state, 'is stored by a pattern');
  }
}

function restPath(element: Node, path: readonly string[], rest: readonly string[]): readonly string[] {
  return element.type === 'RestElement' ? path : rest;
}

/** `constructor(private socket: Socket)`: the parameter is a field as well (TypeScript handbook, parameter properties). */
function bindParameterProperty(
  state: Advance,
  property: TSESTree.TSParameterProperty,
  path: readonly string[],
): void {
  const { model } = state.flow;
  const { parameter } = property;
  // Only a name can be a parameter property, though the tree's type allows a pattern.
  const identifier: Node = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  const owner = model.tree.getThisScope(property);
  const member = model.tree.getParent(owner);
  if (identifier.type !== 'Identifier' || member?.type !== 'MethodDefinition') return;
  const owners = model.objects.getOwnersOfMember(member);
  if (owners?.some(({ node }) => isForSubclasses(state.flow, node, identifier.name)))
    leave(state, 'is a field that a subclass in another file can use');
  for (const read of model.getFieldReads(owners, identifier.name)) {
    goTo(state, read.node, { path, isSure: false });
  }
}

/**
 * Follows a value into a field: to each read, anywhere in the file, that can be the same field.
 *
 * @param write the assignment, class field or property that writes
 * @param owners the objects whose field it is
 */
export function writeField(
  state: Advance,
  write: TSESTree.AssignmentExpression | TSESTree.PropertyDefinition | TSESTree.Property,
  owners: Owners,
): void {
  const { step, flow } = state;
  const { model } = flow;
  const access = write.type === 'AssignmentExpression' ? write.left : write;
  if (
    access.type !== 'MemberExpression' &&
    access.type !== 'Property' &&
    access.type !== 'PropertyDefinition'
  )
    return;
  const name = getPropertyName(access);
  if (access.type === 'MemberExpression') {
    const object = unwrap(access.object);
    // The object that holds it is followed as well: `sockets[name] = socket`, `state.socket = socket`.
    if (name === undefined) {
      storeInObject(state, object, CONTAINER_ELEMENTS);
      return;
    }
    if (name === 'exports' || owners?.some((owner) => owner.node.type === 'Program'))
      leave(state, 'is exported');
    else if (!isPrivateName(name) && object.type !== 'ThisExpression') storeInObject(state, object, name);
  }
  if (name === undefined) return;
  if (owners?.some((owner) => isForSubclasses(state.flow, owner.node, name)))
    leave(state, 'is a field that a subclass in another file can use');
  if (flow.isPublicField(write, owners, name)) note(state, write, { kind: 'exposed', name, by: 'name' });
  if (!name.startsWith('#') && owners?.some((owner) => model.hasForeignBase(owner.node))) {
    note(state, write, { kind: 'exposed', name, by: 'inheritance' });
  }
  const writes = model.getFieldWrites(owners, name);
  const order = model.getFieldOrder(writes);
  const isOnlyValue = !writes.some((other) => other.node !== write && model.isFilling(other));
  const reads = order.getReadsOf(write, model.getFieldReads(owners, name), (read) => read.node);
  for (const { node, alias } of reads) {
    const reach = order.getReach(write, node, isOnlyValue);
    if (reach === 'never') continue;
    const isSure = step.isSure && reach === 'always' && alias === 'same';
    if (node.type === 'MemberExpression') {
      goTo(state, node, { passage: { order, write, isOnlyValue }, isSure });
    } else {
      bindPattern({ ...state, step: { ...step, isSure } }, node.value, step.path);
    }
  }
}

/** Whether subclasses in other files are meant to use a field: a protected one, or any that an abstract class shows. */
function isForSubclasses(flow: Flow, owner: Node, name: string): boolean {
  if (!isClass(owner) || name.startsWith('#')) return false;
  const access = getAccessibility(owner, name);
  const isShown = access === 'public' || (!access && !isPrivateName(name));
  if (access !== 'protected' && !(owner.abstract && isShown)) return false;
  return isExtendedElsewhere(flow, owner);
}

/** Whether a class, or one of this file that extends it, leaves the file. */
function isExtendedElsewhere(flow: Flow, owner: ClassNode): boolean {
  const { objects, tree } = flow.model;
  return tree.classes.some(
    (node) =>
      (node === owner || objects.constructors.inherits(node, owner)) && flow.getExposure(node) !== undefined,
  );
}

/** What TypeScript's declaration of a field says of who can use it. */
function getAccessibility(owner: ClassNode, name: string): TSESTree.Accessibility | null | undefined {
  for (const member of owner.body.body) {
    if (member.type === 'PropertyDefinition' && getPropertyName(member) === name) return member.accessibility;
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const property of member.value.params) {
      if (property.type !== 'TSParameterProperty') continue;
      const { parameter } = property;
      const identifier: Node = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      if (identifier.type === 'Identifier' && identifier.name === name) return property.accessibility;
    }
  }
  return undefined;
}

/** Follows the object into which a value was put: a variable's object literal, array or map. */
function storeInObject(state: Advance, object: Node, name: string): void {
  const { model } = state.flow;
  const path = [name, ...state.step.path];
  if (object.type === 'Identifier') {
    const variable = model.bindings.getVariable(object);
    const definition = variable?.defs[0];
    if (variable && definition?.type === 'Variable') {
      for (const read of model.getContentReads(model.bindings.getReads(variable))) {
        if (read !== object) goTo(state, read, { path, isSure: false });
      }
      if (isExportedDeclaration(state, definition.node)) leave(state, 'is exported');
      return;
    }
    if (variable && model.objects.getOwners(object)) return;
    leave(state, `is stored in '${object.name}', which comes from elsewhere`);
    return;
  }
  if (object.type === 'MemberExpression') {
    const field = getPropertyName(object);
    const owners = model.objects.getOwners(object.object);
    if (field !== undefined && owners) {
      for (const read of model.getFieldReads(owners, field)) {
        if (read.node !== object && read.node.type === 'MemberExpression')
          goTo(state, read.node, { path, isSure: false });
      }
      return;
    }
  }
  if (object.type !== 'ThisExpression') leave(state, 'is stored in an object that comes from elsewhere');
}

/**
 * Follows a value into a function's parameter, for one call.
 *
 * @param index the parameter's index
 */
export function bindParameter(
  state: Advance,
  node: FunctionNode,
  call: CallNode,
  index: number,
  path: readonly string[],
): void {
  const { step, flow } = state;
  const last = node.params.at(-1);
  const parameter = node.params[index] ?? (last?.type === 'RestElement' ? last : undefined);
  if (!parameter) return;
  const isCertain = step.isCertain && alwaysFollows(step.anchor, call, flow.model.tree);
  const inner = {
    ...state,
    step: { ...step, isCertain, anchor: node, context: step.context.enter(node, call), passage: undefined },
  };
  bindPattern(inner, parameter, parameter.type === 'RestElement' ? [CONTAINER_ELEMENTS, ...path] : path);
}
