import type { TSESTree } from '@typescript-eslint/utils';
import { memoize } from '../../program/memoize.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { getBody, getPropertyName, isFunction, isNamed, unwrap } from '../../program/syntax.ts';
import type { FunctionNode, Node } from '../../program/syntax.ts';
import { isKeyHelper } from './property-key.ts';

/**
 * Whether a function is the one by which compilers give a class its members (Babel's `_defineProperties`, SWC's
 * `_define_properties`): `for (var i = 0; i < list.length; i++) { var member = list[i]; …; Object.defineProperty(target,
 * member.key, member); }`, where nothing else is done but to say what can be enumerated, configured and written.
 *
 * As code, it would give every member the name of every other.
 */
export function isMemberHelper(file: ProgramFile, node: FunctionNode): boolean {
  return getShapes(file)(node);
}

const getShapes = memoize((file: ProgramFile) => memoize((node: FunctionNode) => hasShape(file, node)));

function hasShape(file: ProgramFile, node: FunctionNode): boolean {
  const [target, list, further] = node.params;
  const body = getBody(node);
  if (
    target?.type !== 'Identifier' ||
    list?.type !== 'Identifier' ||
    further ||
    body?.type !== 'BlockStatement'
  ) {
    return false;
  }
  const [loop, more] = body.body;
  const index = loop?.type === 'ForStatement' ? getIndex(loop, list.name) : undefined;
  if (more || loop?.type !== 'ForStatement' || index === undefined || loop.body.type !== 'BlockStatement') {
    return false;
  }
  const [declaration, ...statements] = loop.body.body;
  const member = declaration && getElementName(declaration, list.name, index);
  const steps = statements.flatMap(listExpressions);
  const definition = steps.at(-1);
  return (
    member !== undefined &&
    new Set([target.name, list.name, index, member]).size === 4 &&
    definition !== undefined &&
    definesMember(file, definition, target.name, member) &&
    steps.slice(0, -1).every((step) => isFlag(step, member))
  );
}

/** The variable of `for (var i = 0; i < list.length; i++)`. */
function getIndex({ init, test, update }: TSESTree.ForStatement, list: string): string | undefined {
  const [declarator, more] = init?.type === 'VariableDeclaration' ? init.declarations : [];
  if (more || declarator?.id.type !== 'Identifier' || !isNumber(declarator.init, 0)) {
    return undefined;
  }
  const { name } = declarator.id;
  const isTested =
    test?.type === 'BinaryExpression' &&
    test.operator === '<' &&
    isNamed(test.left, name) &&
    isMember(test.right, list, 'length');
  const isCounted =
    update?.type === 'UpdateExpression' && update.operator === '++' && isNamed(update.argument, name);
  return isTested && isCounted ? name : undefined;
}

/** The variable of `var member = list[i]`. */
function getElementName(statement: Node, list: string, index: string): string | undefined {
  const [declarator, more] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
  const element = declarator?.init;
  const isElement =
    element?.type === 'MemberExpression' &&
    element.computed &&
    isNamed(element.object, list) &&
    isNamed(element.property, index);
  return !more && isElement && declarator?.id.type === 'Identifier' ? declarator.id.name : undefined;
}

/** What is done one after the other; with a condition, where it is only done then. */
function listExpressions(statement: Node): readonly Node[] {
  switch (statement.type) {
    case 'ExpressionStatement':
      return statement.expression.type === 'SequenceExpression'
        ? statement.expression.expressions
        : [statement.expression];
    default:
      return [statement];
  }
}

/** `member.enumerable = member.enumerable || false`, `if ('value' in member) member.writable = true`. */
function isFlag(step: Node, member: string): boolean {
  switch (step.type) {
    case 'IfStatement':
      return !step.alternate && isValueTest(step.test, member) && isFlag(step.consequent, member);
    case 'LogicalExpression':
      return step.operator === '&&' && isValueTest(step.left, member) && isFlag(step.right, member);
    case 'ExpressionStatement':
      return isFlag(step.expression, member);
    case 'AssignmentExpression':
      return (
        step.operator === '=' &&
        FLAGS.some((flag) => isMember(step.left, member, flag)) &&
        isTruth(step.right, member)
      );
    default:
      return false;
  }
}

/** What a member is told: they decide who may change it. */
export const FLAGS = ['enumerable', 'configurable', 'writable'] as const;

function isTruth(node: Node, member: string): boolean {
  const value = unwrap(node);
  switch (value.type) {
    case 'LogicalExpression':
      return isMember(value.left, member, 'enumerable') && isTruth(value.right, member);
    case 'UnaryExpression':
      return value.operator === '!' && value.argument.type === 'Literal';
    default:
      return value.type === 'Literal' && typeof value.value === 'boolean';
  }
}

function isValueTest(test: Node, member: string): boolean {
  return (
    test.type === 'BinaryExpression' &&
    test.operator === 'in' &&
    test.left.type === 'Literal' &&
    test.left.value === 'value' &&
    isNamed(test.right, member)
  );
}

/** `Object.defineProperty(target, member.key, member)`. */
function definesMember(file: ProgramFile, node: Node, target: string, member: string): boolean {
  if (node.type !== 'CallExpression' || !isMember(node.callee, 'Object', 'defineProperty')) {
    return false;
  }
  const [defined, key, descriptor, more] = node.arguments;
  return !more && isNamed(defined, target) && isNamed(descriptor, member) && isKey(file, key, member);
}

function isKey(file: ProgramFile, key: Node | undefined, member: string): boolean {
  if (key?.type !== 'CallExpression') {
    return isMember(key, member, 'key');
  }
  const definition = file.bindings.getVariable(key.callee)?.defs[0]?.node as Node | undefined;
  return (
    isFunction(definition) &&
    isKeyHelper(definition) &&
    key.arguments.length === 1 &&
    isMember(key.arguments[0], member, 'key')
  );
}

function isMember(node: Node | undefined, object: string, name: string): boolean {
  return node?.type === 'MemberExpression' && isNamed(node.object, object) && getPropertyName(node) === name;
}

function isNumber(node: Node | null | undefined, value: number): boolean {
  return node?.type === 'Literal' && node.value === value;
}
