import type { TSESTree } from '@typescript-eslint/utils';
import { memoize } from '../../program/memoize.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import { getPropertyName, isFunction, isNamed, isWriteTarget } from '../../program/syntax.ts';
import type { FunctionNode, Node } from '../../program/syntax.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { defineValue } from './copy-helpers.ts';
import { FLAGS } from './member-helper.ts';
import { getArgumentAt } from './operation.ts';
import { isKeyHelper } from './property-key.ts';

/** The names of the parameters of a helper. */
interface Names {
  readonly object: string;
  readonly key: string;
  readonly value: string;
}

/**
 * Whether a function is the one by which compilers define a property (Babel's `_defineProperty`, SWC's `_define_property`,
 * esbuild's `__defNormalProp`): `key in object ? Object.defineProperty(object, key, { value, … }) : object[key] = value`, and
 * nothing else but to make the key a name, and to return the object.
 *
 * As code, it would give every property that is copied by it the value of every other.
 */
export function isDefinitionHelper(file: ProgramFile, node: FunctionNode): boolean {
  return getShapes(file)(node);
}

const getShapes = memoize((file: ProgramFile) => memoize((node: FunctionNode) => hasShape(file, node)));

function hasShape(file: ProgramFile, node: FunctionNode): boolean {
  const [object, key, value, further] = node.params;
  if (
    object?.type !== 'Identifier' ||
    key?.type !== 'Identifier' ||
    value?.type !== 'Identifier' ||
    further ||
    node.async ||
    node.generator
  ) {
    return false;
  }
  const names = { object: object.name, key: key.name, value: value.name };
  if (new Set(Object.values(names)).size < 3) {
    return false;
  }
  const { body } = node;
  const last = body.type === 'BlockStatement' ? body.body.at(-1) : undefined;
  const steps = body.type === 'BlockStatement' ? body.body.flatMap(listSteps) : [body];
  const definitions = steps.filter((step) => isDefinition(file, step, names));
  return (
    definitions.length === 1 &&
    (body.type !== 'BlockStatement' || last?.type === 'ReturnStatement') &&
    steps.every(
      (step) => definitions.includes(step) || isNamed(step, names.object) || isKeyMade(file, step, names),
    )
  );
}

/** What is done one after the other, what is returned last. */
function listSteps(statement: Node): readonly Node[] {
  switch (statement.type) {
    case 'ExpressionStatement':
      return listSteps(statement.expression);
    case 'ReturnStatement':
      return statement.argument ? listSteps(statement.argument) : [statement];
    case 'SequenceExpression':
      return statement.expressions.flatMap(listSteps);
    default:
      return [statement];
  }
}

/** `key = toPropertyKey(key)`. */
function isKeyMade(file: ProgramFile, step: Node, { key }: Names): boolean {
  return step.type === 'AssignmentExpression' && isKey(file, step, key);
}

/** The key itself, or the key made a name by the helper for that. */
function isKey(file: ProgramFile, node: Node, key: string): boolean {
  if (node.type !== 'AssignmentExpression') {
    return isNamed(node, key);
  }
  const { left, operator, right } = node;
  const definition = right.type === 'CallExpression' ? findOnlyDefinition(file, right.callee) : undefined;
  return (
    operator === '=' &&
    isNamed(left, key) &&
    right.type === 'CallExpression' &&
    right.arguments.length === 1 &&
    isNamed(right.arguments[0], key) &&
    isFunction(definition) &&
    isKeyHelper(definition)
  );
}

/** `key in object ? Object.defineProperty(…) : object[key] = value`, also as a statement. */
function isDefinition(file: ProgramFile, step: Node, names: Names): boolean {
  if (step.type !== 'IfStatement' && step.type !== 'ConditionalExpression') {
    return false;
  }
  const { test, consequent, alternate } = step;
  const isTested =
    test.type === 'BinaryExpression' &&
    test.operator === 'in' &&
    isKey(file, test.left, names.key) &&
    isNamed(test.right, names.object);
  const defined = getOnly(consequent);
  const assigned = alternate ? getOnly(alternate) : undefined;
  return (
    isTested &&
    defined?.type === 'CallExpression' &&
    definesValue(file, defined, names) &&
    assigned?.type === 'AssignmentExpression' &&
    assigned.operator === '=' &&
    isNamed(assigned.right, names.value) &&
    assigned.left.type === 'MemberExpression' &&
    assigned.left.computed &&
    isNamed(assigned.left.object, names.object) &&
    isNamed(assigned.left.property, names.key)
  );
}

function getOnly(statement: Node): Node | undefined {
  const steps =
    statement.type === 'BlockStatement' ? statement.body.flatMap(listSteps) : listSteps(statement);
  return steps.length === 1 ? steps[0] : undefined;
}

/** `Object.defineProperty(object, key, { value: value, … })`, by whatever name that has in the file. */
function definesValue(
  file: ProgramFile,
  { callee, arguments: given }: TSESTree.CallExpression,
  names: Names,
): boolean {
  const [object, key, descriptor, further] = given;
  if (further || descriptor?.type !== 'ObjectExpression') {
    return false;
  }
  return (
    isDefineProperty(file, callee) &&
    isNamed(object, names.object) &&
    isNamed(key, names.key) &&
    descriptor.properties.every(
      (property) =>
        property.type === 'Property' &&
        property.kind === 'init' &&
        (getPropertyName(property) === 'value'
          ? isNamed(property.value, names.value)
          : FLAGS.some((flag) => flag === getPropertyName(property)) && isFixed(property.value)),
    )
  );
}

function isDefineProperty(file: ProgramFile, callee: Node): boolean {
  if (callee.type === 'MemberExpression') {
    const { object } = callee;
    const isGlobal = isNamed(object, 'Object') && !file.bindings.getVariable(object);
    return isGlobal && getPropertyName(callee) === 'defineProperty' && !mayReplaceDefinition(file);
  }
  const declarator = findOnlyDefinition(file, callee);
  return (
    declarator?.type === 'VariableDeclarator' &&
    declarator.init?.type === 'MemberExpression' &&
    isDefineProperty(file, declarator.init)
  );
}

/** What a name is declared by, if nothing else ever writes it. */
function findOnlyDefinition({ bindings }: ProgramFile, name: Node): Node | undefined {
  const variable = name.type === 'Identifier' ? bindings.getVariable(name) : undefined;
  const [definition, more] = variable ? bindings.getDefinitions(variable) : [];
  const node = definition?.node as Node | undefined;
  const writes = variable ? bindings.getWrites(variable).length : 0;
  return !more && writes === (node?.type === 'VariableDeclarator' ? 1 : 0) ? node : undefined;
}

/** Whether a file may put another function in the place of `Object.defineProperty`, or another object in that of `Object`. */
const mayReplaceDefinition = memoize(({ bindings, source, tree }: ProgramFile): boolean => {
  const isWritten = (node: Node): boolean => isWriteTarget(tree.getUse(node));
  return (
    ['defineProperty', 'Object'].some(
      (name) => tree.getMembers(name).some(isWritten) || tree.getProperties(name).length > 0,
    ) ||
    ["'", '"', '`'].some((quote) => source.text.includes(`${quote}defineProperty${quote}`)) ||
    bindings.getGlobals('Object').some((node) => {
      const { value, parent } = tree.getUse(node);
      const isComputed = parent?.type === 'MemberExpression' && parent.object === value && parent.computed;
      return isWritten(node) || isComputed;
    })
  );
});

/** `true`, or `!0`. */
function isFixed(value: Node): boolean {
  return value.type === 'Literal' || (value.type === 'UnaryExpression' && value.argument.type === 'Literal');
}

/** Defines the property. What it gives is the object, or the value. */
export function callDefinitionHelper(engine: Engine, call: Call): void {
  defineValue(engine, call);
  engine.flow(getArgumentAt(call, 2, engine), call.result);
}
