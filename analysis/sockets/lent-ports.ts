import type { Activation } from '../dataflow/activation.ts';
import type { Dataflow } from '../dataflow/dataflow.ts';
import type { Hub } from '../dataflow/hub.ts';
import { type HeapValue, isHeapValue } from '../dataflow/values.ts';
import { type Node, forEachChild, isFunction } from '../program/syntax.ts';
import type { Bind } from './judgement.ts';

/**
 * The sockets whose port a bind takes: as it is, or converted, as by `Number(port)`, `+port` and `port + 1`.
 *
 * Conversions make a port an explicit one to whoever takes it. Whoever lends it must keep the option all the same.
 */
export function findLenders(dataflow: Dataflow, { port }: Bind): readonly HeapValue[] {
  const lenders = new Set(port.sharedWith);
  if (port.choice === 'explicit' && port.values) {
    for (const { node, activation } of findOrigins(port.values)) {
      collectLenders(dataflow, node, activation, lenders);
    }
  }
  return [...lenders];
}

/** The expressions that values were first seen at. */
function findOrigins(values: Hub): readonly { readonly node: Node; readonly activation: Activation }[] {
  const origins = [];
  const seen = new Set<Hub>();
  const pending = [values];
  for (let hub = pending.pop(); hub; hub = pending.pop()) {
    if (seen.has(hub)) {
      continue;
    }
    seen.add(hub);
    if (hub.origin.kind === 'expression') {
      origins.push(hub.origin);
    }
    pending.push(...hub.sources.flatMap((source) => source ?? []));
  }
  return origins;
}

function collectLenders(
  dataflow: Dataflow,
  expression: Node,
  activation: Activation,
  lenders: Set<HeapValue>,
): void {
  const { engine } = dataflow;
  const pending = [expression];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === 'Identifier' || node.type === 'MemberExpression') {
      const hub = engine.getHub(node, activation);
      engine.want(hub);
      dataflow.run();
      for (const value of hub.values) {
        if (isHeapValue(value) && value.kind === 'port' && value.detail.socket) {
          lenders.add(value.detail.socket);
        }
      }
    }
    forEachChild(node, (child) => {
      if (!isFunction(child)) {
        pending.push(child);
      }
    });
  }
}
