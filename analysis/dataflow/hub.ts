import { CONSTANTS_OF_PLACE } from './limits.ts';
import { NUMBER, PRIMITIVE } from './primitive-values.ts';
import type { Hub, HubOrigin, Transfer, Value } from './value-graph.ts';

/** Of so few, a look at each is quicker than a set. */
const MOST_LISTED = 8;

const NO_TRANSFERS: readonly Transfer[] = [];

let lastId = 0;

/** A place that is a node of a program. */
export function createHubAt(origin: HubOrigin): Hub {
  return {
    id: ++lastId,
    origin,
    values: [],
    sources: [],
    successors: undefined,
    predecessors: undefined,
    listeners: undefined,
    whenWanted: undefined,
    whenTracked: undefined,
    whenObjectTracked: undefined,
    operands: undefined,
    hasTrackedObject: false,
    processed: 0,
    isWanted: false,
    hasTracked: false,
    constants: 0,
    valueSet: undefined,
    plainTargets: undefined,
  };
}

/** A place that is no node of a program, by a name for explanations. */
export function createHub(name: string): Hub {
  return createHubAt({ kind: 'other', name });
}

/** Whether a value is at a hub. */
export function holds(hub: Hub, value: Value): boolean {
  return hub.valueSet ? hub.valueSet.has(value) : hub.values.includes(value);
}

/** @returns the value that was added, or undefined when it was there, or when there are too many constants */
export function addValue(hub: Hub, value: Value, source: Hub | undefined): Value | undefined {
  if (holds(hub, value)) {
    return undefined;
  }
  if (value.kind === 'constant') {
    if (hub.constants >= CONSTANTS_OF_PLACE) {
      return addValue(hub, typeof value.value === 'number' ? NUMBER : PRIMITIVE, source);
    }
    hub.constants++;
  }
  hub.values.push(value);
  hub.sources.push(source);
  if (hub.valueSet) {
    hub.valueSet.add(value);
  } else if (hub.values.length > MOST_LISTED) {
    hub.valueSet = new Set(hub.values);
  }
  return value;
}

/** Whether there is no plain transfer from a hub to another yet. */
export function isFirstTransfer(from: Hub, to: Hub): boolean {
  const { successors = NO_TRANSFERS } = from;
  if (!from.plainTargets) {
    if (successors.length <= MOST_LISTED) {
      return !successors.some((transfer) => transfer.to === to && !transfer.map);
    }
    from.plainTargets = new Set(successors.flatMap((transfer) => (transfer.map ? [] : transfer.to)));
  }
  return !from.plainTargets.has(to);
}

/** Makes a transfer one of those that leave its hub. */
export function addTransfer(transfer: Transfer): void {
  const { from, to, map } = transfer;
  (from.successors ??= []).push(transfer);
  if (!map) {
    from.plainTargets?.add(to);
  }
}
