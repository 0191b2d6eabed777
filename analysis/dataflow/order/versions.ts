import type { Variable } from '../../program/bindings.ts';
import type { Block, ControlFlow, FlowEvent, Point } from '../../program/control-flow.ts';
import type { ProgramFile } from '../../program/program-file.ts';
import type { Node } from '../../program/syntax.ts';
import type { CodeUnit } from '../../program/tree.ts';

/**
 * What a variable holds at one point of a unit: the value of a write that no other stands behind, on each path to there.
 *
 * - `entry`: what it held when the unit began.
 * - `write`: what an identifier was given.
 * - `joined`: what it held at the end of any of several blocks.
 * - `changed`: what it held, or what other code has written since: a call or an `await` stands between.
 */
export type Version =
  | { readonly kind: 'entry' }
  | { readonly kind: 'write'; readonly target: Node }
  | JoinedVersion
  | { readonly kind: 'changed'; readonly before: Version };

/** What a variable held at the end of any of several blocks. */
export interface JoinedVersion {
  readonly kind: 'joined';
  readonly parts: Version[];
}

const ENTRY: Version = { kind: 'entry' };

/** In code that never runs. */
const NOTHING: Version = { kind: 'joined', parts: [] };

/** Events at which code of other units can run: accessors, iterators and conversions of any file, too. */
const CHANGING: ReadonlySet<FlowEvent['kind']> = new Set([
  'call',
  'suspend',
  'unwind',
  'load',
  'store',
  'convert',
  'fail',
]);

/** Behind all events of a block. */
const END = Number.POSITIVE_INFINITY;

/** Where a variable is written, or may be, in one block. */
interface Definition {
  readonly index: number;
  readonly event: FlowEvent;
}

/** The versions of one variable in one unit. */
export class Versions {
  readonly #flow: ControlFlow;
  readonly #definitions = new Map<Block, Definition[]>();
  readonly #atStart = new Map<Block, Version>();
  readonly #pending: (Point & { readonly parts: Version[] })[] = [];
  readonly #atDefinition = new Map<FlowEvent, Version>();

  constructor(file: ProgramFile, unit: CodeUnit, variable: Variable) {
    this.#flow = file.getControlFlow(unit);
    const writes = new Set<Node>();
    for (const { event, point } of this.#flow.getAccesses(variable.name)) {
      if (event.kind === 'write' && file.bindings.getVariable(event.node) === variable) {
        writes.add(event.node);
        this.#define(point.block, { index: point.index, event });
      }
    }
    if (isWrittenElsewhere(file, unit, variable)) {
      this.#addChanges();
    }
    for (const definitions of this.#definitions.values()) {
      definitions.sort((a, b) => a.index - b.index);
    }
  }

  #define(block: Block, definition: Definition): void {
    const list = this.#definitions.get(block);
    if (list) {
      list.push(definition);
    } else {
      this.#definitions.set(block, [definition]);
    }
  }

  /** Whatever runs other code may write the variable. */
  #addChanges(): void {
    for (const block of this.#flow.blocks) {
      for (const [index, event] of block.events.entries()) {
        if (CHANGING.has(event.kind)) {
          this.#define(block, { index, event });
        }
      }
    }
  }

  /** What the variable holds where an identifier reads it; undefined where the identifier is not in the unit. */
  getVersion(read: Node): Version | undefined {
    const point = this.#flow.getPoint(read, 'read');
    const version = point && this.#getBefore(point.block, point.index);
    for (let next = this.#pending.pop(); next; next = this.#pending.pop()) {
      next.parts.push(this.#getBefore(next.block, next.index));
    }
    return version;
  }

  #getBefore(block: Block, index: number): Version {
    const definition = this.#definitions.get(block)?.findLast((candidate) => candidate.index < index);
    return definition ? this.#getDefined(block, definition) : this.#getAtStart(block);
  }

  #getDefined(block: Block, { event, index }: Definition): Version {
    const known = this.#atDefinition.get(event);
    if (known) {
      return known;
    }
    const version: Version =
      event.kind === 'write'
        ? { kind: 'write', target: event.node }
        : { kind: 'changed', before: this.#joinLater([{ block, index }]) };
    this.#atDefinition.set(event, version);
    return version;
  }

  /** Goes up through blocks that follow one other only, to where paths join. */
  #getAtStart(start: Block): Version {
    const passed: Block[] = [];
    let block = start;
    let version = this.#atStart.get(block);
    while (!version) {
      const [only, ...others] = block.predecessors;
      passed.push(block);
      if (block === this.#flow.entry) {
        version = ENTRY;
      } else if (!only || passed.length > this.#flow.blocks.length) {
        version = NOTHING;
      } else if (others.length > 0) {
        version = this.#joinLater(block.predecessors.map((before) => ({ block: before, index: END })));
      } else {
        block = only;
        const definition = this.#definitions.get(block)?.at(-1);
        version = definition ? this.#getDefined(block, definition) : this.#atStart.get(block);
      }
    }
    for (const between of passed) {
      this.#atStart.set(between, version);
    }
    return version;
  }

  /** The join of what the variable holds at some points, which may depend on the join itself. */
  #joinLater(points: readonly Point[]): Version {
    const parts: Version[] = [];
    for (const { block, index } of points) {
      this.#pending.push({ block, index, parts });
    }
    return { kind: 'joined', parts };
  }
}

/** Whether code of another unit writes a variable. */
export function isWrittenElsewhere(file: ProgramFile, unit: CodeUnit, variable: Variable): boolean {
  return file.bindings.getWrites(variable).some((target) => file.tree.getUnit(target) !== unit);
}
