import type { BindMethod } from '../apis/description.ts';
import type { Hub } from '../dataflow/hub.ts';
import { isHeapValue } from '../dataflow/values.ts';
import type { HeapValue, Value } from '../dataflow/values.ts';
import { getPortProperty } from '../sockets/arguments.ts';
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

/** The values that a port can have, those in the objects that hold one included. */
export function explainPort(
  { values }: PortReading,
  method: BindMethod | undefined,
): readonly ExplainedValue[] {
  const property = method && getPortProperty(method);
  return values ? explainHub(values, property) : [];
}

function explainHub(hub: Hub, property: string | undefined): readonly ExplainedValue[] {
  return hub.values.flatMap((value) => {
    const inner = property !== undefined && isObject(value) ? value.fields.get(property) : undefined;
    return inner && inner.values.length > 0
      ? explainHub(inner, undefined)
      : [{ text: describeValue(value), way: findWay(hub, value) }];
  });
}

function isObject(value: Value): value is HeapValue {
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
