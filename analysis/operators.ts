import type { TSESTree } from '@typescript-eslint/utils';
import type { Value } from './values.ts';

type Constant = string | number | bigint | boolean | null | undefined;

/** The value of a unary operator; what is given from outside counts as possibly left out. */
export function evaluateUnary(node: TSESTree.UnaryExpression, operand: Value): readonly Value[] {
  const given: Value = { kind: 'given', node };
  if (node.operator === 'void') return [{ kind: 'constant', value: undefined }];
  if (operand.kind === 'given') {
    // `!options.exclusive` is true for a caller that gives nothing.
    const canBeLeftOut = operand.node.type === 'Identifier' || operand.node.type === 'MemberExpression';
    return node.operator === '!' && canBeLeftOut ? [{ kind: 'constant', value: true }, given] : [given];
  }
  if (operand.kind !== 'constant') {
    if (node.operator === '!') return [{ kind: 'constant', value: false }];
    return [node.operator === 'typeof' ? { kind: 'opaque' } : given];
  }
  const { value } = operand;
  switch (node.operator) {
    case '!':
      return [{ kind: 'constant', value: !value }];
    case 'typeof':
      return [{ kind: 'constant', value: typeof value }];
    case '+':
      return [typeof value === 'bigint' ? given : { kind: 'constant', value: Number(value) }];
    case '-':
      return [typeof value === 'bigint' ? given : { kind: 'constant', value: -Number(value) }];
    default:
      return [given];
  }
}

/** The values of a binary operator on two values. */
export function evaluateBinary(node: TSESTree.BinaryExpression, left: Value, right: Value): readonly Value[] {
  const a = left.kind === 'given' ? { kind: 'constant' as const, value: undefined } : left;
  const b = right.kind === 'given' ? { kind: 'constant' as const, value: undefined } : right;
  const isGiven = left.kind === 'given' || right.kind === 'given';
  if (a.kind !== 'constant' || b.kind !== 'constant') return [{ kind: 'given', node }];
  const compared = compare(node.operator, a.value, b.value);
  if (compared !== undefined) {
    // What a caller that gives nothing gets, and what another may get.
    return isGiven
      ? [
          { kind: 'constant', value: compared },
          { kind: 'given', node },
        ]
      : [{ kind: 'constant', value: compared }];
  }
  const computed = isGiven ? undefined : calculate(node.operator, a.value, b.value);
  return [computed === undefined ? { kind: 'given', node } : { kind: 'constant', value: computed }];
}

function compare(operator: string, a: Constant, b: Constant): boolean | undefined {
  switch (operator) {
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '==':
      return a === b || (a ?? undefined) === (b ?? undefined) || String(a) === String(b);
    case '!=':
      return !compare('==', a, b);
    default:
  }
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    default:
      return undefined;
  }
}

function calculate(operator: string, a: Constant, b: Constant): string | number | undefined {
  if (operator === '+' && (typeof a === 'string' || typeof b === 'string')) return String(a) + String(b);
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '|':
      return a | b;
    case '&':
      return a & b;
    case '<<':
      return a << b;
    default:
      return undefined;
  }
}
