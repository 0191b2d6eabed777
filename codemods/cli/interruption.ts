import { ExitCode } from './exit-codes.ts';

const CODES = { SIGINT: ExitCode.interrupted, SIGTERM: ExitCode.terminated } as const;

/** How long to work before signals, and whatever else waits, get a turn. */
const TURN_MS = 20;

/** How long the report of an interrupted run may make no progress: what hangs must not keep the process alive. */
const GRACE_MS = 3000;

/**
 * Remembers that someone wants the run to stop, so that it stops between two files. A second signal of the kind ends
 * the process at once.
 */
export class Interruption {
  #code: ExitCode | undefined;
  #lastCheck = performance.now();
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;

  /**
   * Starts to listen.
   *
   * @param getProgress grows as long as the report is being written
   */
  constructor(getProgress: () => number = () => 0) {
    const entries = Object.entries(CODES) as [keyof typeof CODES, ExitCode][];
    const handlers = entries.map(([signal, code]) => {
      const handler = (): void => {
        this.#code ??= code;
        let before = getProgress();
        // What comes after the report would be the end anyway.
        setInterval(() => {
          if (getProgress() === before) {
            process.removeAllListeners(signal);
            process.kill(process.pid, signal);
          }
          before = getProgress();
        }, GRACE_MS).unref();
        for (const listener of this.#listeners) {
          listener();
        }
      };
      process.once(signal, handler);
      return [signal, handler] as const;
    });
    this.#stopListening = () => {
      for (const [signal, handler] of handlers) {
        process.off(signal, handler);
      }
    };
  }

  /** The exit code for the signal that came, or undefined. */
  get code(): ExitCode | undefined {
    return this.#code;
  }

  /**
   * For loops: lets signals be seen when that is due.
   *
   * @returns whether one has come
   */
  async isOver(): Promise<boolean> {
    return this.#code !== undefined || (this.isCheckDue() && (await this.check()));
  }

  /**
   * For work that waits for something else.
   *
   * @param listener called at once when a signal comes
   * @returns stops that
   */
  onSignal(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * Gives signals that have come the time to be seen.
   *
   * @returns whether one has come
   */
  async check(): Promise<boolean> {
    await new Promise(setImmediate);
    this.#lastCheck = performance.now();
    return this.#code !== undefined;
  }

  /** Whether so much time went by that {@link check} is due. For loops, in which it would take longer than the work itself. */
  isCheckDue(): boolean {
    return performance.now() - this.#lastCheck > TURN_MS;
  }

  /** Leaves signals to the process again. */
  stop(): void {
    this.#stopListening();
  }
}
