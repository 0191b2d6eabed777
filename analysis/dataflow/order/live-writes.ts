import type { Block, Point } from '../../program/control-flow.ts';
import { isFunction } from '../../program/syntax.ts';
import type { Node } from '../../program/syntax.ts';
import type { Engine } from '../engine.ts';
import type { Activation, HeapValue, Site } from '../value-graph.ts';

/** Writes of one property of one object. */
interface Writes<Write> {
  readonly writes: readonly Write[];
  /** Whether one of them always decides. */
  readonly isDefinite: boolean;
  /** Whether something unknown may decide instead. */
  readonly isOpen: boolean;
}

/** Where a property is written later. */
export interface LaterWrite extends Site {
  /** Whether it may write another property, or nothing: what was there before may or may not have been overwritten. */
  readonly isDoubtful?: boolean;
}

/** Tells which writes of a property a later read can see. */
export class LiveWrites {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /**
   * Joins what an object has from the start with what is written to it later.
   *
   * A write counts as overwritten only where, on every path to the read, another write of the same object stands behind it.
   * One that may have been overwritten by code whose order is not known is unknown.
   *
   * @param initial what it has from the start
   * @param later the writes, each with its place
   * @param read where it is read
   */
  resolve<Write extends Site & { readonly state: string }>(
    object: HeapValue,
    initial: Writes<Write>,
    later: readonly (Writes<Write> & LaterWrite)[],
    read: Site,
  ): Writes<Write> {
    if (later.length === 0) {
      return initial;
    }
    const overwriting = later.filter(
      (write) => write.isDefinite && write.activation === read.activation && this.#isOnly(object, write),
    );
    const start = getStart(object, read.activation);
    const isSeen = (from: Point | undefined, own: Node | undefined): boolean => {
      const to = getPoint(read.node, read.activation);
      if (!from || !to) {
        return true;
      }
      const stops = overwriting
        .filter((write) => write.node !== own)
        .flatMap((write) => getPoint(write.node, write.activation) ?? []);
      return canReach(from, to, stops, start && own ? [start] : []);
    };
    const live = later.filter((write) =>
      write.activation === read.activation
        ? isSeen(getPoint(write.node, write.activation), write.node)
        : write.activation !== object.activation ||
          write.writes.some(({ state }) => state !== 'on') ||
          this.#canFollow(write, read, new Set()),
    );
    // What a literal says stands before the call that the literal is handed to.
    const made = start && { block: start.block, index: start.index - 1 };
    const isInitialLive = isSeen(made ?? getEntry(object, read.activation), undefined);
    const layers = [...(isInitialLive ? [initial] : []), ...live];
    const doubtful = live.some(
      (write) =>
        (write.isDoubtful === true || write.activation !== read.activation) &&
        write.writes.some(({ state }) => state !== 'on'),
    );
    const writes = layers.flatMap((layer) =>
      layer.writes.map((write) =>
        doubtful && write.state !== 'off' ? { ...write, state: 'unknown' } : write,
      ),
    );
    return {
      writes,
      isDefinite: !isInitialLive || initial.isDefinite,
      isOpen: layers.some(({ isOpen }) => isOpen),
    };
  }

  /**
   * Whether code may run after a write, in the same run of the function that writes. What a builtin calls, and what goes on
   * later, may.
   */
  #canFollow(write: Site, { node, activation }: Site, seen: Set<Activation>): boolean {
    const { unit, closure, callers } = activation;
    if (activation === write.activation) {
      const [from, to] = [getPoint(write.node, activation), getPoint(node, activation)];
      return !from || !to || canReach(from, to, [], []);
    }
    if (!closure || !isFunction(unit) || unit.async || unit.generator || callers.length === 0) {
      return true;
    }
    if (seen.has(activation)) {
      return false;
    }
    seen.add(activation);
    return callers.some(
      (caller) =>
        caller === 'elsewhere' || !this.#isDirect(caller, closure) || this.#canFollow(write, caller, seen),
    );
  }

  /** Whether a call is one of a function itself, not of something that is handed the function. */
  #isDirect({ node, activation }: Site, closure: HeapValue): boolean {
    return (
      node.type === 'CallExpression' && this.#engine.getHub(node.callee, activation).values.includes(closure)
    );
  }

  /** Whether a write writes to this object and to no other that it might be instead. */
  #isOnly(object: HeapValue, { node, activation }: Site): boolean {
    if (node.type === 'CallExpression') {
      const [first, , , receiver] = node.arguments;
      // `Reflect.set(object, key, value, receiver)` writes to the receiver.
      const target = activation.file.getCalledName(node.callee) === 'set' ? (receiver ?? first) : first;
      return target !== undefined && this.#holdsOnly(object, target, activation);
    }
    return node.type === 'MemberExpression' && this.#holdsOnly(object, node.object, activation);
  }

  #holdsOnly(object: HeapValue, node: Node, activation: Activation): boolean {
    const { values } = this.#engine.getHub(node, activation);
    return values.length === 1 && values[0] === object;
  }
}

/** Where an object has been made: the first event at or around its allocation. */
function getStart({ node, activation }: HeapValue, inside: Activation): Point | undefined {
  return node && activation === inside ? getPoint(node, activation) : undefined;
}

/**
 * Of an object that the top level of another file makes once: where the code that reads it starts. Whatever that writes to it
 * counts from then on.
 */
function getEntry({ node, activation }: HeapValue, inside: Activation): Point | undefined {
  const file = activation?.file;
  if (!node || !file || activation.unit.type !== 'Program' || file === inside.file) {
    return undefined;
  }
  for (let up = file.tree.getParent(node); up; up = file.tree.getParent(up)) {
    if (/^(?:For|ForIn|ForOf|While|DoWhile)Statement$/u.test(up.type)) {
      return undefined;
    }
  }
  return { block: inside.file.getControlFlow(inside.unit).entry, index: -1 };
}

/** The first event of a node, or of what stands around it. */
function getPoint(node: Node, { file, unit }: Activation): Point | undefined {
  const flow = file.getControlFlow(unit);
  for (let up: Node | undefined = node; up && up !== unit; up = file.tree.getParent(up)) {
    for (const kind of ['store', 'call', 'return', 'throw', 'suspend'] as const) {
      const point = flow.getPoint(up, kind);
      if (point) {
        return point;
      }
    }
    if (up.type === 'VariableDeclarator' && up.id.type === 'Identifier') {
      return flow.getPoint(up.id, 'write');
    }
    if (up.type === 'AssignmentExpression' && up.left.type === 'Identifier') {
      return flow.getPoint(up.left, 'write');
    }
  }
  return undefined;
}

/** Whether a path leads from one point to another that passes none of some others. */
function canReach(from: Point, to: Point, stops: readonly Point[], ends: readonly Point[]): boolean {
  const seen = new Set<Block>();
  const pending: Point[] = [{ block: from.block, index: from.index + 1 }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { block, index } = next;
    const limit = Math.min(
      ...[...stops, ...ends]
        .filter((stop) => stop.block === block && stop.index >= index)
        .map((stop) => stop.index),
      Number.POSITIVE_INFINITY,
    );
    if (to.block === block && to.index >= index && to.index <= limit) {
      return true;
    }
    if (limit === Number.POSITIVE_INFINITY) {
      for (const successor of block.successors) {
        if (!seen.has(successor)) {
          seen.add(successor);
          pending.push({ block: successor, index: 0 });
        }
      }
    }
  }
  return false;
}
