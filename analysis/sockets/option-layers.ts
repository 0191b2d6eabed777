import type { TSESTree } from '@typescript-eslint/utils';
import type { Activation, HeapValue } from '../dataflow/value-graph.ts';
import type { Node } from '../program/syntax.ts';
import type { OptionState } from './option-site.ts';

/** A write that a call may see. */
export interface Write {
  readonly node: Node;
  readonly activation: Activation;
  readonly property: TSESTree.Property | undefined;
  readonly object: HeapValue;
  readonly state: OptionState;
}

/** What may set an option in one object: a layer, which other objects may cover or complete. */
export interface Layer {
  readonly writes: readonly Write[];
  /** Whether one of the writes always decides. */
  readonly isDefinite: boolean;
  /** Whether something unknown may decide instead. */
  readonly isOpen: boolean;
}

/** No layer. */
export const NOTHING: Layer = { writes: [], isDefinite: false, isOpen: false };
/** A layer of which nothing is known. */
export const OPEN: Layer = { writes: [], isDefinite: false, isOpen: true };

/** One layer in the place of several. A later layer covers the earlier ones. */
export function overlay(layers: readonly Layer[]): Layer {
  const writes: Write[] = [];
  let isOpen = false;
  for (const layer of layers.toReversed()) {
    writes.push(...layer.writes.map((write) => (isOpen ? toUnknown(write) : write)));
    if (layer.isDefinite) {
      return { writes, isDefinite: true, isOpen };
    }
    isOpen ||= layer.isOpen;
  }
  return { writes, isDefinite: false, isOpen };
}

/** A write whose state is unknown, since something else may decide instead; one that switches off stays so. */
export function toUnknown<Sited extends { readonly state: OptionState }>(write: Sited): Sited {
  return write.state === 'off' ? write : { ...write, state: 'unknown' };
}

/** What any of several layers may say. */
export function join(layers: readonly Layer[]): Layer {
  return {
    writes: layers.flatMap(({ writes }) => writes),
    isDefinite: layers.every(({ isDefinite }) => isDefinite),
    isOpen: layers.some(({ isOpen }) => isOpen),
  };
}
