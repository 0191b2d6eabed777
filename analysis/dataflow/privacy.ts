import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from '../program/program-file.ts';
import { getPropertyName, isClass, unwrap } from '../program/syntax.ts';
import type { ClassNode, Node } from '../program/syntax.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import type { FieldTrust } from './field-trust.ts';
import type { HeapValue } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * Whether code of other files leaves a field alone: `#x` by the language, `_x` and TypeScript's `private` by assumption. A base
 * class elsewhere does not leave alone what is not `#x`.
 */
export function isPrivateField(value: HeapValue, name: string): boolean {
  if (name.startsWith('#')) {
    return true;
  }
  if (value.hasForeignBase || !ASSUMPTIONS.privateFieldsAreLeftAlone) {
    return false;
  }
  return name.startsWith('_') && !name.startsWith('__proto__') ? true : isDeclaredPrivate(value, name);
}

/** The same, as far as no file of the project that is not part of the program touches it. */
export function isLeftAlone(trust: FieldTrust, value: HeapValue, name: string): boolean {
  if (!isPrivateField(value, name)) {
    return false;
  }
  if (name.startsWith('#')) {
    return true;
  }
  trust.note(name, !name.startsWith('_'));
  return trust.isTrusted(name);
}

/**
 * Whether a member is made for subclasses: `protected`, or any member of an abstract class. Those of other files may do what they
 * want with it.
 */
export function isForSubclasses(value: HeapValue, name: string): boolean {
  const members = getDeclaredMembers(value);
  if (!members) {
    return false;
  }
  if (members.isAbstract || members.accessibility.has(name)) {
    return members.isAbstract || members.accessibility.get(name) === 'protected';
  }
  const access = findInheritedAccess(value, name);
  return access === 'protected' || access === 'unknown';
}

function isDeclaredPrivate(value: HeapValue, name: string): boolean {
  const access = getDeclaredMembers(value)?.accessibility.get(name);
  return (access ?? findInheritedAccess(value, name)) === 'private';
}

/** What the classes above say of a member, in whatever file: `unknown` where one of them is not seen. */
function findInheritedAccess(
  value: HeapValue,
  name: string,
): 'private' | 'protected' | 'unknown' | undefined {
  const seen = new Set<HeapValue>();
  let made = value.kind === 'class' ? value : value.detail.maker;
  while (made && !seen.has(made)) {
    seen.add(made);
    const { node, activation } = made;
    if (!isClass(node) || !activation) {
      return undefined;
    }
    const access = getClassMembers(activation.file, node).accessibility.get(name);
    if (access !== undefined || !node.superClass || declaresField(node, name)) {
      return access;
    }
    const above: readonly HeapValue[] = (made.prototype?.values ?? []).filter(isHeapValue);
    const [parent, ...others] = above;
    if (!parent) {
      return getNamedClass(activation.file, node.superClass) ? undefined : 'unknown';
    }
    // What it may extend besides decides as well.
    if (others.length > 0) {
      return 'unknown';
    }
    made = parent;
  }
  return undefined;
}

/** Whether a class says itself that it has a public member. */
function declaresField(node: ClassNode, name: string): boolean {
  return node.body.body.some((member) => 'key' in member && getPropertyName(member) === name);
}

/** What TypeScript says of the members of a class, and of those of the classes above it that the file names. */
interface DeclaredMembers {
  readonly isAbstract: boolean;
  readonly accessibility: ReadonlyMap<string, 'private' | 'protected'>;
}

function getDeclaredMembers({ kind, node, activation, detail }: HeapValue): DeclaredMembers | undefined {
  const made = kind === 'instance' || kind === 'prototype' ? (detail.maker?.node ?? node) : node;
  const file = (detail.maker?.activation ?? activation)?.file;
  return isClass(made) && file ? getClassMembers(file, made) : undefined;
}

const known = new WeakMap<ClassNode, DeclaredMembers>();

function getClassMembers(file: ProgramFile, node: ClassNode): DeclaredMembers {
  const remembered = known.get(node);
  if (remembered) {
    return remembered;
  }
  const accessibility = new Map<string, 'private' | 'protected'>();
  const own = { isAbstract: node.abstract, accessibility };
  known.set(node, own);
  const above = node.superClass ? getNamedClass(file, node.superClass) : undefined;
  for (const [name, access] of above ? getClassMembers(file, above).accessibility : []) {
    accessibility.set(name, access);
  }
  for (const member of node.body.body) {
    if ('accessibility' in member && 'key' in member) {
      setAccess(accessibility, getPropertyName(member), member.accessibility);
    }
    const isConstructor = member.type === 'MethodDefinition' && member.kind === 'constructor';
    for (const parameter of isConstructor ? member.value.params : []) {
      setAccessByParameter(accessibility, parameter);
    }
  }
  return own;
}

/** `constructor(private socket: Socket)` declares a member. */
function setAccessByParameter(
  accessibility: Map<string, 'private' | 'protected'>,
  parameter: TSESTree.Parameter,
): void {
  if (parameter.type === 'TSParameterProperty') {
    const { parameter: inner } = parameter;
    const identifier: Node = inner.type === 'AssignmentPattern' ? inner.left : inner;
    const name = identifier.type === 'Identifier' ? identifier.name : undefined;
    setAccess(accessibility, name, parameter.accessibility);
  }
}

function setAccess(
  accessibility: Map<string, 'private' | 'protected'>,
  name: string | undefined,
  access: string | undefined,
): void {
  if (name !== undefined && (access === 'private' || access === 'protected')) {
    accessibility.set(name, access);
  }
}

/** The class of the file that a name means. */
function getNamedClass(file: ProgramFile, callee: Node): ClassNode | undefined {
  const expression = unwrap(callee);
  const variable = expression.type === 'Identifier' ? file.bindings.getVariable(expression) : undefined;
  const node: Node | undefined = variable?.defs[0]?.node;
  if (isClass(node)) {
    return node;
  }
  const init = node?.type === 'VariableDeclarator' && node.init ? unwrap(node.init) : undefined;
  return isClass(init) ? init : undefined;
}
