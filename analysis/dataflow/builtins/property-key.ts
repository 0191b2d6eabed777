import { getBody, isNamed, unwrap } from '../../program/syntax.ts';
import type { FunctionNode, Node } from '../../program/syntax.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { PRIMITIVE, toConstant } from '../primitive-values.ts';
import type { Value } from '../value-graph.ts';
import { isHeapValue } from '../values.ts';
import { getArgumentAt, withValues } from './operation.ts';

/**
 * Whether a function is the one by which compilers turn a computed key into a property's name (Babel's `toPropertyKey`, SWC's
 * `_to_property_key`): `var key = toPrimitive(value, 'string'); return typeof key === 'symbol' ? key : String(key)`.
 *
 * As code, it would mix the names of all members of all classes.
 */
export function isKeyHelper(node: FunctionNode): boolean {
  const [parameter, further] = node.params;
  const body = getBody(node);
  if (parameter?.type !== 'Identifier' || further || body?.type !== 'BlockStatement') {
    return false;
  }
  const [declaration, last, more] = body.body;
  const key = declaration && getConverted(declaration, parameter.name);
  return key !== undefined && !more && last?.type === 'ReturnStatement' && givesKey(last.argument, key);
}

/** The variable that is given `toPrimitive(value, 'string')`. */
function getConverted(statement: Node, value: string): string | undefined {
  const [declarator, more] = statement.type === 'VariableDeclaration' ? statement.declarations : [];
  const call = declarator?.init && unwrap(declarator.init);
  if (more || declarator?.id.type !== 'Identifier' || call?.type !== 'CallExpression') {
    return undefined;
  }
  const [given, hint] = call.arguments;
  return isNamed(given, value) && hint?.type === 'Literal' && hint.value === 'string'
    ? declarator.id.name
    : undefined;
}

/** `typeof key === 'symbol' ? key : key + ''`. */
function givesKey(returned: Node | null, key: string): boolean {
  if (returned?.type !== 'ConditionalExpression' || !isNamed(returned.consequent, key)) {
    return false;
  }
  const { test, alternate } = returned;
  const isTest =
    test.type === 'BinaryExpression' &&
    [test.left, test.right].some((side) => side.type === 'Literal' && side.value === 'symbol');
  const text = unwrap(alternate);
  const isText =
    (text.type === 'BinaryExpression' && text.operator === '+' && isNamed(text.left, key)) ||
    (text.type === 'CallExpression' && isNamed(text.callee, 'String') && isNamed(text.arguments[0], key));
  return isTest && isText;
}

/** Gives the key that the argument means. */
export function callKeyHelper(engine: Engine, call: Call): void {
  withValues(engine, call, getArgumentAt(call, 0, engine), (value) => {
    engine.add(call.result, toKeyValue(value));
  });
}

function toKeyValue(value: Value): Value {
  if (value.kind === 'constant') {
    return toConstant(String(value.value));
  }
  return isHeapValue(value) && value.kind !== 'Symbol' && value.kind !== 'builtin' ? PRIMITIVE : value;
}
