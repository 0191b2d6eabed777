import { flowAwaited } from '../awaiting.ts';
import { callBack } from '../calls.ts';
import type { Call } from '../call.ts';
import type { Engine } from '../engine.ts';
import { ANY, getElements, getField } from '../fields.ts';
import { createHub } from '../hub.ts';
import { getElement } from '../iteration.ts';
import { PRIMITIVE, UNDEFINED, UNKNOWN } from '../primitive-values.ts';
import { load } from '../properties.ts';
import { store } from '../stores.ts';
import { rejectWith } from '../thrown.ts';
import { getKeys } from '../transfers/assignments.ts';
import type { HeapValue, Hub, Thrower } from '../value-graph.ts';
import { createHeapValue, isHeapValue } from '../values.ts';
import { flatten } from './flattened-lists.ts';
import { parseRow } from './summary.ts';
import type { Accessor, Path, Summary } from './summary.ts';

/** The callback at an argument: what it is called with, and what it returns. */
interface Callback {
  readonly self: Hub;
  readonly parameters: Hub[];
  readonly returned: Hub;
}

/** Makes the transfers that a summary says of one call. */
export function applySummary(engine: Engine, call: Call, summary: Summary): void {
  new SummaryCall(engine, call, summary).apply();
}

class SummaryCall {
  readonly #engine: Engine;
  readonly #call: Call;
  readonly #summary: Summary;
  readonly #callbacks = new Map<string, Callback>();
  readonly #result: Hub;
  readonly #made: HeapValue | undefined;
  readonly #pair: HeapValue | undefined;

  constructor(engine: Engine, call: Call, summary: Summary) {
    const { node, activation, result } = call;
    this.#engine = engine;
    this.#call = call;
    this.#summary = summary;
    this.#result = result;
    const { makes } = summary;
    if (makes) {
      const made = engine.made.get(['made', node, activation, summary], () =>
        createHeapValue(makes, node, activation),
      );
      this.#made = made;
      engine.add(result, made);
    }
    this.#pair = summary.pair
      ? engine.made.get(['pair', node, activation, summary], () => createHeapValue('array', node, activation))
      : undefined;
  }

  apply(): void {
    const rows = this.#summary.rows.map(parseRow);
    this.#findCallbacks(rows.flatMap(({ from, to }) => [from, to]));
    for (const { from, to } of rows) {
      this.#write(this.#read(from), to);
    }
  }

  /** Every callback is called once, with all parameters that the rows speak of. */
  #findCallbacks(paths: readonly Path[]): void {
    const counts = new Map<string, number>();
    for (const { base, accessors } of paths) {
      const [first] = accessors;
      if (first && first.kind !== 'property') {
        const count = first.kind === 'parameter' ? first.index + 1 : 0;
        counts.set(base, Math.max(counts.get(base) ?? 0, count));
      }
    }
    for (const [base, count] of counts) {
      const self = createHub('this of a callback');
      const parameters = Array.from({ length: count }, (_, index) => createHub(`parameter ${index}`));
      const callee = this.#getBase(base);
      const returned = callBack(this.#engine, this.#call, callee, self, parameters, this.#getThrower());
      this.#callbacks.set(base, { self, parameters, returned });
    }
  }

  /** What a callback throws rejects the promise that the call makes. */
  #getThrower(): Thrower | undefined {
    const made = this.#made;
    return made?.kind === 'Promise'
      ? (thrown) => {
          rejectWith(this.#engine, thrown, made);
        }
      : undefined;
  }

  #getBase(base: string): Hub {
    const { self, args, result } = this.#call;
    switch (base) {
      case 'this':
        return self ?? createHub('nothing');
      case 'result':
        return result;
      case 'made':
        return this.#hold(this.#pair);
      case 'primitive':
        return this.#constant(PRIMITIVE);
      case 'unknown':
        return this.#constant(UNKNOWN);
      case 'undefined':
        return this.#constant(UNDEFINED);
      case 'args':
        return this.#join([...args.fixed, args.rest]);
      default: {
        const index = Number(base.replace(/\D/gu, ''));
        const known = args.fixed[index];
        if (base.startsWith('rest')) {
          return this.#join([...args.fixed.slice(index), args.rest]);
        }
        return known ?? args.rest ?? this.#constant(UNDEFINED);
      }
    }
  }

  #hold(value: HeapValue | undefined): Hub {
    const hub = createHub('made');
    if (value) {
      this.#engine.add(hub, value);
    }
    return hub;
  }

  #constant(value: typeof PRIMITIVE | typeof UNKNOWN | typeof UNDEFINED): Hub {
    const hub = createHub('constant');
    this.#engine.add(hub, value);
    return hub;
  }

  #join(hubs: readonly (Hub | undefined)[]): Hub {
    const joined = createHub('arguments');
    for (const hub of hubs) {
      if (hub) {
        this.#engine.flow(hub, joined);
      }
    }
    return joined;
  }

  #read({ base, accessors }: Path): Hub {
    let hub: Hub;
    let rest = accessors;
    const [first] = accessors;
    if (first && first.kind !== 'property') {
      const callback = this.#callbacks.get(base);
      hub =
        (first.kind === 'returned'
          ? callback?.returned
          : first.kind === 'self'
            ? callback?.self
            : callback?.parameters[first.index]) ?? createHub('nothing');
      rest = accessors.slice(1);
    } else {
      hub = this.#getBase(base);
    }
    for (const accessor of rest) {
      if (accessor.kind === 'property') {
        hub = this.#readProperty(hub, accessor.name);
      }
    }
    return hub;
  }

  #readProperty(from: Hub, name: string): Hub {
    const engine = this.#engine;
    const to = createHub(name);
    switch (name) {
      case 'each':
        return getElement(engine, this.#call, from, undefined);
      case 'keyNames':
        return getKeys(engine, from);
      case 'awaited':
        flowAwaited(engine, from, to);
        return to;
      case 'flat':
        flatten(engine, this.#call, from, to);
        return to;
      case 'any':
        load(engine, this.#call, from, ANY, to);
        return to;
      case 'elements':
        this.#readElements(from, to);
        return to;
      default:
        if (/^\d+$|^value$|^done$|^then$/u.test(name)) {
          load(engine, this.#call, from, name, to);
        } else {
          this.#readSlot(from, `[${name}]`, to);
        }
        return to;
    }
  }

  #readSlot(from: Hub, slot: string, to: Hub): void {
    const engine = this.#engine;
    engine.wantWith(to, from);
    engine.listen(from, (value) => {
      if (value.kind === 'socket' && slot === '[promised]') {
        // It stands for a promise of it as well.
        engine.add(to, value);
      } else if (isHeapValue(value)) {
        engine.flow(getField(engine, value, slot), to);
      } else if (value.kind === 'unknown') {
        engine.add(to, UNKNOWN);
      }
    });
  }

  /** The elements of arrays, of what is like an array, and of sets. */
  #readElements(from: Hub, to: Hub): void {
    const engine = this.#engine;
    engine.wantWith(to, from);
    engine.listen(from, (value) => {
      if (value.kind === 'unknown') {
        engine.add(to, UNKNOWN);
      } else if (!isHeapValue(value)) {
        engine.add(to, PRIMITIVE);
      } else {
        engine.flow(getElements(engine, value), to);
      }
    });
  }

  #write(from: Hub, { base, accessors }: Path): void {
    const [first] = accessors;
    if (first && first.kind !== 'property') {
      this.#hand(from, this.#callbacks.get(base), first);
      return;
    }
    if (accessors.length === 0) {
      this.#engine.flow(from, base === 'result' ? this.#result : this.#getBase(base));
      return;
    }
    const isOfResult = base === 'result' && this.#made !== undefined;
    let owner = isOfResult ? this.#hold(this.#made) : this.#getBase(base);
    for (const accessor of accessors.slice(0, -1)) {
      if (accessor.kind === 'property') {
        owner = this.#readProperty(owner, accessor.name);
      }
    }
    const last = accessors.at(-1);
    if (last?.kind === 'property') {
      this.#writeProperty(owner, last.name, from);
    }
  }

  /** Hands what is at a hub to a callback, as its `this` or one of its parameters. */
  #hand(from: Hub, callback: Callback | undefined, accessor: Accessor): void {
    const to = accessor.kind === 'self' ? callback?.self : undefined;
    const parameter = accessor.kind === 'parameter' ? callback?.parameters[accessor.index] : to;
    if (parameter) {
      this.#engine.flow(from, parameter);
    }
  }

  #writeProperty(owner: Hub, name: string, from: Hub): void {
    const engine = this.#engine;
    if (name === 'any' || /^\d+$|^value$|^done$/u.test(name)) {
      store(engine, this.#call, owner, name === 'any' ? ANY : name, from);
      return;
    }
    engine.wantIfTracked(from, owner);
    engine.listen(owner, (value) => {
      if (isHeapValue(value)) {
        const field = getField(engine, value, `[${name}]`);
        if (name === 'promised') {
          flowAwaited(engine, from, field);
        } else if (name === 'rejected') {
          rejectWith(engine, from, value);
        } else {
          engine.flow(from, field);
        }
      } else if (value.kind === 'unknown') {
        const { node, activation } = this.#call;
        engine.escape(from, { kind: 'stored', name: undefined }, node, activation);
      }
    });
  }
}
