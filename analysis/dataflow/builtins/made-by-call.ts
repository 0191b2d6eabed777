import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import type { HeapValue } from '../value-graph.ts';
import { createHeapValue } from '../values.ts';

/** Where a call's own object stands, one for each call and purpose. */
export function make(
  engine: Engine,
  { node, activation }: Call,
  kind: 'object' | 'array',
  purpose: string,
): HeapValue {
  return engine.made.get(['operation', purpose, node, activation], () =>
    createHeapValue(kind, node, activation),
  );
}
