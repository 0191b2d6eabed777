import { type FunctionNode, type Node, isFunction } from './syntax.ts';
import type { Tree } from './tree.ts';

/**
 * Whether `child` runs each time that `parent` runs.
 *
 * Functions that run at once (promise executors and immediately invoked functions) count as a part of their caller.
 */
function runsWith(child: Node, parent: Node, tree: Tree): boolean {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
    case 'SwitchStatement':
      return child === ('test' in parent ? parent.test : parent.discriminant);
    case 'ForStatement':
      return child === parent.init;
    case 'ForInStatement':
    case 'ForOfStatement':
      return child === parent.right;
    case 'LogicalExpression':
      return child === parent.left;
    case 'TryStatement':
      return child === parent.block || child === parent.finalizer;
    case 'SwitchCase':
    case 'CatchClause':
    case 'AssignmentPattern':
      return false;
    default:
      return !isFunction(parent) || isRunAtOnce(parent, tree);
  }
}

/** Whether a function is a promise executor or invoked where it stands. */
function isRunAtOnce(node: FunctionNode, tree: Tree): boolean {
  if (node.type === 'FunctionDeclaration') return false;
  const { value, parent } = tree.getUse(node);
  if (parent?.type === 'CallExpression') return parent.callee === value;
  return isPromiseExecutor(node, tree);
}

/** Whether a function is the argument of `new Promise(…)`. */
export function isPromiseExecutor(node: FunctionNode, tree: Tree): boolean {
  const { value, parent } = tree.getUse(node);
  return (
    parent?.type === 'NewExpression' &&
    parent.arguments[0] === value &&
    parent.callee.type === 'Identifier' &&
    parent.callee.name === 'Promise'
  );
}

/** The node and each ancestor that it always runs with, from the inside to the outside. */
function getAlwaysRunWith(node: Node, tree: Tree): readonly Node[] {
  const found = [node];
  let current = node;
  for (let parent = tree.getParent(current); parent; parent = tree.getParent(parent)) {
    if (!runsWith(current, parent, tree)) break;
    found.push(parent);
    current = parent;
  }
  return found;
}

/**
 * Whether `later` runs every time after `earlier` has run: both stand in one list of statements, `later` behind, and
 * nothing between them decides whether it runs.
 *
 * @param earlier an expression, or a function: then the question is whether `later` runs on each call of it
 */
export function alwaysFollows(earlier: Node, later: Node, tree: Tree): boolean {
  if (isFunction(earlier)) {
    return getAlwaysRunWith(later, tree).some((ancestor) => ancestor === earlier.body);
  }
  if (tree.contains(later, earlier)) return true;
  const positions = new Map<readonly Node[], number>();
  for (let up: Node | undefined = earlier; up; up = tree.getParent(up)) {
    const position = tree.getListPosition(up);
    if (position && !positions.has(position.list)) positions.set(position.list, position.index);
  }
  const follows = getAlwaysRunWith(later, tree).some((ancestor) => {
    const position = tree.getListPosition(ancestor);
    const start = position && positions.get(position.list);
    return position && start !== undefined && start <= position.index;
  });
  if (!follows) return false;
  const owner = tree.getEnclosingFunction(earlier);
  if (!owner) return true;
  return !tree
    .getReturned(owner)
    .some((returned) => returned.range[0] > earlier.range[1] && returned.range[1] < later.range[0]);
}

/** Whether `earlier` has always run when `later` runs: it stands before it in a list of statements around both. */
export function hasAlwaysRun(earlier: Node, later: Node, tree: Tree): boolean {
  const positions = new Map<readonly Node[], number>();
  for (const ancestor of getAlwaysRunWith(earlier, tree)) {
    const position = tree.getListPosition(ancestor);
    if (position) positions.set(position.list, position.index);
  }
  for (let up: Node | undefined = later; up; up = tree.getParent(up)) {
    const position = tree.getListPosition(up);
    const index = position && positions.get(position.list);
    if (position && index !== undefined && index < position.index) return true;
  }
  return false;
}

/** Which of a place's writes a read sees. */
export type Reach = 'always' | 'maybe' | 'never';

/** One write to a place. */
export interface OrderedWrite {
  /** The declarator, assignment or other node that writes. */
  readonly node: Node;
  /** Whether it gives the place a value, and does not only clear it. */
  readonly isFilling: boolean;
}

/** Which reads a write can reach, by their indices in a list. */
interface Readers {
  /** Those that no write but the nearest before them can reach, and what stands between the two. */
  readonly byWrite: ReadonlyMap<Node, readonly number[]>;
  /** Those that any write may reach. */
  readonly open: readonly number[];
}

/** The writes to one variable or field, in relation to its reads. */
export class WriteOrder {
  readonly #tree: Tree;
  readonly #writes: readonly OrderedWrite[];
  readonly #byList = new Map<readonly Node[], { index: number; write: OrderedWrite }[]>();
  readonly #readers = new Map<readonly unknown[], Readers>();
  #byOwner: Map<FunctionNode | undefined, Node[]> | undefined;

  /**
   * @param writes every write to the place
   * @param tree the tree that they stand in
   */
  constructor(writes: readonly OrderedWrite[], tree: Tree) {
    this.#tree = tree;
    this.#writes = writes;
    for (const write of writes) {
      for (const ancestor of getAlwaysRunWith(write.node, tree)) {
        const position = tree.getListPosition(ancestor);
        if (!position) continue;
        const entries = this.#byList.get(position.list) ?? [];
        entries.push({ index: position.index, write });
        this.#byList.set(position.list, entries);
      }
    }
    for (const entries of this.#byList.values()) entries.sort((a, b) => a.index - b.index);
  }

  /** The nearest write that has always run when `read` runs, if there is one. */
  #getNearest(read: Node): OrderedWrite | undefined {
    for (let up: Node | undefined = read; up; up = this.#tree.getParent(up)) {
      const position = this.#tree.getListPosition(up);
      const entries = position && this.#byList.get(position.list);
      if (!entries) continue;
      let low = 0;
      let high = entries.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((entries[middle]?.index ?? 0) < position.index) low = middle + 1;
        else high = middle;
      }
      const entry = entries[low - 1];
      if (entry) return entry.write;
    }
    return undefined;
  }

  /**
   * The reads for which {@link WriteOrder.getReach} can be other than `never`. Where each of many functions writes a place
   * and reads it again, this spares each write the look at the reads of all the others.
   *
   * @param write one of the writes
   * @param reads the reads of the place; always the same array
   * @param getNode the expression that reads
   */
  getReadsOf<Read>(write: Node, reads: readonly Read[], getNode: (read: Read) => Node): readonly Read[] {
    if (this.#writes.length === 1) return reads;
    let readers = this.#readers.get(reads);
    if (!readers) this.#readers.set(reads, (readers = this.#findReaders(reads.map(getNode))));
    const own = readers.byWrite.get(write);
    const indices = own ? [...own, ...readers.open].sort((a, b) => a - b) : readers.open;
    return indices.flatMap((index) => reads[index] ?? []);
  }

  #findReaders(reads: readonly Node[]): Readers {
    const byWrite = new Map<Node, number[]>();
    const open: number[] = [];
    for (const [index, read] of reads.entries()) {
      const nearest = this.#getNearest(read);
      const owner = nearest && this.#tree.getEnclosingFunction(nearest.node);
      if (!nearest?.isFilling || this.#tree.getEnclosingFunction(read) !== owner) {
        open.push(index);
        continue;
      }
      for (const write of this.#getWritesIn(owner)) {
        if (write !== nearest.node && !isBetween(write, nearest.node, read)) continue;
        const list = byWrite.get(write) ?? [];
        list.push(index);
        byWrite.set(write, list);
      }
    }
    return { byWrite, open };
  }

  /** The writes in a function, without those in functions inside of it. */
  #getWritesIn(owner: FunctionNode | undefined): readonly Node[] {
    if (!this.#byOwner) {
      this.#byOwner = new Map();
      for (const { node } of this.#writes) {
        const enclosing = this.#tree.getEnclosingFunction(node);
        const list = this.#byOwner.get(enclosing);
        if (list) list.push(node);
        else this.#byOwner.set(enclosing, [node]);
      }
    }
    return this.#byOwner.get(owner) ?? [];
  }

  /**
   * Whether a read sees what `write` has written.
   *
   * @param write one of the writes
   * @param read an expression that reads the place
   * @param isOnlyValue whether every other write only clears the place
   */
  getReach(write: Node, read: Node, isOnlyValue: boolean): Reach {
    if (this.#writes.length === 0 || (this.#writes.length === 1 && this.#writes[0]?.node === write))
      return 'always';
    const nearest = this.#getNearest(read);
    if (!nearest) return isOnlyValue ? 'always' : 'maybe';
    const owner = this.#tree.getEnclosingFunction(nearest.node);
    const isInSameFunction = (node: Node): boolean => this.#tree.getEnclosingFunction(node) === owner;
    // A write in a callback between the two (`on('close', () => { socket = null })`) does not run between the two.
    if (nearest.node === write) {
      const isOverwritten =
        !isOnlyValue && this.#getWritesIn(owner).some((other) => isBetween(other, nearest.node, read));
      return isOverwritten ? 'maybe' : 'always';
    }
    const isCut = isInSameFunction(write) || (nearest.isFilling && isInSameFunction(read));
    if (isCut && !(isInSameFunction(write) && isBetween(write, nearest.node, read))) return 'never';
    return isOnlyValue ? 'always' : 'maybe';
  }
}

function isBetween(node: Node, before: Node, behind: Node): boolean {
  return node.range[0] >= before.range[1] && node.range[1] <= behind.range[0];
}
