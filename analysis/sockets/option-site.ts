import type { TSESTree } from '@typescript-eslint/utils';
import type { ReuseOption } from '../apis/description.ts';
import type { Activation, HeapValue, Site } from '../dataflow/value-graph.ts';
import type { Node } from '../program/syntax.ts';

/**
 * Whether an option is on.
 *
 * - `on`: whenever the call runs.
 * - `sometimes`: on some path, or by default.
 * - `off`: never.
 * - `unknown`: it may be switched off, or is switched on by code that the program does not show.
 */
export type OptionState = 'on' | 'sometimes' | 'off' | 'unknown';

/** One place that sets a reuse option of one socket. */
export interface OptionSite {
  readonly option: ReuseOption;
  /** What to report on: the property, argument or assignment that sets it. */
  readonly node: Node;
  readonly activation: Activation;
  /** The property of an object literal that sets it, if one does and if its removal is enough. */
  readonly property: TSESTree.Property | undefined;
  /** The object that it is set in. */
  readonly object: HeapValue | undefined;
  readonly state: OptionState;
  /** The call that reads it. */
  readonly readBy: Site;
}
