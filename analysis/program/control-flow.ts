import type { Node } from './syntax.ts';

/**
 * What happens at one point of a unit.
 *
 * - `read`, `write`: an identifier that means a variable.
 * - `load`, `store`: a property is read (a member access) or written (the assignment, update or `delete` around it).
 * - `call`: a call, a construction, a tagged template, an `import()`: code that is not shown here may run, or throw.
 * - `convert`: a value is converted, iterated or taken apart, which runs the program's own `valueOf`, iterator or getter.
 * - `suspend`: an `await` or `yield`: any other code may run.
 * - `unwind`: a call or `suspend` inside of a `try` throws; the handler is next.
 * - `fail`: a `load`, `store` or `convert` does so.
 * - `closure`: a function or class is made, which may see the variables around it.
 * - `return`, `throw`: the unit ends here, or goes on in a handler.
 */
export interface FlowEvent {
  readonly kind:
    | 'read'
    | 'write'
    | 'load'
    | 'store'
    | 'call'
    | 'convert'
    | 'suspend'
    | 'unwind'
    | 'fail'
    | 'closure'
    | 'return'
    | 'throw';
  readonly node: Node;
}

/** Events that run one after the other. */
export interface Block {
  readonly id: number;
  readonly events: FlowEvent[];
  readonly successors: Block[];
  readonly predecessors: Block[];
}

/** Where an event is. */
export interface Point {
  readonly block: Block;
  readonly index: number;
}

/** The order in which the parts of one unit can run. */
export interface ControlFlow {
  readonly entry: Block;
  /** Reached when the unit ends, by `return` or behind its last statement. */
  readonly exit: Block;
  readonly blocks: readonly Block[];
  /** The identifiers that read or write a variable, with their places; in source order for each name. */
  getAccesses(name: string): readonly { readonly event: FlowEvent; readonly point: Point }[];
  /** Where an event of a node is; the first one for a node with several. Undefined where the node is none. */
  getPoint(node: Node, kind: FlowEvent['kind']): Point | undefined;
}

/**
 * Whether some path leads from one point to a call, or to the end of the unit, without a certain call on it.
 *
 * @param from the point behind which the paths begin
 * @param to the call, or the block that they lead to
 * @param past the call that they have to pass
 */
export function canAvoid(from: Point, to: Node | Block, past: Node): boolean {
  const seen = new Set<Block>();
  const pending: Point[] = [{ block: from.block, index: from.index + 1 }];
  for (let point = pending.pop(); point; point = pending.pop()) {
    const { block, index } = point;
    if (block === to) {
      return true;
    }
    const calls = block.events.slice(index).filter(({ kind }) => kind === 'call');
    const next = calls.find(({ node }) => node === to || node === past);
    if (next) {
      if (next.node === to) {
        return true;
      }
      continue;
    }
    for (const successor of block.successors) {
      if (!seen.has(successor)) {
        seen.add(successor);
        pending.push({ block: successor, index: 0 });
      }
    }
  }
  return false;
}

/** Whether the code at one point can run before that at another one. */
export function canReach(from: Point, to: Point): boolean {
  if (from.block === to.block && from.index < to.index) {
    return true;
  }
  const seen = new Set<Block>();
  const pending = [...from.block.successors];
  for (let block = pending.pop(); block; block = pending.pop()) {
    if (block === to.block) {
      return true;
    }
    if (!seen.has(block)) {
      seen.add(block);
      pending.push(...block.successors);
    }
  }
  return false;
}
