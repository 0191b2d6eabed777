import type { Node } from '../program/syntax.ts';
import type { Activation } from './activation.ts';
import { CONSTANTS_OF_PLACE } from './limits.ts';
import { NUMBER, PRIMITIVE } from './values.ts';
import type { Value } from './values.ts';

/** A transfer: what `from` holds, `to` holds too. */
export interface Transfer {
  readonly from: Hub;
  readonly to: Hub;
  /** What becomes of a value on its way; undefined where it does not arrive. Without it, the value itself arrives. */
  readonly map: ((value: Value) => Value | undefined) | undefined;
}

/** Of so few, a look at each is quicker than a set. */
const MOST_LISTED = 8;

const NO_TRANSFERS: readonly Transfer[] = [];

let lastId = 0;

/**
 * A place where values meet: an expression, a variable, a parameter, a return, a field.
 *
 * Where n places write and m read, the hub between them makes it n + m transfers.
 */
export class Hub {
  readonly id = ++lastId;
  /** Where it is, for explanations. */
  readonly origin: HubOrigin;
  readonly values: Value[] = [];
  /** Where each value came from, by the value's index. */
  readonly sources: (Hub | undefined)[] = [];
  // Most hubs have few of these lists: each is made when something comes into it.
  successors: Transfer[] | undefined;
  predecessors: Transfer[] | undefined;
  listeners: ((value: Value) => void)[] | undefined;
  /** What is done once when the values are asked for. */
  whenWanted: (() => void)[] | undefined;
  /** What is done once when the first tracked value arrives. */
  whenTracked: (() => void)[] | undefined;
  /** What is done once when the first tracked value that is no function arrives. */
  whenObjectTracked: (() => void)[] | undefined;
  /** What each constant was computed from, where an operator computes what is here. */
  operands: Map<Value, { readonly hub: Hub; readonly value: Value }> | undefined;
  hasTrackedObject = false;
  /** How many of the values have been handed on to listeners. */
  processed = 0;
  isWanted = false;
  hasTracked = false;
  #set: Set<Value> | undefined;
  #targets: Set<Hub> | undefined;
  #constants = 0;

  constructor(origin: HubOrigin) {
    this.origin = origin;
  }

  has(value: Value): boolean {
    return this.#set ? this.#set.has(value) : this.values.includes(value);
  }

  /** @returns the value that was added, or undefined when it was there, or when there are too many constants */
  add(value: Value, source: Hub | undefined): Value | undefined {
    if (this.has(value)) {
      return undefined;
    }
    if (value.kind === 'constant') {
      if (this.#constants >= CONSTANTS_OF_PLACE) {
        return this.add(typeof value.value === 'number' ? NUMBER : PRIMITIVE, source);
      }
      this.#constants++;
    }
    this.values.push(value);
    this.sources.push(source);
    if (this.#set) {
      this.#set.add(value);
    } else if (this.values.length > MOST_LISTED) {
      this.#set = new Set(this.values);
    }
    return value;
  }

  /** Whether there is no plain transfer to another hub yet. */
  isFirstTo(to: Hub): boolean {
    const { successors = NO_TRANSFERS } = this;
    if (!this.#targets) {
      if (successors.length <= MOST_LISTED) {
        return !successors.some((transfer) => transfer.to === to && !transfer.map);
      }
      this.#targets = new Set(successors.flatMap((transfer) => (transfer.map ? [] : transfer.to)));
    }
    return !this.#targets.has(to);
  }

  /** Takes a transfer to another hub. */
  connect(transfer: Transfer): void {
    (this.successors ??= []).push(transfer);
    if (!transfer.map) {
      this.#targets?.add(transfer.to);
    }
  }
}

/** What a hub stands for. */
export type HubOrigin =
  | {
      readonly kind: 'expression' | 'target';
      readonly node: Node;
      readonly activation: Activation;
    }
  | { readonly kind: 'other'; readonly name: string };

/** A place that is no node of a program, by a name for explanations. */
export function createHub(name: string): Hub {
  return new Hub({ kind: 'other', name });
}
