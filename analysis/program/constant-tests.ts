import type { TSESTree } from '@typescript-eslint/utils';
import type { Bindings } from './bindings.ts';
import { unwrap } from './syntax.ts';
import type { Node } from './syntax.ts';

/** A value that is written out. */
export interface WrittenConstant {
  readonly value: unknown;
}

/** How many constants may be looked through, each the value of the one before. */
const DEPTH = 5;

/**
 * The value that an expression always has, if it is written out in it and in the constants that it names; otherwise undefined.
 *
 * @param depth how many more constants may be looked into
 */
export function getWrittenConstant(
  written: Node,
  bindings: Bindings,
  depth = DEPTH,
): WrittenConstant | undefined {
  const node = unwrap(written);
  switch (node.type) {
    case 'Literal':
      return 'regex' in node || 'bigint' in node ? undefined : { value: node.value };
    case 'TemplateLiteral':
      return node.expressions.length === 0 ? { value: node.quasis[0]?.value.cooked } : undefined;
    case 'Identifier':
      return depth > 0 ? getDeclaredConstant(node, bindings, depth - 1) : undefined;
    case 'UnaryExpression': {
      const operand = node.operator === '!' ? getWrittenConstant(node.argument, bindings, depth) : undefined;
      return operand && { value: !operand.value };
    }
    case 'BinaryExpression':
      return compare(node, bindings, depth);
    default:
      return undefined;
  }
}

/** `const DEBUG = false;` */
function getDeclaredConstant(
  identifier: TSESTree.Identifier,
  bindings: Bindings,
  depth: number,
): WrittenConstant | undefined {
  const variable = bindings.getVariable(identifier);
  const [definition, ...others] = variable?.defs ?? [];
  const declarator = definition?.node as Node | undefined;
  if (!variable || others.length > 0 || declarator?.type !== 'VariableDeclarator') {
    return undefined;
  }
  const isConstant =
    declarator.id.type === 'Identifier' &&
    bindings.getWrites(variable).length === 1 &&
    (definition?.parent as Node | undefined)?.type === 'VariableDeclaration' &&
    (definition?.parent as TSESTree.VariableDeclaration).kind === 'const';
  return isConstant && declarator.init ? getWrittenConstant(declarator.init, bindings, depth) : undefined;
}

function compare(
  { operator, left, right }: TSESTree.BinaryExpression,
  bindings: Bindings,
  depth: number,
): WrittenConstant | undefined {
  if (operator !== '===' && operator !== '!==') {
    return undefined;
  }
  const a = getWrittenConstant(left, bindings, depth);
  const b = a && getWrittenConstant(right, bindings, depth);
  return b && { value: (a.value === b.value) === (operator === '===') };
}
