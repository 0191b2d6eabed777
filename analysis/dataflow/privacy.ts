import type { ProgramFile } from '../program/program-file.ts';
import { type ClassNode, type Node, getPropertyName, isClass, unwrap } from '../program/syntax.ts';
import type { HeapValue } from './values.ts';

/**
 * Whether code of other files leaves a field alone: `#x` by the language, `_x` and TypeScript's `private` by assumption. A base
 * class elsewhere does not leave alone what is not `#x`.
 */
export function isPrivateField(value: HeapValue, name: string): boolean {
  if (name.startsWith('#')) {
    return true;
  }
  if (value.hasForeignBase) {
    return false;
  }
  return name.startsWith('_') && !name.startsWith('__proto__') ? true : isDeclaredPrivate(value, name);
}

/**
 * Whether a member is made for subclasses: `protected`, or any member of an abstract class. Those of other files may do what they
 * want with it.
 */
export function isForSubclasses(value: HeapValue, name: string): boolean {
  const members = getDeclaredMembers(value);
  return members !== undefined && (members.isAbstract || members.accessibility.get(name) === 'protected');
}

function isDeclaredPrivate(value: HeapValue, name: string): boolean {
  return getDeclaredMembers(value)?.accessibility.get(name) === 'private';
}

/** What TypeScript says of the members of a class, and of those of the classes above it that the file names. */
interface DeclaredMembers {
  readonly isAbstract: boolean;
  readonly accessibility: ReadonlyMap<string, 'private' | 'protected'>;
}

function getDeclaredMembers({ kind, node, activation, detail }: HeapValue): DeclaredMembers | undefined {
  const made = kind === 'instance' || kind === 'prototype' ? (detail.maker?.node ?? node) : node;
  const file = (detail.maker?.activation ?? activation)?.file;
  return isClass(made) && file ? getMembersOfClass(file, made) : undefined;
}

const known = new WeakMap<ClassNode, DeclaredMembers>();

function getMembersOfClass(file: ProgramFile, node: ClassNode): DeclaredMembers {
  const remembered = known.get(node);
  if (remembered) {
    return remembered;
  }
  const accessibility = new Map<string, 'private' | 'protected'>();
  const own = { isAbstract: node.abstract, accessibility };
  known.set(node, own);
  const above = node.superClass ? getNamedClass(file, node.superClass) : undefined;
  for (const [name, access] of above ? getMembersOfClass(file, above).accessibility : []) {
    accessibility.set(name, access);
  }
  for (const member of node.body.body) {
    if ('accessibility' in member && 'key' in member) {
      setAccess(accessibility, getPropertyName(member), member.accessibility);
    }
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') {
      for (const parameter of member.value.params) {
        if (parameter.type === 'TSParameterProperty') {
          const { parameter: inner } = parameter;
          const identifier: Node = inner.type === 'AssignmentPattern' ? inner.left : inner;
          const name = identifier.type === 'Identifier' ? identifier.name : undefined;
          setAccess(accessibility, name, parameter.accessibility);
        }
      }
    }
  }
  return own;
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
