import { describe, expect, it } from 'vitest';
import { evaluateBinary, evaluateUnary } from '../../../analysis/dataflow/operators.ts';
import { NUMBER, PRIMITIVE, UNKNOWN, toConstant } from '../../../analysis/dataflow/primitive-values.ts';
import type { Constant } from '../../../analysis/dataflow/primitive-values.ts';
import type { Value } from '../../../analysis/dataflow/value-graph.ts';
import { createHeapValue } from '../../../analysis/dataflow/values.ts';

const CONSTANTS: readonly Constant[] = [
  undefined,
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  2.5,
  5353,
  2 ** 31,
  NaN,
  Infinity,
  '',
  '0',
  ' 7 ',
  'port',
  5n,
];

const BINARY = '=== !== == != + - * / % ** | & ^ << >> >>> < > <= >= in'.split(' ');
const UNARY = ['void', '!', 'typeof', '+', '-', '~'];

/** What JavaScript itself says; undefined where it throws. */
function run(expression: string, ...operands: readonly unknown[]): { readonly value: unknown } | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the language is the judge of its operators
    const evaluate = new Function('a', 'b', `return ${expression};`) as (...values: unknown[]) => unknown;
    return { value: evaluate(...operands) };
  } catch {
    return undefined;
  }
}

/** Whether a value that was computed allows for what a run gives. */
function canBe(computed: Value, { value }: { readonly value: unknown }): boolean {
  switch (computed.kind) {
    case 'constant':
      return Object.is(computed.value, value) || computed.value === value;
    case 'primitive':
      return !computed.isNumber || typeof value === 'number' || typeof value === 'bigint';
    default:
      return computed.kind === 'unknown';
  }
}

const PAIRS = CONSTANTS.flatMap((left) => CONSTANTS.map((right) => [left, right] as const));

describe('operators give what JavaScript gives, or say that they do not know', () => {
  it.each(BINARY)('%s', (operator) => {
    const wrong = PAIRS.filter(([left, right]) => {
      const ran = run(`a ${operator} b`, left, right);
      return ran && !canBe(evaluateBinary(operator, toConstant(left), toConstant(right)), ran);
    });

    expect(wrong).toEqual([]);
  });

  it.each(UNARY)('%s', (operator) => {
    const wrong = CONSTANTS.filter((operand) => {
      const ran = run(`${operator} a`, operand);
      return ran && !canBe(evaluateUnary(operator, toConstant(operand)), ran);
    });

    expect(wrong).toEqual([]);
  });

  it.each(BINARY.filter((operator) => operator !== 'in'))('%s of numbers is computed', (operator) => {
    expect(evaluateBinary(operator, toConstant(7), toConstant(2))).toEqual(
      toConstant(run(`a ${operator} b`, 7, 2)?.value as Constant),
    );
  });
});

describe('what is not known', () => {
  const object = createHeapValue('object', undefined, undefined);

  it.each([
    ['+', PRIMITIVE, PRIMITIVE],
    ['-', NUMBER, NUMBER],
    ['===', PRIMITIVE, PRIMITIVE],
    ['in', PRIMITIVE, PRIMITIVE],
  ])('stays so by %s', (operator, withAny, withNumber) => {
    expect(evaluateBinary(operator, UNKNOWN, toConstant('a'))).toEqual(withAny);
    expect(evaluateBinary(operator, PRIMITIVE, toConstant(1))).toEqual(withNumber);
  });

  it('is a number where two numbers are added', () => {
    expect(evaluateBinary('+', NUMBER, toConstant(1))).toEqual(NUMBER);
    expect(evaluateBinary('+', PRIMITIVE, toConstant(1))).toEqual(PRIMITIVE);
  });

  it('may be anything that is tested, but not an object', () => {
    expect(evaluateUnary('!', UNKNOWN)).toEqual(PRIMITIVE);
    expect(evaluateUnary('!', object)).toEqual(toConstant(false));
    expect(evaluateUnary('typeof', object)).toEqual(toConstant('object'));
  });

  it.each([null, undefined])('is an object that differs from %s', (nullish) => {
    expect(evaluateBinary('==', object, toConstant(nullish))).toEqual(toConstant(false));
    expect(evaluateBinary('!=', toConstant(nullish), object)).toEqual(toConstant(true));
  });

  it('is whether an object equals a text by its conversion', () => {
    expect(evaluateBinary('==', object, toConstant('a'))).toEqual(PRIMITIVE);
    expect(evaluateBinary('===', object, toConstant('a'))).toEqual(toConstant(false));
  });
});
