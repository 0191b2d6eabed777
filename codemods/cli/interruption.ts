import { ExitCode } from './exit-codes.ts';

const CODES = { SIGINT: ExitCode.interrupted, SIGTERM: ExitCode.terminated } as const;

/**
 * Remembers that someone wants the run to stop, so that it stops between two files. A second signal of the kind ends
 * the process at once.
 */
export class Interruption {
  #code: ExitCode | undefined;
  #onSignal: (() => void) | undefined;
  readonly #stopListening: () => void;

  /** Starts to listen. */
  constructor() {
    const listeners = Object.entries(CODES).map(([signal, code]) => {
      const listener = (): void => {
        this.#code ??= code;
        this.#onSignal?.();
      };
      process.once(signal, listener);
      return () => process.off(signal, listener);
    });
    this.#stopListening = () => {
      for (const stop of listeners) {
        stop();
      }
    };
  }

  /** The exit code for the signal that came, or undefined. */
  get code(): ExitCode | undefined {
    return this.#code;
  }

  /** @param listener called at once when a signal comes, for work that waits for something else */
  onSignal(listener: () => void): void {
    this.#onSignal = listener;
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
