/** So many files are read at a time: long enough that taking them costs nothing, short enough to look up in between. */
const SHARE_LENGTH = 64;

/** So many candidates of another thread may wait in memory. */
const MAX_WAITING = 64;

const NEXT = 0;
const WELCOME = 1;

/** Two counters in shared memory: the next share, and how many candidates of another thread are done with. */
export type SharedState = Int32Array<SharedArrayBuffer>;

/** A list of files in shares, of which each is read by one of several threads. */
export class ShareList {
  /** The files. */
  readonly paths: readonly string[];
  readonly #state: SharedState;

  /**
   * @param paths the files
   * @param state what the threads share; each other thread makes its list of the same paths and this
   */
  constructor(
    paths: readonly string[],
    state: SharedState = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)),
  ) {
    this.paths = paths;
    this.#state = state;
  }

  /** What other threads need to read shares of the same list. */
  get state(): SharedState {
    return this.#state;
  }

  /** How many shares there are. */
  get length(): number {
    return Math.ceil(this.paths.length / SHARE_LENGTH);
  }

  /** @returns the number of a share that no thread has taken, or undefined when there is none */
  take(): number | undefined {
    const index = Atomics.add(this.#state, NEXT, 1);
    return index < this.length ? index : undefined;
  }

  /** @param index the number of a share */
  at(index: number): readonly string[] {
    return this.paths.slice(index * SHARE_LENGTH, (index + 1) * SHARE_LENGTH);
  }

  /**
   * Lets another thread send more.
   *
   * @param candidates how many of those that it sent are done with
   */
  welcome(candidates: number): void {
    Atomics.add(this.#state, WELCOME, candidates);
    Atomics.notify(this.#state, WELCOME);
  }

  /**
   * Sleeps until more candidates are welcome.
   *
   * @param sent how many this thread has sent
   */
  waitForWelcome(sent: number): void {
    for (
      let done = Atomics.load(this.#state, WELCOME);
      sent - done > MAX_WAITING;
      done = Atomics.load(this.#state, WELCOME)
    ) {
      Atomics.wait(this.#state, WELCOME, done);
    }
  }
}
