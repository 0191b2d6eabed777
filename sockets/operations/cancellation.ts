import { checkInteger } from './options.ts';
import { SocketError } from './errors.ts';

/** How an operation that is under way is given up. */
export interface Cancellation {
  /**
   * Gives the operation up with `ABORT_ERR`. It is watched until the operation ends and not a moment longer: a later abort
   * does not touch the open socket. (The `signal` of `net.connect()` stays attached and destroys it.)
   */
  readonly signal?: AbortSignal;
  /** Gives the operation up with `ERR_TIMEOUT` after so many milliseconds, 1–2147483647. Absent: no limit of ours. */
  readonly timeoutMs?: number;
}

/**
 * The one clock and the one signal of an operation that has several stages, such as lookup and connect: the time is not
 * counted anew for each.
 */
export class CancellationScope {
  readonly #operation: string;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onAbort = (): void => {
    this.#cancel(
      new SocketError('ABORT_ERR', `${this.#operation}: aborted`, { cause: this.#signal?.reason as unknown }),
    );
  };
  readonly #callbacks = new Set<(error: SocketError) => void>();
  #error: SocketError | undefined;

  /**
   * @param operation What the error messages call it, for instance `Failed to connect to '[::1]:80'`.
   * @throws {SocketError} `ABORT_ERR` when the signal is aborted already: nothing has been opened then.
   */
  constructor(operation: string, { signal, timeoutMs }: Cancellation) {
    if (timeoutMs !== undefined) checkInteger('timeoutMs', timeoutMs, 1, 2 ** 31 - 1);
    if (signal !== undefined && !(signal instanceof AbortSignal)) {
      throw new TypeError("option 'signal' must be an AbortSignal");
    }
    this.#operation = operation;
    this.#signal = signal;
    if (signal?.aborted === true) this.#onAbort();
    this.throwIfCancelled();
    signal?.addEventListener('abort', this.#onAbort);
    if (timeoutMs !== undefined) {
      this.#timer = setTimeout(() => {
        this.#cancel(new SocketError('ERR_TIMEOUT', `${operation}: timed out after ${timeoutMs} ms`));
      }, timeoutMs);
    }
  }

  /** Runs `callback` once, at cancellation. Returns what takes it back. */
  onCancel(callback: (error: SocketError) => void): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** Settles like `promise`, or rejects at cancellation. What `promise` does later is ignored. */
  race<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const takeBack = this.onCancel(reject);
      promise.then(resolve, reject).finally(takeBack);
    });
  }

  /** Hands on what has been opened, but closes it and throws when the operation was cancelled meanwhile. */
  async keep<T extends AsyncDisposable>(opened: T): Promise<T> {
    if (this.#error !== undefined) await opened[Symbol.asyncDispose]();
    this.throwIfCancelled();
    return opened;
  }

  /** @throws {SocketError} when the operation has been cancelled. */
  throwIfCancelled(): void {
    if (this.#error !== undefined) throw this.#error;
  }

  /** Stops the clock and lets go of the signal. */
  release(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
    this.#callbacks.clear();
  }

  #cancel(error: SocketError): void {
    this.#error = error;
    const callbacks = [...this.#callbacks];
    this.release();
    for (const callback of callbacks) callback(error);
  }
}

/**
 * Runs an operation under one clock and one signal, and lets go of both when it has ended.
 * @param operation What error messages call it, for instance `Failed to connect to '[::1]:80'`.
 */
export async function withCancellation<T>(
  operation: string,
  cancellation: Cancellation,
  run: (scope: CancellationScope) => Promise<T>,
): Promise<T> {
  const scope = new CancellationScope(operation, cancellation);
  try {
    return await run(scope);
  } finally {
    scope.release();
  }
}
