import type { HeapValue, Hub } from './value-graph.ts';

/** A property of one object that other code has. */
interface ElsewhereMethod {
  readonly receiver: HeapValue;
  readonly self: Hub;
  readonly method: Hub;
}

/** One property of all objects that other code has: what the property of an unknown object can be. */
export interface ElsewhereMember {
  /** What it is, of any of them. */
  readonly any: Hub;
  /** Those that something can be called on. */
  readonly methods: ElsewhereMethod[];
  readonly listeners: ((method: ElsewhereMethod) => void)[];
}
