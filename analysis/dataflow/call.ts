import type { Node } from '../program/syntax.ts';
import type { Activation, Hub, Thrower } from './value-graph.ts';

/** The arguments of a call. */
export interface Arguments {
  /** Those whose position is known. */
  readonly fixed: readonly Hub[];
  /** Those behind them: of a spread, or of an array that is handed to `apply`. */
  readonly rest: Hub | undefined;
  /** The list that all arguments from one position on come from, if there is one. It may have fewer elements. */
  readonly list?: { readonly from: number; readonly elements: Hub };
}

/** A call of whatever is at a hub. */
export interface Call {
  readonly node: Node;
  readonly activation: Activation;
  readonly callee: Hub;
  /** Its `this`. */
  readonly self: Hub | undefined;
  readonly args: Arguments;
  readonly result: Hub;
  readonly isNew: boolean;
  /**
   * Whether it does no harm that a function from elsewhere gets the `this`: other code has it already, or can do nothing with it.
   */
  readonly isThisHarmless?: boolean;
  /** Takes what the callee throws; without, that gets to code that is not seen. */
  readonly onThrown?: Thrower | undefined;
}
