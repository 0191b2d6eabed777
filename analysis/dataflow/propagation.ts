import type { Node } from '../program/syntax.ts';
import { isReadOfNothing } from './empty-reads.ts';
import { LEAST_STEPS, MOST_STEPS } from './limits.ts';
import { UNKNOWN } from './primitive-values.ts';
import { addTransfer, addValue, isFirstTransfer } from './hub.ts';
import type { Activation, HeapValue, Hub, Transfer, Value } from './value-graph.ts';
import { isHeapValue } from './values.ts';

/**
 * Carries values along the transfers of a program, to a fixpoint.
 *
 * Nothing is carried unasked. A hub that is *wanted* gets every value that can reach it: the demand goes backward along the
 * transfers. A value that is *tracked* goes to every place that it can reach: it is carried forward whether it is wanted or
 * not. Transfers of calls, returns, stores and loads join as callees and objects become known; none is ever taken away.
 */
export abstract class Propagation {
  steps = 0;
  /** How many calls are carried out at once, each by the one before. */
  nestedCalls = 0;
  readonly #limit: number;
  readonly #arrivals: (readonly [hub: Hub, value: Value, isNew: boolean])[] = [];
  readonly #wants: Hub[] = [];
  #unresolved: { readonly hub: Hub; readonly task: () => void }[] = [];
  /** Expressions whose values were asked for since all of them were seen to have one. */
  #asked: Hub[] = [];
  readonly #tasks: (() => void)[] = [];

  /** @param steps how many it may take beside those that each program may; {@link MOST_STEPS} is the limit of both */
  constructor(steps: number) {
    this.#limit = Math.min(LEAST_STEPS + steps, MOST_STEPS);
  }

  /** Makes the transfers of a node in an activation. */
  abstract install(node: Node, activation: Activation): void;

  /** Makes the transfers that write to a pattern or to a part of one. */
  abstract installTarget(node: Node, activation: Activation): void;

  /** Calls the methods of a tracked object that the language calls by itself. */
  protected abstract callImplicitly(value: HeapValue): void;

  /** Whether not all was carried to its end: nothing is certain then. */
  get isExhausted(): boolean {
    return this.steps > this.#limit;
  }

  /** Carries values until nothing changes, or until the limit is reached. */
  run(): void {
    let next = 0;
    while (!this.isExhausted) {
      const task = this.#tasks.pop();
      if (task) {
        task();
        continue;
      }
      const wanted = this.#wants.pop();
      if (wanted) {
        this.#ask(wanted);
        continue;
      }
      const arrival = this.#arrivals[next];
      if (!arrival) {
        break;
      }
      next++;
      this.#carry(...arrival);
      if (next > 10_000) {
        this.#arrivals.splice(0, next);
        next = 0;
      }
    }
    this.#arrivals.splice(0, next);
  }

  /** Does something before the next value is carried, not inside of what is done now. */
  later(task: () => void): void {
    this.#tasks.push(task);
  }

  /** Adds a value to a hub. */
  add(hub: Hub, value: Value, source?: Hub): void {
    const added = addValue(hub, value, source);
    if (!added) {
      return;
    }
    this.steps++;
    if (isHeapValue(added)) {
      added.hubs.push(hub);
    }
    this.#arrivals.push([hub, added, true]);
  }

  /** Makes a transfer. */
  flow(from: Hub, to: Hub, map?: (value: Value) => Value | undefined): void {
    if (from === to || (!map && !isFirstTransfer(from, to))) {
      return;
    }
    const transfer: Transfer = { from, to, map };
    addTransfer(transfer);
    (to.predecessors ??= []).push(transfer);
    this.steps++;
    if (to.isWanted) {
      this.want(from);
    }
    for (const value of from.values) {
      this.#transfer(transfer, value);
    }
  }

  /** Calls `listener` with each value that is or comes to a hub; asks for none. */
  listen(hub: Hub, listener: (value: Value) => void): void {
    (hub.listeners ??= []).push(listener);
    for (let index = 0; index < hub.processed; index++) {
      const value = hub.values[index];
      if (value) {
        listener(value);
      }
    }
  }

  /** Asks for every value that can come to a hub. */
  want(hub: Hub): void {
    if (!hub.isWanted) {
      hub.isWanted = true;
      this.#wants.push(hub);
    }
  }

  /** Does something once, when the values of a hub are asked for. */
  whenWanted(hub: Hub, task: () => void): void {
    if (hub.isWanted) {
      this.later(task);
    } else {
      (hub.whenWanted ??= []).push(task);
    }
  }

  /** Does something once, when a tracked value is at a hub. */
  whenTracked(hub: Hub, task: () => void): void {
    if (hub.hasTracked) {
      this.later(task);
    } else {
      (hub.whenTracked ??= []).push(task);
    }
  }

  /** The same for a tracked value that is no function. */
  whenObjectTracked(hub: Hub, task: () => void): void {
    if (hub.hasTrackedObject) {
      this.later(task);
    } else {
      (hub.whenObjectTracked ??= []).push(task);
    }
  }

  /** Asks for one hub as soon as another is asked for. */
  wantWith(hub: Hub, needed: Hub): void {
    this.whenWanted(hub, () => {
      this.want(needed);
    });
  }

  /** Asks for one hub as soon as a tracked value is at another. */
  wantIfTracked(hub: Hub, needed: Hub): void {
    this.whenTracked(hub, () => {
      this.want(needed);
    });
  }

  /** Does something when all else is done and nothing has come to a hub: what is not found is not nothing. */
  ifEmpty(hub: Hub, task: () => void): void {
    this.#unresolved.push({ hub, task });
  }

  /**
   * Does what is left to do for places that nothing has come to.
   *
   * @returns whether there was any
   */
  resolveEmpty(): boolean {
    const open = this.#unresolved.filter(({ hub }) => hub.values.length === 0);
    const empty = open.filter(({ hub }) => !isReadOfNothing(hub));
    this.#unresolved = empty.length > 0 ? open.filter(({ hub }) => isReadOfNothing(hub)) : open;
    for (const { task } of empty) {
      task();
    }
    if (empty.length > 0) {
      return true;
    }
    // A value that is asked for and does not come has a way that is not known here.
    const asked = this.#asked.filter((hub) => hub.values.length === 0);
    const missing = asked.filter((hub) => !isReadOfNothing(hub));
    this.#asked = missing.length > 0 ? asked.filter(isReadOfNothing) : asked;
    for (const hub of missing) {
      this.add(hub, UNKNOWN);
    }
    return missing.length > 0;
  }

  /** Follows a value to every place that it can reach. */
  track(value: Value): void {
    if (!isHeapValue(value) || value.isTracked) {
      return;
    }
    value.isTracked = true;
    for (const hub of value.hubs) {
      this.#arrivals.push([hub, value, false]);
    }
    this.later(() => {
      this.callImplicitly(value);
    });
  }

  #ask(hub: Hub): void {
    this.steps++;
    if (hub.origin.kind === 'expression') {
      this.#asked.push(hub);
    }
    for (const transfer of hub.predecessors ?? []) {
      this.want(transfer.from);
      for (const value of transfer.from.values) {
        this.#transfer(transfer, value);
      }
    }
    const { origin, whenWanted } = hub;
    if (origin.kind === 'expression') {
      this.install(origin.node, origin.activation);
    } else if (origin.kind === 'target') {
      this.installTarget(origin.node, origin.activation);
    }
    hub.whenWanted = undefined;
    for (const task of whenWanted ?? []) {
      task();
    }
  }

  #carry(hub: Hub, value: Value, isNew: boolean): void {
    const isTracked = isHeapValue(value) && value.isTracked;
    if (hub.successors) {
      for (const transfer of hub.successors) {
        this.#transfer(transfer, value);
      }
    }
    if (isNew) {
      hub.processed++;
      this.#callListeners(hub, value);
    }
    if (isTracked && !hub.hasTracked) {
      this.#noticeTracked(hub);
    }
    if (isTracked && !hub.hasTrackedObject && !isCode(value)) {
      hub.hasTrackedObject = true;
      const tasks = hub.whenObjectTracked ?? [];
      hub.whenObjectTracked = undefined;
      for (const task of tasks) {
        task();
      }
    }
  }

  #callListeners({ listeners }: Hub, value: Value): void {
    // A listener that is added meanwhile is called with the value when it is added.
    const count = listeners?.length ?? 0;
    for (let index = 0; index < count; index++) {
      listeners?.[index]?.(value);
    }
  }

  #noticeTracked(hub: Hub): void {
    hub.hasTracked = true;
    const { origin, whenTracked } = hub;
    if (origin.kind === 'expression') {
      const parent = origin.activation.file.tree.getParent(origin.node);
      if (parent) {
        this.install(parent, origin.activation);
      }
    }
    hub.whenTracked = undefined;
    for (const task of whenTracked ?? []) {
      task();
    }
  }

  #transfer({ from, to, map }: Transfer, value: Value): void {
    if (!to.isWanted && !(isHeapValue(value) && value.isTracked)) {
      return;
    }
    const arriving = map ? map(value) : value;
    if (arriving) {
      this.add(to, arriving, from);
    }
  }
}

function isCode({ kind }: HeapValue): boolean {
  return kind === 'function' || kind === 'class' || kind === 'builtin' || kind === 'bound';
}
