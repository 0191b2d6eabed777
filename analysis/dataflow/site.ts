import type { Node } from '../program/syntax.ts';
import type { Activation } from './activation.ts';
import type { Hub } from './hub.ts';

/** A node in one of its activations. */
export interface Site {
  readonly node: Node;
  readonly activation: Activation;
}

/** Takes what comes out of a call as an exception. */
export type Thrower = (thrown: Hub) => void;

/** Where an activation is called. */
export interface CallSite extends Site {
  readonly onThrown?: Thrower | undefined;
}
