import type { EventEmitter } from 'node:events';
import { types } from 'node:util';
import { PORT_ELSEWHERE } from './foreign-values.ts';
import type { ForeignValues, StepBudget } from './foreign-values.ts';
import {
  builtins,
  guard,
  isBuiltinPrototype,
  isNative,
  isOwn,
  isPrivate,
  isPromise,
  isReference,
  isUninteresting,
  read,
} from './world-values.ts';
import type { Anything } from './world-values.ts';

const DEPTH = 7;

/** How other code has come to a value. */
interface Way {
  readonly seen: Set<object>;
  /** What was come to by fields that are not bound through. */
  readonly seenHeld: Set<object>;
  readonly depth: number;
  /** By a public field that a class of the program sets itself: it is not bound through that. */
  readonly isHeld: boolean;
  /** Whether a base class uses its own instance. */
  readonly isBase: boolean;
}

/** Events that the runtime emits; the others are the program's own. */
const RUNTIME_EVENTS = /^(?:close|connect|error|listening|message|newListener|removeListener)$/u;

/** Other code that does all that it can with what it has come to have. */
export class Explorer {
  /** The sockets that it has come to have. */
  readonly sockets = new Set<EventEmitter>();
  readonly #values: ForeignValues;
  readonly #budget: StepBudget;
  readonly #isSocket: (value: object) => boolean;
  readonly #had = new Set<object>();

  /**
   * @param values what it hands over
   * @param budget how much it does
   * @param isSocket tells sockets from other objects
   */
  constructor(values: ForeignValues, budget: StepBudget, isSocket: (value: object) => boolean) {
    this.#values = values;
    this.#budget = budget;
    this.#isSocket = isSocket;
  }

  /**
   * Begins with a value.
   *
   * @param value what other code has come to have
   * @param isBase whether a base class uses its own instance
   */
  use(value: unknown, isBase: boolean): void {
    this.#explore(value, { seen: new Set(), seenHeld: new Set(), depth: 0, isHeld: false, isBase });
  }

  /** Does all with a value that other code can do with it. */
  #explore(value: unknown, way: Way): void {
    const seen = way.isHeld ? way.seenHeld : way.seen;
    if (
      !isReference(value) ||
      this.#values.hasMade(value) ||
      builtins.has(value) ||
      seen.has(value) ||
      way.depth > DEPTH ||
      this.#budget.steps <= 0
    ) {
      return;
    }
    this.#budget.steps -= 1;
    seen.add(value);
    this.#had.add(value);
    const further = { ...way, depth: way.depth + 1 };
    if (this.#isSocket(value)) {
      this.#useSocket(value as EventEmitter, further);
      return;
    }
    if (typeof value === 'function') {
      this.#useFunction(value as Anything, undefined, further);
    }
    if (value instanceof Promise || isPromise(value)) {
      void (value as Promise<unknown>).then(
        (result) => {
          guard(() => {
            this.#explore(result, further);
          })();
        },
        () => undefined,
      );
    }
    if (types.isProxy(value)) {
      this.#explore(read(value, 'anything'), further);
      guard(() => Reflect.set(value, 'anything', PORT_ELSEWHERE))();
    }
    if (types.isWeakMap(value)) {
      for (const key of this.#had) {
        this.#explore(value.get(key), further);
      }
    }
    this.#useProperties(value, further);
    this.#iterate(value, further);
  }

  #useSocket(socket: EventEmitter, way: Way): void {
    this.sockets.add(socket);
    if (!way.isHeld) {
      const bindable = socket as unknown as { bind(port: number): unknown };
      guard(() => bindable.bind(PORT_ELSEWHERE))();
    }
    for (const name of socket.eventNames()) {
      if (typeof name === 'string' && !RUNTIME_EVENTS.test(name)) {
        guard(() => socket.emit(name, PORT_ELSEWHERE, this.#values.create()))();
      }
    }
    for (const key of Reflect.ownKeys(socket)) {
      if (typeof key === 'string' && !key.startsWith('_')) {
        this.#explore(read(socket, key), way);
      }
    }
  }

  #useFunction(callee: Anything, self: unknown, way: Way): void {
    if (builtins.has(callee) || isNative(callee)) {
      return;
    }
    // Constructors are called with `new` alone: an assumption (docs/limits.md).
    const isClass = /^class\b/u.test(Function.prototype.toString.call(callee)) || /^[A-Z]/u.test(callee.name);
    if (this.#values.chance(2)) {
      this.#writeFields(callee);
    }
    const lists = this.#values.createArguments();
    for (let round = 0; round < lists.length && this.#budget.steps > 0; round += 1) {
      this.#budget.steps -= 1;
      const values = lists[round] ?? [];
      if (!isClass) {
        this.#attempt({ ...way, isHeld: false }, () =>
          callee.apply(self ?? (this.#values.chance(2) ? undefined : this.#values.createUnknown()), [
            ...values,
          ]),
        );
      }
      if (isClass || (self === undefined && 'prototype' in callee)) {
        this.#attempt(
          way,
          () =>
            Reflect.construct(
              this.#values.chance(2) ? callee : this.#values.extend(callee),
              values,
            ) as unknown,
        );
      }
    }
  }

  /** Uses what a call of the program returns or throws. */
  #attempt(way: Way, call: () => unknown): void {
    let given: unknown;
    try {
      given = call();
    } catch (thrown) {
      given = thrown;
    }
    this.#explore(given, way);
  }

  #useProperties(value: object, way: Way): void {
    const prototype: unknown = Reflect.getPrototypeOf(value);
    const isInstance = typeof value === 'object' && isReference(prototype) && !isBuiltinPrototype(prototype);
    const names = new Set<string | symbol>();
    if (this.#values.chance(2)) {
      this.#writeFields(value);
    }
    for (let owner: object | null = value; owner && !isBuiltinPrototype(owner);) {
      for (const name of Reflect.ownKeys(owner)) {
        if (names.has(name) || (!way.isBase && isPrivate(name)) || name === 'constructor') {
          continue;
        }
        names.add(name);
        const descriptor = Reflect.getOwnPropertyDescriptor(owner, name);
        if (!descriptor || isUninteresting(value, name)) {
          continue;
        }
        const isOwnField = isInstance && owner === value && isOwn(name) && !way.isBase;
        this.#useProperty(value, name, descriptor, { ...way, isHeld: way.isHeld || isOwnField });
      }
      owner = Reflect.getPrototypeOf(owner);
    }
  }

  /** Writes the fields that an object has, before its methods are called. */
  #writeFields(value: object): void {
    for (const name of Reflect.ownKeys(value)) {
      const descriptor = Reflect.getOwnPropertyDescriptor(value, name);
      if (descriptor?.writable === true && !isPrivate(name) && typeof descriptor.value === 'number') {
        guard(() => Reflect.set(value, name, PORT_ELSEWHERE))();
      }
    }
  }

  #useProperty(owner: object, name: string | symbol, descriptor: PropertyDescriptor, way: Way): void {
    if (this.#budget.steps <= 0) {
      return;
    }
    this.#budget.steps -= 1;
    if (descriptor.get) {
      this.#explore(read(owner, name), { ...way, isHeld: false });
    }
    if (descriptor.set) {
      guard(() => {
        Reflect.set(owner, name, this.#values.create());
      })();
      return;
    }
    const held: unknown = descriptor.value;
    if (typeof held === 'function') {
      this.#useFunction(held as Anything, owner, way);
    }
    this.#explore(held, way);
    if (descriptor.writable === true && typeof held !== 'function' && this.#values.chance(2)) {
      guard(() => {
        Reflect.set(owner, name, typeof held === 'number' ? PORT_ELSEWHERE : this.#values.create());
      })();
    }
  }

  #iterate(value: object, way: Way): void {
    guard(() => {
      const entries: unknown[] = [];
      if (Symbol.iterator in value && typeof value[Symbol.iterator] === 'function') {
        for (const entry of value as Iterable<unknown>) {
          if (entries.push(entry) > 4) {
            break;
          }
        }
      } else if (Symbol.asyncIterator in value) {
        const iterator = (value as AsyncIterable<unknown>)[Symbol.asyncIterator]();
        void iterator.next(this.#values.create()).then(
          (step) => {
            guard(() => {
              this.#explore(step.value, way);
            })();
          },
          () => undefined,
        );
      }
      for (const entry of entries) {
        this.#explore(entry, way);
      }
    })();
  }
}
