import type { Block, FlowEvent } from '../control-flow.ts';
import type { WrittenConstant } from '../constant-tests.ts';
import type { Node, VisitorKeys } from '../syntax.ts';
import type { DeadEdge } from './dead-edges.ts';

/** Where `break` and `continue` go. */
export interface JumpTarget {
  readonly labels: readonly string[];
  readonly breakTo: Block;
  readonly continueTo: Block | undefined;
  /** Whether `break` without a label goes here: not from a labeled block. */
  readonly isUnlabeled: boolean;
  /** How many `finally` blocks stand around the target. */
  readonly finalizers: number;
  /** The loop that closes its iterator when it is left. */
  readonly iterates?: Node | undefined;
}

/** A `finally` block, through which every way out of its `try` goes. */
interface Finalizer {
  readonly start: Block;
  /** Where the ways out go on. */
  readonly targets: Set<Block>;
}

/** What is left of an event that throws, where it ran other code. */
const FAILURES: Partial<Record<FlowEvent['kind'], 'unwind' | 'fail'>> = {
  call: 'unwind',
  suspend: 'unwind',
  load: 'fail',
  store: 'fail',
  convert: 'fail',
};

/** What is to be done next: a node to go into, or a step between two. */
export type Task = Node | (() => void);

/**
 * The graph of one unit while it is built, and the place in the code that the building has come to. It goes through the tree with
 * a list of things to do instead of by recursion, which a sum of thousands of terms would end.
 */
export class FlowBuilder {
  readonly blocks: Block[] = [];
  readonly entry: Block;
  readonly exit: Block;
  readonly visitorKeys: VisitorKeys | undefined;
  readonly jumps: JumpTarget[] = [];
  readonly finalizers: Finalizer[] = [];
  /** Where a thrown exception is caught, from the outside to the inside. */
  readonly handlers: Block[] = [];
  /** The ends of the optional chains around the present place. */
  readonly chains: Block[] = [];
  /** The labels in front of the statement that is next. */
  labels: string[] = [];
  /** The block that what runs next belongs to. */
  current: Block;
  readonly #tasks: Task[] = [];

  /** The ways that are never taken. */
  readonly deadEdges: DeadEdge[] = [];
  /** The value that an expression always has, where it is written out. */
  readonly getConstant: (node: Node) => WrittenConstant | undefined;

  /** @param getConstant says what an expression always is */
  constructor(
    visitorKeys: VisitorKeys | undefined,
    getConstant: (node: Node) => WrittenConstant | undefined,
  ) {
    this.visitorKeys = visitorKeys;
    this.getConstant = getConstant;
    this.entry = this.createBlock();
    this.exit = this.createBlock();
    this.current = this.entry;
  }

  /**
   * Does all that there is to do.
   *
   * @param enter goes into a node
   */
  run(enter: (flow: FlowBuilder, node: Node) => void): void {
    for (let task = this.#tasks.pop(); task; task = this.#tasks.pop()) {
      if (typeof task === 'function') {
        task();
      } else {
        enter(this, task);
      }
    }
  }

  /** Puts tasks before all others, the first of them first. */
  todo(...tasks: readonly (Task | null | undefined)[]): void {
    for (let index = tasks.length - 1; index >= 0; index--) {
      const task = tasks[index];
      if (task) {
        this.#tasks.push(task);
      }
    }
  }

  /** A block that nothing leads to yet. */
  createBlock(): Block {
    const block: Block = { id: this.blocks.length, events: [], successors: [], predecessors: [] };
    this.blocks.push(block);
    return block;
  }

  /** Something happens at the present place. */
  add(kind: FlowEvent['kind'], node: Node): void {
    const handler = this.handlers.at(-1);
    const failure = FAILURES[kind];
    if (handler && failure) {
      // When a call throws, it has not been done; but the code that it ran has been.
      const unwound = this.createBlock();
      unwound.events.push({ kind: failure, node });
      connect(this.current, unwound);
      connect(unwound, handler);
      this.startBlock(this.current);
    } else if (handler && kind !== 'closure' && kind !== 'return') {
      connect(this.current, handler);
      this.startBlock(this.current);
    }
    this.current.events.push({ kind, node });
  }

  /** Goes on in a new block that follows another. */
  startBlock(...after: readonly Block[]): Block {
    const block = this.createBlock();
    for (const before of after) {
      connect(before, block);
    }
    this.current = block;
    return block;
  }

  /** One block leads to another if a condition lets it. */
  connectIf(isTaken: boolean, from: Block, to: Block): void {
    if (isTaken) {
      connect(from, to);
    } else {
      this.deadEdges.push({ from, to });
    }
  }

  /** What stands behind here is not reached from here. */
  leave(): void {
    this.startBlock();
  }

  /**
   * Closes the iterators of loops that are left.
   *
   * @param left what is left, from the inside to the outside
   * @param finalizers how many `finally` blocks stand around the loops that are meant: by default, as many as around this place
   */
  closeLoops(left: readonly JumpTarget[], finalizers: number = this.finalizers.length): void {
    for (const loop of left) {
      if (loop.iterates && loop.finalizers === finalizers) {
        this.add('convert', loop.iterates);
      }
    }
  }

  /**
   * Goes to a block outside of some `finally` blocks, through each of them. Loops that stand around one of them and are left
   * close their iterators behind it; those inside have done so.
   *
   * @param finalizers how many `finally` blocks stand around the target
   * @param left what is left on the way, from the inside to the outside
   */
  jump(target: Block, finalizers: number, left: readonly JumpTarget[]): void {
    for (let depth = this.finalizers.length; depth > finalizers; depth--) {
      const finalizer = this.finalizers[depth - 1];
      if (finalizer) {
        connect(this.current, finalizer.start);
        finalizer.targets.add(this.startBlock());
        this.closeLoops(left, depth - 1);
      }
    }
    connect(this.current, target);
    this.leave();
  }
}

/** An edge of the graph. */
export function connect(from: Block, to: Block): void {
  if (!from.successors.includes(to)) {
    from.successors.push(to);
    to.predecessors.push(from);
  }
}
