import { onAbort } from './abort-signal.ts';
import { SocketError } from './errors.ts';

/** How iterating is given up. */
export interface IterationOptions {
  /** Ends the waiting with an `AbortError`. What waits in the queue stays there. */
  readonly signal?: AbortSignal | undefined;
}

/** Gives out items as they come. `return()` and disposal end it at once, also while a `next()` waits. */
export interface ItemIterator<T> extends AsyncIterableIterator<T>, AsyncDisposable {
  /** The next item, once there is one. */
  next(): Promise<IteratorResult<T, undefined>>;
  /** Ends the iterator. What waits is left to others. */
  return(): Promise<IteratorResult<T, undefined>>;
  /** The iterator itself. */
  [Symbol.asyncIterator](): this;
}

/** Somebody who waits for an item. */
interface Taker<T> {
  resolve(result: IteratorResult<T, undefined>): void;
  reject(error: Error): void;
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** How much may wait. What came first goes first. */
export interface QueueLimits<T> {
  /** At most so many items. */
  readonly items: number;
  /** And at most so much of what `weigh` counts: for datagrams, bytes. */
  readonly weight: number;
  /** What an item counts against `weight`. */
  readonly weigh: (item: T) => number;
}

/** Items that go to whoever waits for one, each once and in order; and wait themselves while nobody does. */
export class WaitingQueue<T extends object> {
  // A set, because an item may leave from the middle.
  readonly #items = new Set<T>();
  readonly #takers = new Set<Taker<T>>();
  readonly #limits: QueueLimits<T> | undefined;
  #weight = 0;
  #evicted = 0;
  #isEnded = false;

  /** @param limits How much may wait. Absent: any number of items. */
  constructor(limits?: QueueLimits<T>) {
    this.#limits = limits;
  }

  /** How many items had to go because more came than may wait. */
  get evicted(): number {
    return this.#evicted;
  }

  /** How many items wait. */
  get size(): number {
    return this.#items.size;
  }

  /**
   * Gives an item to who has waited longest, or keeps it.
   * @param item What has come.
   * @returns false after the end, when nobody will take it.
   */
  push(item: T): boolean {
    const taker = this.#shiftTaker();
    if (taker !== undefined) {
      taker.resolve({ done: false, value: item });
    } else if (!this.#isEnded) {
      this.#keep(item);
    }
    return !this.#isEnded;
  }

  #keep(item: T): void {
    this.#items.add(item);
    if (this.#limits === undefined) {
      return;
    }
    const { items, weight, weigh } = this.#limits;
    this.#weight += weigh(item);
    while (this.#items.size > items || this.#weight > weight) {
      this.shift();
      this.#evicted += 1;
    }
  }

  /** Takes the first item out. */
  shift(): T | undefined {
    const [item] = this.#items;
    if (item !== undefined) {
      this.delete(item);
    }
    return item;
  }

  /**
   * Takes an item out, wherever it is.
   * @param item One that may be in the queue.
   */
  delete(item: T): void {
    if (this.#items.delete(item)) {
      this.#weight -= this.#limits?.weigh(item) ?? 0;
    }
  }

  /**
   * Tells who has waited longest of an error.
   * @param error What the taker rejects with.
   * @returns whether anybody waited.
   */
  fail(error: Error): boolean {
    const taker = this.#shiftTaker();
    taker?.reject(error);
    return taker !== undefined;
  }

  /** Ends the iterators at once. @returns the items that nobody has taken. */
  end(): readonly T[] {
    this.#isEnded = true;
    const left = [...this.#items];
    this.#items.clear();
    for (const taker of this.#takers) {
      taker.resolve(DONE);
    }
    this.#takers.clear();
    return left;
  }

  /**
   * Iterates over the items as they come. Leaving the loop takes nothing from the queue, and a `next()` that nobody waits for any
   * more is ended by `return()`.
   * @param describe What the error message calls it when the signal is aborted.
   * @param options What ends the iterator.
   */
  iterate(describe: () => string, { signal }: IterationOptions = {}): ItemIterator<T> {
    return new QueueIterator(this, describe, signal);
  }

  /**
   * Waits for an item.
   * @param taker Gets it, or the end.
   */
  wait(taker: Taker<T>): void {
    const item = this.shift();
    if (item !== undefined) {
      taker.resolve({ done: false, value: item });
    } else if (this.#isEnded) {
      taker.resolve(DONE);
    } else {
      this.#takers.add(taker);
    }
  }

  /**
   * No longer waits for an item.
   * @param taker Who waited.
   */
  stopWaiting(taker: Taker<T>): void {
    this.#takers.delete(taker);
  }

  #shiftTaker(): Taker<T> | undefined {
    const [taker] = this.#takers;
    if (taker !== undefined) {
      this.#takers.delete(taker);
    }
    return taker;
  }
}

/** Not a generator, whose `return()` would wait until its `next()` has got something. */
class QueueIterator<T extends object> implements ItemIterator<T> {
  readonly #queue: WaitingQueue<T>;
  readonly #describe: () => string;
  readonly #signal: AbortSignal | undefined;
  readonly #waiting = new Set<Taker<T>>();
  #isDone = false;

  constructor(queue: WaitingQueue<T>, describe: () => string, signal: AbortSignal | undefined) {
    this.#queue = queue;
    this.#describe = describe;
    this.#signal = signal;
  }

  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#isDone) {
      return Promise.resolve(DONE);
    }
    return new Promise((resolve, reject) => {
      const signal = this.#signal;
      if (signal?.aborted === true) {
        this.#isDone = true;
        reject(this.#createAbortError(signal));
        return;
      }
      let takeBack: (() => void) | undefined;
      const settle = (): void => {
        takeBack?.();
        this.#waiting.delete(taker);
      };
      const taker: Taker<T> = {
        resolve: (result) => {
          settle();
          if (result.done === true) {
            this.#isDone = true;
          }
          resolve(result);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      if (signal !== undefined) {
        takeBack = onAbort(signal, () => {
          this.#queue.stopWaiting(taker);
          this.#isDone = true;
          taker.reject(this.#createAbortError(signal));
        });
      }
      this.#waiting.add(taker);
      this.#queue.wait(taker);
    });
  }

  return(): Promise<IteratorResult<T, undefined>> {
    this.#isDone = true;
    for (const taker of [...this.#waiting]) {
      this.#queue.stopWaiting(taker);
      taker.resolve(DONE);
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #createAbortError(signal: AbortSignal): SocketError {
    return new SocketError('abort', `${this.#describe()}: aborted`, { cause: signal.reason as unknown });
  }
}
