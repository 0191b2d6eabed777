import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from '../apis/description.ts';
import type { Engine } from '../dataflow/engine.ts';
import type { HeapValue, Hub, Store, Value } from '../dataflow/value-graph.ts';
import { decideTruthy, isHeapValue } from '../dataflow/values.ts';
import { getPropertyName } from '../program/syntax.ts';
import { getComputedKey } from './off-switches.ts';
import type { OptionState } from './option-site.ts';

/** The state of an option that is set to what is at a hub. */
export function getState({ values }: Hub, option: ReuseOption): OptionState {
  const states = values.map((value) => decideEnabling(value, option));
  if (states.length === 0) {
    return 'unknown';
  }
  if (states.every((state) => state === true)) {
    return 'on';
  }
  if (states.includes(true)) {
    return 'sometimes';
  }
  return states.every((state) => state === false) ? 'off' : 'unknown';
}

/** The state of an option after a write that may be one of it. */
export function getWrittenState(engine: Engine, store: Store, option: ReuseOption): OptionState {
  const state = getState(store.value, option);
  const { node, activation, name } = store;
  if (state === 'off') {
    return state;
  }
  const key = getComputedKey(store);
  if (name === undefined || (key && engine.getHub(key, activation).values.length > 1)) {
    // `copy[key] = from[key]` in a loop writes other values than the option's as well.
    return 'unknown';
  }
  const parent = activation.file.tree.getParent(node);
  const isFromItself =
    parent?.type === 'AssignmentExpression' && !/^(?:\|\||&&|\?\?)?=$/u.test(parent.operator);
  // What `options.reuseAddr ^= 1` computes from what it has written is no value of the option.
  return isFromItself && state === 'sometimes' ? 'unknown' : state;
}

/** Whether a value switches the option on; undefined where it may or may not. */
function decideEnabling(value: Value, { enabledBy }: ReuseOption): boolean | undefined {
  if (enabledBy === 'truthy') {
    return decideTruthy(value);
  }
  if (value.kind === 'primitive' || value.kind === 'unknown') {
    return undefined;
  }
  if (enabledBy === 'true') {
    return value.kind === 'constant' && value.value === true;
  }
  if (isHeapValue(value)) {
    return enabledBy.constants.includes(value.detail.path?.at(-1) ?? '');
  }
  return typeof value.value === 'number' && (value.value & enabledBy.bits) !== 0;
}

/** Whether an accessor stands for a property, in an object or in what it inherits from. */
export function hasNamedAccessor(object: HeapValue, name: string, kind: 'getters' | 'setters'): boolean {
  const seen = new Set<HeapValue>();
  const pending = [object];
  for (let holder = pending.pop(); holder; holder = pending.pop()) {
    if (seen.has(holder)) {
      continue;
    }
    seen.add(holder);
    if (holder[kind].has(name)) {
      return true;
    }
    pending.push(...(holder.prototype?.values ?? []).filter(isHeapValue));
  }
  return false;
}

/** A setter without a getter gives nothing. */
export function getAccessorState(
  accessor: TSESTree.Property,
  { properties }: TSESTree.ObjectExpression,
): OptionState {
  const name = getPropertyName(accessor);
  const isRead = properties.some(
    (other) =>
      other.type === 'SpreadElement' ||
      (other.kind === 'get' && (getPropertyName(other) ?? name) === name) ||
      getPropertyName(other) === undefined,
  );
  return accessor.kind === 'get' || isRead ? 'unknown' : 'off';
}
