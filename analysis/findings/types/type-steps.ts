import type { ProgramFile } from '../../program/program-file.ts';
import { forEachChild, getPropertyName, getValue, isFunction, isNode } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import { getNodes } from './type-nodes.ts';

/** Where a value is no longer of interest: what is done with it asks for no property of it. */
export const ENDS: ReadonlySet<string> = new Set([
  'ExpressionStatement',
  'IfStatement',
  'WhileStatement',
  'DoWhileStatement',
  'ForStatement',
  'SwitchStatement',
  'ThrowStatement',
  'UnaryExpression',
  'BinaryExpression',
  'TemplateLiteral',
  'ClassBody',
]);

/** Methods that put their argument into a list, a set or a map. */
export const GROWING: ReadonlySet<string> = new Set(['push', 'unshift', 'add', 'set']);
/** Methods that hand each element, or the value of a promise, to a function. */
export const CALLING: ReadonlySet<string> = new Set(['forEach', 'map', 'flatMap', 'some', 'every', 'then']);
/** Methods that give one element. */
export const ELEMENT: ReadonlySet<string> = new Set(['at', 'pop', 'shift', 'get']);
/** Methods that give what has the same elements. */
const CONTAINERS: ReadonlySet<string> = new Set(['slice', 'values', 'reverse', 'concat', 'finally']);
/** Methods of lists and maps whose arguments or results are elements. */
export const CONTAINER_METHODS: ReadonlySet<string> = new Set([
  ...GROWING,
  ...CALLING,
  ...ELEMENT,
  ...CONTAINERS,
]);

/** Whether a declaration is exported by a namespace, whose members are read by other names. */
export function isOfNamespace({ tree }: ProgramFile, declaration: Node): boolean {
  for (let up: Node | undefined = declaration; up && !isFunction(up); up = tree.getParent(up)) {
    if (up.type === 'ExportNamedDeclaration') {
      return tree.getParent(up)?.type === 'TSModuleBlock';
    }
  }
  return false;
}

/** Whether a computed property is one that names an element. */
export function isIndex(property: Node): boolean {
  return property.type !== 'Identifier' && property.type !== 'PrivateIdentifier';
}

/** `as const`, which leaves the type what it was. */
export function isConst(annotation: unknown): boolean {
  const name = isNode(annotation)
    ? (getValue(annotation, 'typeName') ?? getValue(annotation, 'id'))
    : undefined;
  return isNode(name) && name.type === 'Identifier' && name.name === 'const';
}

/** `<T>(value: T): T`, which gives back what it is given. */
export function isIdentityFunction(node: Node): boolean {
  if (!isFunction(node)) {
    return false;
  }
  const [parameter, ...others] = node.params as readonly Node[];
  const names = [parameter && getValue(parameter, 'typeAnnotation'), node.returnType].map((annotation) => {
    const type = isNode(annotation) ? getNodes(annotation, 'typeAnnotation')[0] : undefined;
    const name = type && (getValue(type, 'typeName') ?? getValue(type, 'id'));
    return isNode(name) && name.type === 'Identifier' ? name.name : undefined;
  });
  return others.length === 0 && names[0] !== undefined && names[0] === names[1];
}

/**
 * Whether an expression holds an object literal with an option.
 *
 * @param except one that does not count
 */
export function hasOption(root: Node, option: string, except: Node | undefined): boolean {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (
      node.type === 'ObjectExpression' &&
      node !== except &&
      node.properties.some((property) => property.type === 'Property' && getPropertyName(property) === option)
    ) {
      return true;
    }
    forEachChild(node, (child) => pending.push(child));
  }
  return false;
}
