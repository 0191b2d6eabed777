import type { Activation } from '../dataflow/value-graph.ts';
import type { Node } from '../program/syntax.ts';
import type { GetForwardedField } from './socket-names.ts';

/** What the code around a name says of it. */
export interface SocketCode {
  /** What getters of `this` give. */
  readonly getForwarded: GetForwardedField;
  /** Whether an expression is the socket or no object at all. */
  readonly hasNoOther: (node: Node, activation: Activation) => boolean;
  /** Whether a field has what an assignment writes to it: the object is not frozen, and no setter takes it. */
  readonly keepsWhatIsWritten: (assignment: Node, activation: Activation) => boolean;
}
