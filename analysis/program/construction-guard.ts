import type { TSESTree } from '@typescript-eslint/utils';
import type { Definition } from './bindings.ts';
import { memoize } from './memoize.ts';
import type { ProgramFile } from './program-file.ts';
import { getBody, unwrap } from './syntax.ts';
import type { FunctionNode, Node } from './syntax.ts';

/** What could make the object that is global an instance of a function of the program. */
const CHANGED_CHAINS = /hasInstance|Symbol\s*(?:\?\.\s*)?\[|setPrototypeOf|__proto__/u;

const guards = new WeakMap<FunctionNode, { readonly guard: TSESTree.IfStatement | undefined }>();

/**
 * The statement with which a constructor leaves where it was called without `new`, mostly to call itself by it: all that such a
 * call runs.
 *
 * `function Client(host) { if (!(this instanceof Client)) return new Client(host); … }`
 *
 * @param caller the file of the call
 * @returns undefined where the function does not begin so, or where the test may say something else
 */
export function getConstructionGuard(
  file: ProgramFile,
  unit: FunctionNode,
  caller: ProgramFile,
): Node | undefined {
  let found = guards.get(unit);
  if (!found) {
    found = { guard: findGuard(file, unit) };
    guards.set(unit, found);
  }
  const { guard } = found;
  const isCertain = guard && (testsTarget(guard.test) || !(mayChangeChains(file) || mayChangeChains(caller)));
  return isCertain ? guard : undefined;
}

/** `!new.target`, which no chain of prototypes changes. */
function testsTarget(test: Node): boolean {
  const negation = unwrap(test);
  const tested =
    negation.type === 'UnaryExpression' && negation.operator === '!' ? unwrap(negation.argument) : undefined;
  return tested?.type === 'MetaProperty' && tested.meta.name === 'new';
}

const mayChangeChains = memoize((file: ProgramFile) => CHANGED_CHAINS.test(file.source.text));

function findGuard(file: ProgramFile, unit: FunctionNode): TSESTree.IfStatement | undefined {
  const body = getBody(unit);
  if (
    unit.type === 'ArrowFunctionExpression' ||
    body?.type !== 'BlockStatement' ||
    unit.async ||
    unit.generator
  ) {
    return undefined;
  }
  const guard = body.body.find((statement) => !isDirective(statement));
  if (guard?.type !== 'IfStatement' || guard.alternate || !leavesFunction(guard.consequent)) {
    return undefined;
  }
  const isGuard = isTestOfConstruction(file, unit, guard.test) && !usesOwnNames(file, body, guard);
  return isGuard ? guard : undefined;
}

/** `'use strict'`: parsers for TypeScript give every statement the key. */
function isDirective(statement: TSESTree.Statement): boolean {
  return statement.type === 'ExpressionStatement' && typeof statement.directive === 'string';
}

/** `return new Client(host);`, perhaps behind a warning; or it throws. */
function leavesFunction(statement: TSESTree.Statement): boolean {
  const last = statement.type === 'BlockStatement' ? statement.body.at(-1) : statement;
  return last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement';
}

/** `!(this instanceof Client)`, `!new.target` */
function isTestOfConstruction(file: ProgramFile, unit: FunctionNode, test: Node): boolean {
  if (testsTarget(test)) {
    return true;
  }
  const negation = unwrap(test);
  const tested =
    negation.type === 'UnaryExpression' && negation.operator === '!' ? unwrap(negation.argument) : negation;
  return (
    tested !== negation &&
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
  if (!variable || !definition || others.length > 0 || isParameter(definition)) {
    return false;
  }
  const node = definition.node as Node;
  const isInitial = node.type === 'VariableDeclarator' && node.init === unit;
  return bindings.getWrites(variable).length === (isInitial ? 1 : 0) && (isInitial || node === unit);
}

/** Scope analysis says of a parameter, too, that the function declares it. */
function isParameter({ type }: Definition): boolean {
  return (type as string) === 'Parameter';
}

/** Whether the guard names a function that is declared behind it; one that takes the place of a parameter, by `arguments`. */
function usesOwnNames(file: ProgramFile, body: TSESTree.BlockStatement, guard: Node): boolean {
  const text = file.getText(guard);
  return body.body.some((statement) => {
    const name = getDeclaredFunction(statement);
    return name !== undefined && (text.includes(name) || /\barguments\b|\\/u.test(text));
  });
}

/** The function that a statement declares, perhaps behind a label. */
function getDeclaredFunction(statement: TSESTree.Statement): string | undefined {
  const labelled = statement.type === 'LabeledStatement' ? getDeclaredFunction(statement.body) : undefined;
  return statement.type === 'FunctionDeclaration' ? statement.id.name : labelled;
}
