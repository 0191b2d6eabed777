import type { Engine } from '../engine.ts';
import { COUNTED_ROUNDS, TEXT_PARTS } from '../limits.ts';
import { canCount, evaluateBinary, evaluateUnary, toAnyOfType } from '../operators.ts';
import { createHub, holds } from '../hub.ts';
import { PRIMITIVE, toConstant } from '../primitive-values.ts';
import type { Hub, Value } from '../value-graph.ts';

/** What an operator makes of whatever is at a hub. */
export function computeUnary(engine: Engine, operator: string, operand: Hub, to: Hub): void {
  engine.wantWith(to, operand);
  engine.listen(operand, (value) => {
    engine.add(to, evaluateUnary(operator, value));
  });
}

/** What an operator makes of each pair of what is at two hubs. */
export function computeBinary(engine: Engine, operator: string, left: Hub, right: Hub, to: Hub): void {
  engine.wantWith(to, left);
  engine.wantWith(to, right);
  const lefts: Value[] = [];
  const rights: Value[] = [];
  const add = (operand: Hub, value: Value, result: Value): void => {
    if (canCount(operator)) {
      addComputed(engine, to, result, operand, value);
    } else {
      engine.add(to, result);
    }
  };
  engine.listen(left, (value) => {
    lefts.push(value);
    for (const other of rights) {
      add(left, value, evaluateBinary(operator, value, other));
    }
  });
  engine.listen(right, (value) => {
    rights.push(value);
    for (const other of lefts) {
      add(right, value, evaluateBinary(operator, other, value));
    }
  });
}

/** The text that several values make together, known where all of them are. */
export function joinTexts(engine: Engine, parts: readonly Hub[], to: Hub): void {
  let joined = createHub('text');
  engine.add(joined, parts.length > TEXT_PARTS ? PRIMITIVE : toConstant(''));
  for (const [index, part] of parts.slice(0, TEXT_PARTS).entries()) {
    const text = createHub('text');
    engine.flow(part, text, (value) =>
      value.kind === 'constant' ? toConstant(String(value.value)) : PRIMITIVE,
    );
    const next = index === Math.min(parts.length, TEXT_PARTS) - 1 ? to : createHub('text');
    computeBinary(engine, '+', joined, text, next);
    joined = next;
  }
}

/**
 * Adds what was computed from a value at an operand. A constant that the same place of the program has been computed from
 * before is not counted further: `i++` in a loop has every number.
 */
function addComputed(engine: Engine, to: Hub, result: Value, operand: Hub, value: Value): void {
  if (result.kind !== 'constant') {
    engine.add(to, result);
  } else if (countRounds(to, operand, value) >= COUNTED_ROUNDS) {
    engine.add(to, toAnyOfType(result));
  } else {
    if (!holds(to, result)) {
      (to.operands ??= new Map()).set(result, { hub: operand, value });
    }
    engine.add(to, result);
  }
}

/** How often a value at an operand has been computed by the place of the program that computes with it now. */
function countRounds(result: Hub, operand: Hub, operandValue: Value): number {
  let rounds = 0;
  let hub: Hub | undefined = operand;
  let value = operandValue;
  while (hub) {
    const from: { readonly hub: Hub; readonly value: Value } | undefined = hub.operands?.get(value);
    if (from && isSamePlace(hub, result)) {
      rounds++;
    }
    ({ hub, value } = from ?? { hub: hub.sources[hub.values.indexOf(value)], value });
  }
  return rounds;
}

function isSamePlace({ origin }: Hub, { origin: other }: Hub): boolean {
  return (
    origin === other || (origin.kind !== 'other' && other.kind !== 'other' && origin.node === other.node)
  );
}
