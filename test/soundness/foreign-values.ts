import { isPrivate } from './world-values.ts';
import type { Anything } from './world-values.ts';

/** The port that other code binds sockets to. */
export const PORT_ELSEWHERE = 4242;

/** What is left of the steps that other code takes in one run. */
export interface StepBudget {
  steps: number;
}

/** Values that other code makes, hands over and returns. */
export class ForeignValues {
  readonly #random: () => number;
  readonly #budget: Readonly<StepBudget>;
  readonly #take: (value: unknown, isBase?: boolean) => void;
  readonly #made = new WeakSet<object>();

  /**
   * @param random chooses them
   * @param budget without any of it, they become simple
   * @param take is given what comes to them, and whether a base class is given its instance
   */
  constructor(
    random: () => number,
    budget: Readonly<StepBudget>,
    take: (value: unknown, isBase?: boolean) => void,
  ) {
    this.#random = random;
    this.#budget = budget;
    this.#take = take;
  }

  /** Whether other code has made it. */
  hasMade(value: object): boolean {
    return this.#made.has(value);
  }

  /** Anything that comes from elsewhere: it can be called, constructed, extended, iterated, read and written. */
  createUnknown(): unknown {
    const takeInstance = (instance: object): void => {
      this.#take(instance, true);
    };
    // A base class uses every field of its instances.
    const Elsewhere = function (this: object) {
      takeInstance(this);
    };
    const createValue = (): unknown => this.create();
    const made = new Proxy(Elsewhere, {
      get: (target, name) => {
        switch (name) {
          case 'apply':
          case 'bind':
          case 'call':
            return Reflect.get(Function.prototype, name) as unknown;
          case Symbol.toPrimitive:
            return () => PORT_ELSEWHERE;
          case Symbol.iterator:
            return function* () {
              yield createValue();
              yield createValue();
            };
          case Symbol.asyncIterator:
            return async function* () {
              yield await createValue();
            };
          case 'then':
          case 'recvStart':
          case 'fd':
            return undefined;
          case 'prototype':
            return Reflect.get(target, 'prototype') as unknown;
          case 'address':
            return '0.0.0.0';
          case 'port':
            return PORT_ELSEWHERE;
          default:
            return this.chance(8) ? this.create() : this.createUnknown();
        }
      },
      set: (_target, _name, value) => {
        this.#take(value);
        return true;
      },
      defineProperty: (_target, _name, descriptor) => {
        for (const part of Object.values(descriptor) as unknown[]) {
          this.#take(part);
        }
        return true;
      },
      setPrototypeOf: (_target, prototype) => {
        this.#take(prototype);
        return true;
      },
      apply: (_target, self, values) => {
        this.#take(self);
        for (const value of values) {
          this.#take(value);
        }
        return this.create(values);
      },
      construct: (target, values, newTarget) => {
        for (const value of values) {
          this.#take(value);
        }
        return Reflect.construct(target, [], newTarget) as object;
      },
      has: () => true,
    });
    this.#made.add(made);
    return made;
  }

  /** Whether something is done that is done once in so many times. */
  chance(one: number): boolean {
    return this.#random() * one < 1;
  }

  /** What other code hands over or returns; what it was handed, at times. */
  create(given: readonly unknown[] = []): unknown {
    switch (Math.floor(this.#random() * 8)) {
      case 0:
      case 1:
        return PORT_ELSEWHERE;
      case 2:
        return `${PORT_ELSEWHERE}`;
      case 3:
        return (...values: unknown[]) => {
          for (const value of values) {
            this.#take(value);
          }
          return PORT_ELSEWHERE;
        };
      case 4:
        return given[0] ?? { port: PORT_ELSEWHERE };
      case 5:
        return this.chance(3) ? undefined : true;
      default:
        return this.#budget.steps > 0 ? this.createUnknown() : PORT_ELSEWHERE;
    }
  }

  /** What functions are called with, the likely first at times and at times the others. */
  createArguments(): readonly (readonly unknown[])[] {
    const lists = [
      [PORT_ELSEWHERE],
      [this.createUnknown(), this.createUnknown(), this.createUnknown()],
      ['bind', PORT_ELSEWHERE, PORT_ELSEWHERE],
      [this.create(), this.create(), this.create()],
    ];
    const first = Math.floor(this.#random() * lists.length);
    return [...lists.slice(first), ...lists.slice(0, first)].slice(0, 3);
  }

  /** A class elsewhere that extends one of the program, and overrides its methods. */
  extend(base: Anything): Anything {
    const derived = class extends (base as unknown as new (...values: unknown[]) => object) {};
    for (const name of Reflect.ownKeys(base.prototype as object)) {
      if (typeof name !== 'string' || name === 'constructor' || isPrivate(name)) {
        continue;
      }
      const value: unknown = Reflect.getOwnPropertyDescriptor(base.prototype as object, name)?.value;
      if (typeof value === 'function' && this.chance(2)) {
        Object.defineProperty(derived.prototype, name, {
          configurable: true,
          writable: true,
          value: (...values: unknown[]) => {
            for (const each of values) {
              this.#take(each);
            }
            return this.create();
          },
        });
      }
    }
    return derived as unknown as Anything;
  }
}
