import type { Block } from '../control-flow.ts';

/** A way that a constant condition never lets be taken. */
export interface DeadEdge {
  readonly from: Block;
  readonly to: Block;
}

/** Takes the ways out of blocks that only dead edges lead to, so that nothing in them comes before anything. */
export function cutDeadBlocks(entry: Block, deadEdges: readonly DeadEdge[]): void {
  if (deadEdges.length === 0) {
    return;
  }
  const living = findReached(entry, []);
  for (const dead of findReached(entry, deadEdges)) {
    if (living.has(dead)) {
      continue;
    }
    for (const next of dead.successors.splice(0)) {
      next.predecessors.splice(next.predecessors.indexOf(dead), 1);
    }
  }
}

function findReached(entry: Block, further: readonly DeadEdge[]): ReadonlySet<Block> {
  const targets = new Map<Block, Block[]>();
  for (const { from, to } of further) {
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  const reached = new Set([entry]);
  // A set goes on with what is added to it.
  for (const block of reached) {
    for (const next of [...block.successors, ...(targets.get(block) ?? [])]) {
      reached.add(next);
    }
  }
  return reached;
}
