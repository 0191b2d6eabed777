import { describe, expect, it } from 'vitest';
import type { ReuseOption } from '../../../analysis/apis/description.ts';
import { addValue, createHub } from '../../../analysis/dataflow/hub.ts';
import { PRIMITIVE, UNKNOWN, toConstant } from '../../../analysis/dataflow/primitive-values.ts';
import type { Value } from '../../../analysis/dataflow/value-graph.ts';
import { createHeapValue } from '../../../analysis/dataflow/values.ts';
import { getState } from '../../../analysis/sockets/option-state.ts';

const FLAGS = { bits: 4, constants: ['SO_REUSEADDR'] } as const;

/** The state of an option that is set to any of some values. */
function getStateOf(enabledBy: ReuseOption['enabledBy'], values: readonly Value[]): string {
  const hub = createHub('option');
  for (const value of values) {
    addValue(hub, value, undefined);
  }
  return getState(hub, { enabledBy } as ReuseOption);
}

const [yes, no, one, zero] = [true, false, 1, 0].map(toConstant) as [Value, Value, Value, Value];
const object = createHeapValue('object', undefined, undefined);
const flag = createHeapValue('module', undefined, undefined, { path: ['constants', 'SO_REUSEADDR'] });

describe('an option is', () => {
  it.each<[string, ReuseOption['enabledBy'], readonly Value[]]>([
    ['on', 'truthy', [yes]],
    ['on', 'truthy', [one, object]],
    ['off', 'truthy', [no, zero]],
    ['sometimes', 'truthy', [yes, no]],
    ['sometimes', 'truthy', [yes, UNKNOWN]],
    ['unknown', 'truthy', [no, UNKNOWN]],
    ['unknown', 'truthy', [PRIMITIVE]],
    ['unknown', 'truthy', []],
    ['on', 'true', [yes]],
    ['off', 'true', [one]],
    ['off', 'true', [object]],
    ['sometimes', 'true', [yes, one]],
    ['unknown', 'true', [PRIMITIVE]],
    ['on', FLAGS, [toConstant(6)]],
    ['off', FLAGS, [toConstant(2)]],
    ['off', FLAGS, [toConstant('4')]],
    ['on', FLAGS, [flag]],
    ['off', FLAGS, [object]],
    ['unknown', FLAGS, [UNKNOWN]],
  ])('%s, where %j enables it, by %j', (state, enabledBy, values) => {
    expect(getStateOf(enabledBy, values)).toBe(state);
  });
});
