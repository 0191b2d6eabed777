import type { Variable } from '../program/bindings.ts';
import type { ProgramFile } from '../program/program-file.ts';
import type { Node } from '../program/syntax.ts';
import type { CodeUnit } from '../program/tree.ts';
import { Hub } from './hub.ts';
import type { Site, Thrower } from './site.ts';
import type { HeapValue } from './values.ts';

let lastId = 0;

/**
 * The runs of one unit that are not told apart: those by one call, and for a method on one receiver.
 *
 * This is the call context. Two calls of a factory are two activations, each with variables and sockets of its own.
 */
export class Activation {
  readonly id = ++lastId;
  readonly unit: CodeUnit;
  readonly file: ProgramFile;
  /** The activation of the unit around it: where its outer variables are. */
  readonly outer: Activation | undefined;
  /** The function that runs; undefined for programs. */
  readonly closure: HeapValue | undefined;
  /** How many objects inside of each other were told apart by it. */
  readonly depth: number;
  /** The receiver: runs of the same unit for another object are another activation. */
  readonly receiver: HeapValue | undefined;
  /** The statement behind which its runs do nothing more; undefined where they may run all of the unit. */
  readonly last: Node | undefined;
  /** How many units stand around it. */
  readonly nesting: number;
  readonly hubs: Map<Node, Hub> = new Map<Node, Hub>();
  readonly targets: Map<Node, Hub> = new Map<Node, Hub>();
  readonly variables = new Map<Variable, Hub>();
  /** What variables hold at certain points, by the version that this is. */
  readonly versions = new Map<object, Hub>();
  readonly objects: Map<Node | string, HeapValue> = new Map<Node | string, HeapValue>();
  readonly installed: Set<Node> = new Set<Node>();
  /** The patterns whose parts have got their transfers. */
  readonly opened: Set<Node> = new Set<Node>();
  /** Called with the position of each argument that is looked at. */
  readonly argumentListeners: ((index: number) => void)[] = [];
  /** The arguments by their positions. */
  readonly args: Hub[] = [];
  /** The least number of arguments that a call gives. */
  leastArguments = Infinity;
  /** Arguments that code of other files gives, at any position. */
  readonly anyArgument: Hub;
  /** Arguments of a spread or of `apply`: from which position on they can stand. */
  readonly extraArguments: { readonly start: number; readonly hub: Hub }[] = [];
  readonly extraListeners: ((start: number, hub: Hub) => void)[] = [];
  readonly self: Hub;
  /** Where it is called: by calls of the program, and by code of other files. */
  readonly callers: (Site | 'elsewhere')[] = [];
  /** The same, to look one up: by the nodes of the calls, each activation with whether what is thrown comes out there. */
  readonly knownCallers: Map<Node | 'elsewhere', Map<Activation | undefined, boolean>> = new Map<
    Node | 'elsewhere',
    Map<Activation | undefined, boolean>
  >();
  /** What comes out of it as an exception, and the first place that throws it. */
  thrown: { readonly hub: Hub; readonly node: Node } | undefined;
  /** What takes that. */
  readonly exits: Thrower[] = [];
  /** Whether it comes out where that is not seen as well. */
  hasUnseenExit = false;
  /** What `return` gives. */
  readonly completion: Hub;
  /** What a call gives: the same, or a promise or generator. */
  readonly result: Hub;

  constructor(
    unit: CodeUnit,
    file: ProgramFile,
    outer: Activation | undefined,
    closure: HeapValue | undefined,
    depth: number,
    receiver?: HeapValue,
    last?: Node,
  ) {
    this.unit = unit;
    this.file = file;
    this.outer = outer;
    this.closure = closure;
    this.depth = depth;
    this.receiver = receiver;
    this.last = last;
    this.nesting = (outer?.nesting ?? 0) + 1;
    this.anyArgument = new Hub({ kind: 'other', name: 'arguments' });
    this.self = new Hub({ kind: 'other', name: 'this' });
    this.completion = new Hub({ kind: 'other', name: 'return' });
    const isDelayed = 'async' in unit && (unit.async || unit.generator);
    this.result = isDelayed ? new Hub({ kind: 'other', name: 'result' }) : this.completion;
  }

  /** Whether a node of the unit, or of one inside of it, is never run. */
  isPast(node: Node): boolean {
    return this.last !== undefined && node.range[0] >= this.last.range[1];
  }

  /** The activation of a unit that this one stands in, or is. */
  getOuter(unit: CodeUnit): Activation | undefined {
    if (this.unit === unit) {
      return this;
    }
    let current = this.outer;
    while (current && current.unit !== unit) {
      current = current.outer;
    }
    return current;
  }

  /** The activation that decides what `this` is: the nearest of no arrow function. */
  get thisActivation(): Activation {
    if (this.unit.type !== 'ArrowFunctionExpression' || !this.outer) {
      return this;
    }
    let current = this.outer;
    while (current.unit.type === 'ArrowFunctionExpression' && current.outer) {
      current = current.outer;
    }
    return current;
  }
}
