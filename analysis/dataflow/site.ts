import type { Node } from '../program/syntax.ts';
import type { Activation } from './activation.ts';

/** A node in one of its activations. */
export interface Site {
  readonly node: Node;
  readonly activation: Activation;
}
