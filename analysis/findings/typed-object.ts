import type { SocketApi } from '../apis/description.ts';
import type { HeapValue } from '../dataflow/values.ts';
import type { Node } from '../program/syntax.ts';

/** What is asked about an options object. */
export interface TypedObject {
  readonly object: HeapValue;
  /** The property that would go. */
  readonly option: string;
  readonly api: SocketApi;
  /** The calls of the API that are given the object: what they take is the API's own type. */
  readonly calls: ReadonlySet<Node>;
}
