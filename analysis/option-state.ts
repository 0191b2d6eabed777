import type { ReuseOption } from './apis/description.ts';
import type { CallContext } from './context.ts';
import { type Node, getLastName } from './syntax.ts';
import { type Evaluator, type Value, isTruthy } from './values.ts';

/**
 * Whether an option is on.
 *
 * - `on`: whenever the call runs.
 * - `sometimes`: on some path, or by default.
 * - `off`: never.
 * - `unknown`: only code outside of the file can turn it on.
 */
export type OptionState = 'on' | 'sometimes' | 'off' | 'unknown';

/** The state of an option that is set to a value. */
export function getOptionState(
  values: Evaluator,
  value: Node,
  option: ReuseOption,
  context: CallContext,
): OptionState {
  const states = values.evaluate(value, context).map((known) => isEnabling(known, option));
  if (states.length === 0) return 'unknown';
  if (states.every((state) => state === true)) return 'on';
  if (states.includes(true)) return 'sometimes';
  return states.every((state) => state === false) ? 'off' : 'unknown';
}

function isEnabling(value: Value, option: ReuseOption): boolean | undefined {
  if (typeof option.enabledBy === 'object') {
    const { bits, constants } = option.enabledBy;
    if (value.kind === 'given') return constants.includes(getLastName(value.node) ?? '') ? true : undefined;
    return value.kind === 'constant' && typeof value.value === 'number' && (value.value & bits) !== 0;
  }
  if (option.enabledBy === 'truthy' || value.kind === 'given') return isTruthy(value);
  return value.kind === 'constant' && value.value === true;
}
