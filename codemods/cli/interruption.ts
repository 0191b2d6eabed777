import { ExitCode } from './exit-codes.ts';

const CODES = { SIGINT: ExitCode.interrupted, SIGTERM: ExitCode.terminated } as const;

/** How long the report of an interrupted run may take. Whoever does not read it must not keep the process alive. */
const GRACE_MS = 3000;

/**
 * Remembers that someone wants the run to stop, so that it stops between two files. A second signal of the kind ends
 * the process at once.
 */
export class Interruption {
  #code: ExitCode | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #stopListening: () => void;

  /** Starts to listen. */
  constructor() {
    const entries = Object.entries(CODES) as [keyof typeof CODES, ExitCode][];
    const handlers = entries.map(([signal, code]) => {
      const handler = (): void => {
        this.#code ??= code;
        // What comes after the report would be the end anyway.
        setTimeout(() => {
          process.removeAllListeners(signal);
          process.kill(process.pid, signal);
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

  /** Gives signals that have come the time to be seen. */
  async check(): Promise<boolean> {
    await new Promise(setImmediate);
    return this.#code !== undefined;
  }

  /** Leaves signals to the process again. */
  stop(): void {
    this.#stopListening();
  }
}
