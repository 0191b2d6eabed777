import type { HeapValue, Hub } from './value-graph.ts';

/** A property of one object that other code has. */
interface ElsewhereMethod {
  readonly receiver: HeapValue;
  readonly self: Hub;
  readonly method: Hub;
}

/** One property of all objects that other code has: what the property of an unknown object can be. */
export interface ElsewhereMember {
  /** What the property is in any of these objects. */
  readonly any: Hub;
  /** The objects whose property can be called, each with the function. */
  readonly methods: ElsewhereMethod[];
  readonly listeners: ((method: ElsewhereMethod) => void)[];
}
