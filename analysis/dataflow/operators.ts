import { CONSTANT_LENGTH } from './limits.ts';
import { NUMBER, PRIMITIVE, toConstant } from './primitive-values.ts';
import type { Constant } from './primitive-values.ts';
import type { HeapValue, Value } from './value-graph.ts';
import { decideTruthy, isHeapValue } from './values.ts';

/** The value of a unary operator. */
export function evaluateUnary(operator: string, operand: Value): Value {
  if (operator === 'void') {
    return toConstant(undefined);
  }
  if (operator === '!') {
    const truth = decideTruthy(operand);
    return truth === undefined ? PRIMITIVE : toConstant(!truth);
  }
  if (operator === 'typeof') {
    return getType(operand);
  }
  if (operand.kind !== 'constant' || typeof operand.value === 'bigint') {
    return NUMERIC.has(operator) ? NUMBER : PRIMITIVE;
  }
  switch (operator) {
    case '+':
      return toConstant(Number(operand.value));
    case '-':
      return toConstant(-Number(operand.value));
    case '~':
      return toConstant(~Number(operand.value));
    default:
      return PRIMITIVE;
  }
}

/** What every engine has since ECMAScript 2015: compilers ask for some of it. */
const CONSTRUCTORS: ReadonlySet<string> = new Set(
  'Array Boolean Date Error Function Map Number Object Promise Proxy RegExp Set String Symbol WeakMap WeakSet'.split(
    ' ',
  ),
);

function isConstructorOfLanguage({ detail: { path = [] } }: HeapValue): boolean {
  const [name] = path;
  return path.length === 1 && name !== undefined && CONSTRUCTORS.has(name);
}

function getType(value: Value): Value {
  if (value.kind === 'constant') {
    return toConstant(typeof value.value);
  }
  if (!isHeapValue(value)) {
    return PRIMITIVE;
  }
  switch (value.kind) {
    case 'function':
    case 'class':
    case 'bound':
      return toConstant('function');
    case 'builtin':
      return isConstructorOfLanguage(value) ? toConstant('function') : PRIMITIVE;
    case 'module':
    case 'Proxy':
    case 'port':
      return PRIMITIVE;
    case 'Symbol':
      return toConstant('symbol');
    default:
      return toConstant('object');
  }
}

/** Whether an operator makes a further constant of each: others have few results. */
export function canCount(operator: string): boolean {
  return NUMERIC.has(operator);
}

/** Any number for a number, any primitive for another constant. */
export function toAnyOfType(value: Value): Value {
  return isNumber(value) ? NUMBER : PRIMITIVE;
}

/** The value of a binary operator. */
export function evaluateBinary(operator: string, left: Value, right: Value): Value {
  if (operator === 'instanceof') {
    return testInstance(left, right);
  }
  if (left.kind !== 'constant' || right.kind !== 'constant') {
    const isNumeric = NUMERIC.has(operator) && (operator !== '+' || (isNumber(left) && isNumber(right)));
    return isNumeric ? NUMBER : compareObjects(operator, left, right);
  }
  const result = calculate(operator, left.value, right.value);
  return result === undefined || (typeof result === 'string' && result.length > CONSTANT_LENGTH)
    ? PRIMITIVE
    : toConstant(result);
}

/** Operators that give numbers: `+` where both sides are. A bigint is a key like a number. */
const NUMERIC: ReadonlySet<string> = new Set('+ - * / % ** | & ^ ~ << >> >>>'.split(' '));

function isNumber(value: Value): boolean {
  return value.kind === 'constant'
    ? typeof value.value === 'number'
    : value.kind === 'primitive' && value.isNumber;
}

/** Of what builtin classes make, and of primitives, it is known. */
function testInstance(left: Value, right: Value): Value {
  const path = isHeapValue(right) && right.kind === 'builtin' ? right.detail.path : undefined;
  if (path?.length !== 1) {
    return PRIMITIVE;
  }
  if (!isHeapValue(left)) {
    return left.kind === 'unknown' ? PRIMITIVE : toConstant(false);
  }
  const made = MADE_BY[left.kind];
  return made === undefined || path[0] === 'Object' ? PRIMITIVE : toConstant(made === path[0]);
}

const MADE_BY: Readonly<Partial<Record<HeapValue['kind'], string>>> = {
  array: 'Array',
  Map: 'Map',
  Promise: 'Promise',
  Set: 'Set',
  WeakMap: 'WeakMap',
  WeakRef: 'WeakRef',
  WeakSet: 'WeakSet',
};

/** An object is never equal to a primitive by `===`, nor to `null` by `==`. */
function compareObjects(operator: string, left: Value, right: Value): Value {
  const [object, other] = isHeapValue(left) ? [left, right] : [right, left];
  if (
    !isHeapValue(object) ||
    other.kind !== 'constant' ||
    object.kind === 'port' ||
    object.detail.mayBePrimitive
  ) {
    return PRIMITIVE;
  }
  const isNullish = other.value === null || other.value === undefined;
  if (operator === '===' || (operator === '==' && isNullish)) {
    return toConstant(false);
  }
  return operator === '!==' || (operator === '!=' && isNullish) ? toConstant(true) : PRIMITIVE;
}

function calculate(operator: string, a: Constant, b: Constant): Exclude<Constant, undefined> | undefined {
  switch (operator) {
    case '===':
      return a === b;
    case '!==':
      return a !== b;
    case '==':
      // By the language's own rules.
      return a == b;
    case '!=':
      return a != b;
    case '+':
      return add(a, b);
    default:
  }
  if (typeof a === 'bigint' || typeof b === 'bigint') {
    return undefined;
  }
  if (typeof a === 'string' && typeof b === 'string') {
    return compareTexts(operator, a, b);
  }
  return calculateNumbers(operator, Number(a), Number(b));
}

function add(a: Constant, b: Constant): Exclude<Constant, undefined> | undefined {
  if (typeof a === 'string' || typeof b === 'string') {
    return `${String(a)}${String(b)}`;
  }
  return typeof a === 'bigint' || typeof b === 'bigint' ? undefined : Number(a) + Number(b);
}

function compareTexts(operator: string, a: string, b: string): Exclude<Constant, undefined> | undefined {
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
      return calculateNumbers(operator, Number(a), Number(b));
  }
}

function calculateNumbers(operator: string, a: number, b: number): Exclude<Constant, undefined> | undefined {
  switch (operator) {
    case '<':
      return a < b;
    case '>':
      return a > b;
    case '<=':
      return a <= b;
    case '>=':
      return a >= b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    case '**':
      return a ** b;
    case '|':
      return a | b;
    case '&':
      return a & b;
    case '^':
      return a ^ b;
    case '<<':
      return a << b;
    case '>>':
      return a >> b;
    case '>>>':
      return a >>> b;
    default:
      return undefined;
  }
}
