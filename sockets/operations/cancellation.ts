import { onAbort } from './abort-signal.ts';
import { SocketError } from './errors.ts';
import type { SocketErrorDetails } from './errors.ts';
import { checkAbortSignal, isMilliseconds } from './options.ts';
import type { OptionTable } from './options.ts';

/** How an operation that is under way is given up. */
export interface Cancellation {
  /**
   * Gives the operation up with an `AbortError`. It is watched until the operation ends and not a moment longer: a later abort
   * does not touch the open socket. (The `signal` of `net.connect()` stays attached and destroys it.)
   */
  readonly signal?: AbortSignal | undefined;
  /** Gives the operation up with a `TimeoutError` after so many milliseconds, 1–2147483647. Absent: no limit of ours. */
  readonly timeoutMs?: number | undefined;
}

/** The options by which an operation is given up. */
export const CANCELLATION_OPTIONS: OptionTable<Cancellation> = {
  signal: checkAbortSignal,
  timeoutMs: isMilliseconds,
};

/** What an operation is called when it fails, for instance `Failed to connect to '[::1]:80'`, and what is known by then. */
export interface Operation {
  /** The beginning of the message. */
  describe(): string;
  /** What else the error carries. */
  details?(): SocketErrorDetails;
}

/**
 * The one clock and the signals of an operation that has several stages, such as lookup and connect: the time is not counted
 * anew for each.
 */
export class CancellationScope {
  readonly #operation: Operation;
  /** Nothing can cancel most operations, and then nothing has to be kept for it. */
  readonly #isCancellable: boolean;
  #timer: NodeJS.Timeout | undefined;
  #takeBack: (() => void)[] = [];
  #callbacks: Set<(error: SocketError) => void> | undefined;
  #error: SocketError | undefined;

  /**
   * Starts the clock.
   * @param operation What messages call it.
   * @param signals Those that cancel it; undefined ones do nothing.
   * @param timeoutMs Milliseconds, 1–2147483647. Absent: no limit.
   * @throws {SocketError} `abort` when a signal is aborted already: nothing has been opened then.
   */
  constructor(operation: Operation, signals: readonly (AbortSignal | undefined)[], timeoutMs?: number) {
    this.#operation = operation;
    this.#isCancellable = timeoutMs !== undefined || signals.some((signal) => signal !== undefined);
    if (!this.#isCancellable) {
      return;
    }
    for (const signal of signals) {
      if (signal?.aborted === true) {
        throw this.#createAbortError(signal);
      }
    }
    for (const signal of signals) {
      if (signal !== undefined) {
        this.#takeBack.push(
          onAbort(signal, () => {
            this.#cancel(this.#createAbortError(signal));
          }),
        );
      }
    }
    if (timeoutMs !== undefined) {
      this.#timer = setTimeout(() => {
        const message = `${operation.describe()}: timed out after ${timeoutMs} ms`;
        this.#cancel(new SocketError('timeout', message, operation.details?.()));
      }, timeoutMs);
    }
  }

  /**
   * Runs something at cancellation.
   * @param callback Called once, with the error.
   * @returns what takes it back.
   */
  onCancel(callback: (error: SocketError) => void): () => void {
    if (!this.#isCancellable) {
      return doNothing;
    }
    const callbacks = (this.#callbacks ??= new Set());
    callbacks.add(callback);
    return () => callbacks.delete(callback);
  }

  /**
   * Settles like a promise, or rejects at cancellation.
   * @param promise What it does after a cancellation is ignored.
   */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#error !== undefined) {
        reject(this.#error);
      }
      const takeBack = this.onCancel(reject);
      promise.then(resolve, reject).finally(takeBack);
    });
  }

  /**
   * Waits, or rejects at cancellation.
   * @param ms Milliseconds.
   */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.throwIfCancelled();
      const timer = setTimeout(() => {
        takeBack();
        resolve();
      }, ms);
      const takeBack = this.onCancel((error) => {
        clearTimeout(timer);
        reject(error);
      });
    });
  }

  /**
   * Hands on what has been opened, but closes it when the operation was cancelled meanwhile.
   * @param opened What has been opened.
   * @throws {SocketError} rejects with what the operation was cancelled with.
   */
  async keep<T extends AsyncDisposable>(opened: T): Promise<T> {
    if (this.#error !== undefined) {
      await opened[Symbol.asyncDispose]();
    }
    this.throwIfCancelled();
    return opened;
  }

  /** @throws {SocketError} when the operation has been cancelled. */
  throwIfCancelled(): void {
    if (this.#error !== undefined) {
      throw this.#error;
    }
  }

  /** Stops the clock and lets go of the signals. */
  release(): void {
    clearTimeout(this.#timer);
    for (const takeBack of this.#takeBack) {
      takeBack();
    }
    this.#takeBack = [];
    this.#callbacks = undefined;
  }

  #createAbortError(signal: AbortSignal): SocketError {
    const message = `${this.#operation.describe()}: aborted`;
    return new SocketError('abort', message, {
      ...this.#operation.details?.(),
      cause: signal.reason as unknown,
    });
  }

  #cancel(error: SocketError): void {
    this.#error = error;
    const callbacks = [...(this.#callbacks ?? [])];
    this.release();
    for (const callback of callbacks) {
      callback(error);
    }
  }
}

function doNothing(): void {
  // There is nothing to take back.
}

/**
 * Runs an operation under one clock and its signals, and lets go of them when it has ended.
 * @param operation What messages call it.
 * @param cancellation See {@link Cancellation}.
 * @param run The operation.
 * @throws {SocketError} rejects with `abort` when the signal is aborted already; else as `run` does.
 */
export async function withCancellation<T>(
  operation: Operation,
  { signal, timeoutMs }: Cancellation,
  run: (scope: CancellationScope) => Promise<T>,
): Promise<T> {
  const scope = new CancellationScope(operation, [signal], timeoutMs);
  try {
    return await run(scope);
  } finally {
    scope.release();
  }
}
