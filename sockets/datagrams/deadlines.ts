/** Something that is over at a moment of `performance.now()`. */
export interface Expiring {
  readonly expiresAt: number;
  expire(): void;
}

/** To look at so many takes no more than a small part of a millisecond. */
const LOOKS_PER_MS = 10_000;

/**
 * One timer for everything that a client waits for: a timer for each request would be a good part of what a request costs. It
 * wakes up for the earliest moment that it knows of, and looks then what is over, and what is next; with very many that wait,
 * some milliseconds late, so that looking does not become the work.
 */
export class Deadlines<T extends Expiring> {
  readonly #waiting: ReadonlySet<T>;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Infinity;

  /** @param waiting Who takes part, as long as they wait. */
  constructor(waiting: ReadonlySet<T>) {
    this.#waiting = waiting;
  }

  /** Call it when one has begun to wait. */
  add({ expiresAt }: T): void {
    if (expiresAt < this.#firesAt) {
      this.#set(expiresAt);
    } else if (this.#waiting.size === 1) {
      this.#timer?.ref();
    }
  }

  /** Call it when one waits no longer. */
  remove(): void {
    // It need not be set anew for the next one; but nothing must wait for it.
    if (this.#waiting.size === 0) {
      this.#timer?.unref();
    }
  }

  /** Stops the timer for good. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #set(at: number): void {
    clearTimeout(this.#timer);
    this.#firesAt = at;
    this.#timer = setTimeout(this.#onTimeout, Math.max(1, Math.ceil(at - performance.now())));
  }

  readonly #onTimeout = (): void => {
    this.#firesAt = Infinity;
    const now = performance.now();
    let next = Infinity;
    for (const expiring of this.#waiting) {
      if (expiring.expiresAt <= now) {
        expiring.expire();
      } else {
        next = Math.min(next, expiring.expiresAt);
      }
    }
    if (next < this.#firesAt) {
      this.#set(Math.max(next, now + this.#waiting.size / LOOKS_PER_MS));
    }
  };
}
