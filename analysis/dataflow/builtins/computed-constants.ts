import { PRIMITIVE, toConstant } from '../primitive-values.ts';
import type { Constant } from '../primitive-values.ts';
import type { Value } from '../value-graph.ts';
import { getArgumentAt } from './operation.ts';
import type { Operation } from './operation.ts';

/** A function of one primitive that gives a primitive. */
export function compute(evaluate: (value: Constant, ...more: Constant[]) => Constant): Operation {
  return (engine, call) => {
    const hubs = call.args.fixed.length > 0 ? call.args.fixed : [getArgumentAt(call, 0, engine)];
    const [first, second] = hubs;
    const seconds: Constant[] = second ? [] : [undefined];
    const firsts: Value[] = [];
    const join = (value: Value, other: Constant): void => {
      if (value.kind === 'constant') {
        const result = tryTo(() => evaluate(value.value, other));
        engine.add(call.result, result ?? PRIMITIVE);
      } else {
        engine.add(call.result, PRIMITIVE);
      }
    };
    for (const hub of hubs.slice(0, 2)) {
      engine.wantWith(call.result, hub);
    }
    if (second) {
      engine.listen(second, (value) => {
        if (value.kind !== 'constant') {
          engine.add(call.result, PRIMITIVE);
          return;
        }
        seconds.push(value.value);
        for (const known of firsts) {
          join(known, value.value);
        }
      });
    }
    if (first) {
      engine.listen(first, (value) => {
        firsts.push(value);
        for (const other of seconds) {
          join(value, other);
        }
      });
    }
  };
}

function tryTo(evaluate: () => Constant): Value | undefined {
  try {
    return toConstant(evaluate());
  } catch {
    return undefined;
  }
}

/** `parseInt` of a constant. */
export const parseInteger = compute((value, radix) => Number.parseInt(String(value), Number(radix ?? 0)));

/** `parseFloat` of a constant. */
export const parseFloat = compute((value) => Number.parseFloat(String(value)));
