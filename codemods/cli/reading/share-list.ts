/** So many files are read at a time: long enough that taking them costs nothing, short enough to look up in between. */
export const SHARE_LENGTH = 256;

/** So many candidates of the second thread may wait in memory. */
const MAX_WAITING = 64;

/** The counters. */
const TAKEN = 0;
const SENT = 1;
const WELCOME = 2;
const COUNTERS = 3;

/** Added to the number of sent shares when there will be no more. */
const COMPLETE = 2 ** 30;

/** How many shares are taken, how many the second thread was sent, and how many of its candidates are done with. */
export type SharedState = Int32Array<SharedArrayBuffer>;

/** A few files. */
export interface FileShare {
  /** Its number, from 0. */
  readonly index: number;
  /** Absolute. */
  readonly paths: readonly string[];
}

/** A list of files in shares, each of which is read by one of two threads, by the second one while the list still grows. */
export class ShareList {
  /** What the second thread needs, beside the shares, for its {@link SentShares}. */
  readonly state: SharedState = new Int32Array(
    new SharedArrayBuffer(COUNTERS * Int32Array.BYTES_PER_ELEMENT),
  );
  readonly #shares: (readonly string[])[] = [];
  #next: string[] = [];
  #send: ((paths: readonly string[]) => void) | undefined;

  /** How many shares there are. */
  get length(): number {
    return this.#shares.length;
  }

  /** @param path of one more file, absolute */
  add(path: string): void {
    this.#next.push(path);
    if (this.#next.length === SHARE_LENGTH) {
      this.#endShare();
    }
  }

  /** There will be no more files. */
  complete(): void {
    if (this.#next.length > 0) {
      this.#endShare();
    }
    Atomics.add(this.state, SENT, COMPLETE);
    Atomics.notify(this.state, SENT);
  }

  /**
   * Lets the second thread take shares.
   *
   * @param send is given each share that is not there yet, as it comes
   * @returns those that are there, which the thread must be given when it starts
   */
  sendTo(send: (paths: readonly string[]) => void): readonly (readonly string[])[] {
    this.#send = send;
    Atomics.add(this.state, SENT, this.#shares.length);
    return this.#shares.slice();
  }

  /**
   * Of a complete list.
   *
   * @returns a share that the second thread has not taken, or undefined when there is none
   */
  take(): FileShare | undefined {
    const index = Atomics.add(this.state, TAKEN, 1);
    return index < this.length ? this.at(index) : undefined;
  }

  /** @param index the number of a share */
  at(index: number): FileShare {
    return { index, paths: this.#shares[index] ?? [] };
  }

  /**
   * Lets the second thread send more.
   *
   * @param candidates how many of those that it sent are done with
   */
  welcome(candidates: number): void {
    Atomics.add(this.state, WELCOME, candidates);
    Atomics.notify(this.state, WELCOME);
  }

  #endShare(): void {
    this.#shares.push(this.#next);
    if (this.#send !== undefined) {
      this.#send(this.#next);
      // Afterwards: whoever sees the number can receive the share.
      Atomics.add(this.state, SENT, 1);
      Atomics.notify(this.state, SENT);
    }
    this.#next = [];
  }
}

/** A {@link ShareList} as the second thread sees it. */
export class SentShares {
  readonly #state: SharedState;
  readonly #first: (readonly string[])[];
  readonly #receive: () => readonly string[];
  #next = 0;

  /**
   * @param state that of the list
   * @param first those that were there when the thread was started
   * @param receive gives the next one that was sent since; it is not asked for one that was not
   */
  constructor(state: SharedState, first: readonly (readonly string[])[], receive: () => readonly string[]) {
    this.#state = state;
    this.#first = [...first];
    this.#receive = receive;
  }

  /** Waits for the next share. @returns one that nobody has taken, or undefined when there will be none */
  take(): FileShare | undefined {
    for (;;) {
      const sent = Atomics.load(this.#state, SENT);
      const index = Atomics.load(this.#state, TAKEN);
      if (index < sent % COMPLETE) {
        if (Atomics.compareExchange(this.#state, TAKEN, index, index + 1) === index) {
          return { index, paths: this.#at(index) };
        }
      } else if (sent >= COMPLETE) {
        return undefined;
      } else {
        Atomics.wait(this.#state, SENT, sent);
      }
    }
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

  /** Skips and forgets those that were taken by the other thread. */
  #at(index: number): readonly string[] {
    let paths: readonly string[] = [];
    for (; this.#next <= index; this.#next += 1) {
      paths = this.#first.shift() ?? this.#receive();
    }
    return paths;
  }
}
