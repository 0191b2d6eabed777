import type { TSESTree } from '@typescript-eslint/utils';
import type { ProgramFile } from './program-file.ts';
import { getBody, unwrap } from './syntax.ts';
import type { FunctionNode, Node } from './syntax.ts';

/** What could make the object that is global an instance of a function of the program. */
const CHANGED_CHAINS = /hasInstance|setPrototypeOf|__proto__|\(\s*\w+\s*,\s*['"]prototype['"]/u;

const guards = new WeakMap<FunctionNode, { readonly guard: Node | undefined }>();

/**
 * The statement with which a constructor calls itself by `new` where it was called without: all that such a call runs.
 *
 * `function Client(host) { if (!(this instanceof Client)) return new Client(host); … }`
 *
 * @returns undefined where the function does not begin so, or where the test may say something else
 */
export function getConstructionGuard(file: ProgramFile, unit: FunctionNode): Node | undefined {
  let found = guards.get(unit);
  if (!found) {
    found = { guard: findGuard(file, unit) };
    guards.set(unit, found);
  }
  return found.guard;
}

function findGuard(file: ProgramFile, unit: FunctionNode): Node | undefined {
  const body = getBody(unit);
  if (
    unit.type === 'ArrowFunctionExpression' ||
    body?.type !== 'BlockStatement' ||
    unit.async ||
    unit.generator
  ) {
    return undefined;
  }
  const guard = body.body.find((statement) => !('directive' in statement));
  if (guard?.type !== 'IfStatement' || guard.alternate || !endsWithConstruction(guard.consequent)) {
    return undefined;
  }
  const isGuard = isTestOfConstruction(file, unit, guard.test) && !usesOwnNames(file, body, guard);
  return isGuard && !mayChangeChains(file) ? guard : undefined;
}

/** `return new Client(host);` */
function endsWithConstruction(statement: TSESTree.Statement): boolean {
  const only =
    statement.type === 'BlockStatement' && statement.body.length === 1 ? statement.body[0] : statement;
  return only?.type === 'ReturnStatement' && only.argument?.type === 'NewExpression';
}

/** `!(this instanceof Client)`, `!new.target` */
function isTestOfConstruction(file: ProgramFile, unit: FunctionNode, test: Node): boolean {
  const negation = unwrap(test);
  if (negation.type !== 'UnaryExpression' || negation.operator !== '!') {
    return false;
  }
  const tested = unwrap(negation.argument);
  if (tested.type === 'MetaProperty') {
    return tested.meta.name === 'new';
  }
  return (
    tested.type === 'BinaryExpression' &&
    tested.operator === 'instanceof' &&
    tested.left.type === 'ThisExpression' &&
    tested.right.type === 'Identifier' &&
    isNameOf(file, tested.right, unit)
  );
}

/** Whether a name means a function and nothing else. */
function isNameOf({ bindings }: ProgramFile, name: TSESTree.Identifier, unit: FunctionNode): boolean {
  const variable = bindings.getVariable(name);
  const [definition, ...others] = variable?.defs ?? [];
  if (!variable || !definition || others.length > 0) {
    return false;
  }
  const node = definition.node as Node;
  const isInitial = node.type === 'VariableDeclarator' && node.init === unit;
  return bindings.getWrites(variable).length === (isInitial ? 1 : 0) && (isInitial || node === unit);
}

/** Whether the guard names what the function declares behind it, such as a function. */
function usesOwnNames(file: ProgramFile, body: TSESTree.BlockStatement, guard: Node): boolean {
  const text = file.getText(guard);
  return body.body.some(
    (statement) => statement.type === 'FunctionDeclaration' && text.includes(statement.id.name),
  );
}

/** Whether the object that is global may become an instance of the function. */
function mayChangeChains(file: ProgramFile): boolean {
  return (
    CHANGED_CHAINS.test(file.source.text) ||
    file.tree.getMembers('prototype').some((member) => {
      const { value, parent } = file.tree.getUse(member);
      return (
        parent?.type === 'AssignmentExpression' && parent.left === value && !isNewObject(file, parent.right)
      );
    })
  );
}

/** An object that is made for it, and is no prototype of anything else. */
function isNewObject(file: ProgramFile, node: Node): boolean {
  const value = unwrap(node);
  return value.type === 'CallExpression'
    ? file.getText(value.callee) === 'Object.create'
    : value.type === 'ObjectExpression' || value.type === 'NewExpression';
}
