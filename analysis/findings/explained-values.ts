import type { Hub, Value } from '../dataflow/value-graph.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { PortReading } from '../sockets/ports.ts';
import { findWay } from './explained-steps.ts';
import type { ExplainedStep } from './explained-steps.ts';

/** A value that a port can have. */
export interface ExplainedValue {
  /** `5353`, `a number`, `something that is made elsewhere`. */
  readonly text: string;
  /** Where it comes from: the first place first. */
  readonly way: readonly ExplainedStep[];
}

/** The values that a port can have, also as a property of an object. */
export function explainPort({ values, inObjects }: PortReading): readonly ExplainedValue[] {
  const own = explainHub(values, (value) => !inObjects || !isObject(value));
  return [...own, ...explainHub(inObjects)];
}

/** The values at a hub. */
export function explainHub(
  hub: Hub | undefined,
  isMeant: (value: Value) => boolean = () => true,
): readonly ExplainedValue[] {
  const values = hub?.values.filter(isMeant) ?? [];
  return hub ? values.map((value) => ({ text: describeValue(value), way: findWay(hub, value) })) : [];
}

function isObject(value: Value): boolean {
  return isHeapValue(value) && (value.kind === 'object' || value.kind === 'instance');
}

function describeValue(value: Value): string {
  switch (value.kind) {
    case 'constant':
      return typeof value.value === 'string' ? `'${value.value}'` : String(value.value);
    case 'primitive':
      return value.isNumber ? 'a number' : 'a number, a text or another primitive';
    case 'unknown':
      return 'anything that code elsewhere gives';
    case 'function':
    case 'bound':
      return 'a function, so that no port is named';
    case 'port':
    case 'address':
      return "another socket's port";
    default:
      return 'an object';
  }
}
