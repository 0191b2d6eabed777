/** What a constant can be. */
export type Constant = string | number | bigint | boolean | null | undefined;

/** A primitive that is known. */
export interface ConstantValue {
  readonly kind: 'constant';
  readonly value: Constant;
}

/** A number, text or other primitive that is not known; it is no object. */
export interface PrimitiveValue {
  readonly kind: 'primitive';
  /** Whether it is known to be a number, which as a key names an element. */
  readonly isNumber: boolean;
}

/** Anything, made elsewhere: also any object of the program that other code can reach. */
export interface UnknownValue {
  readonly kind: 'unknown';
}

/** Any primitive. */
export const PRIMITIVE: PrimitiveValue = { kind: 'primitive', isNumber: false };
/** Any number. */
export const NUMBER: PrimitiveValue = { kind: 'primitive', isNumber: true };
/** Anything. */
export const UNKNOWN: UnknownValue = { kind: 'unknown' };

const constants = new Map<unknown, ConstantValue>();

/** The value of a constant; the same object for the same constant. */
export function toConstant(value: Constant): ConstantValue {
  const key = Object.is(value, -0) ? '-0' : typeof value === 'string' ? `'${value}` : value;
  let known = constants.get(key);
  if (!known) {
    known = { kind: 'constant', value };
    constants.set(key, known);
  }
  return known;
}

/** The constant `undefined`. */
export const UNDEFINED = toConstant(undefined);
