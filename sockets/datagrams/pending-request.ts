import { onAbort } from '../operations/abort-signal.ts';
import { SocketError } from '../operations/errors.ts';
import { createTypeError, isThenable } from '../operations/options.ts';
import type { DatagramData } from './datagram-socket.ts';
import type { Expiring } from './deadlines.ts';

/** Says whether a datagram, which it is given, is the reply to the request. */
export type Match = (reply: Buffer) => boolean;

/** A request that is sent again when no reply comes. */
export interface Retransmission {
  /** How often it is sent again, 1–2147483647. */
  readonly times: number;
  /** Milliseconds to the first time, 1–2147483647; twice as long to each of the next. */
  readonly afterMs: number;
}

/** What a request needs of the client that makes it. */
export interface RequestChannel {
  /** Sends the datagram of the request, which it is given. */
  transmit(request: PendingRequest): void;
  /** Forgets the request that it is given. */
  forget(request: PendingRequest): void;
  describe(): string;
}

/** What answers a request, how long it may take, and how often it is sent. */
export interface RequestSettings {
  readonly match: Match | 'any';
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
  readonly retransmission: Retransmission | undefined;
}

/** A request that has no reply yet. */
export class PendingRequest implements Expiring {
  readonly data: DatagramData;
  /** Whether the kernel has taken it: only then an ICMP error can be about it. */
  isSent = false;
  readonly expiresAt: number;
  readonly #channel: RequestChannel;
  readonly #settings: RequestSettings;
  readonly #resolve: (reply: Buffer) => void;
  readonly #reject: (error: unknown) => void;
  #repeat: NodeJS.Timeout | undefined;
  #repeatsLeft: number;
  #takeBack: (() => void) | undefined;

  /**
   * Starts its clocks. It is not sent yet.
   * @param channel The client that makes it.
   * @param data What is sent.
   * @param settings What answers it, how long it may take, in milliseconds, and how often it is sent.
   * @param resolve Gets the reply.
   * @param reject Gets the error.
   */
  constructor(
    channel: RequestChannel,
    data: DatagramData,
    settings: RequestSettings,
    resolve: (reply: Buffer) => void,
    reject: (error: unknown) => void,
  ) {
    this.#channel = channel;
    this.data = data;
    this.#settings = settings;
    this.#resolve = resolve;
    this.#reject = reject;
    const { signal, timeoutMs, retransmission } = settings;
    this.#repeatsLeft = retransmission?.times ?? 0;
    this.expiresAt = performance.now() + timeoutMs;
    if (retransmission !== undefined) {
      this.#repeatAfter(retransmission.afterMs);
    }
    if (signal !== undefined) {
      this.#takeBack = onAbort(signal, () => {
        this.fail(createAbortError(channel, signal));
      });
    }
  }

  /**
   * Offers a datagram.
   * @param data What came from the peer.
   * @returns whether it is the reply.
   */
  offer(data: Buffer): boolean {
    const { match } = this.#settings;
    if (match !== 'any') {
      let verdict: unknown;
      try {
        verdict = match(data);
      } catch (error) {
        this.fail(error);
        return false;
      }
      if (isThenable(verdict)) {
        // A promise is truthy, whatever it resolves to.
        this.fail(createTypeError('request(): match must not be async', 'ERR_INVALID_RETURN_VALUE'));
        return false;
      }
      if (!verdict) {
        return false;
      }
    }
    this.#end();
    this.#resolve(data);
    return true;
  }

  /**
   * Ends it without a reply.
   * @param error Why; the request rejects with it.
   */
  fail(error: unknown): void {
    this.#end();
    this.#reject(error);
  }

  /**
   * Nobody had the port when the datagram arrived: it is over, or waits for its next repetition.
   * @param error What the kernel said of it.
   */
  refuse(error: SocketError): void {
    if (this.#repeatsLeft === 0) {
      this.fail(error);
    }
  }

  /** Ends it because its time is over. */
  expire(): void {
    const { timeoutMs } = this.#settings;
    this.fail(new SocketError('timeout', `${this.#channel.describe()}: timed out after ${timeoutMs} ms`));
  }

  #repeatAfter(ms: number): void {
    this.#repeat = setTimeout(() => {
      this.#repeatsLeft -= 1;
      this.#channel.transmit(this);
      if (this.#repeatsLeft > 0) {
        this.#repeatAfter(ms * 2);
      }
    }, ms);
  }

  #end(): void {
    if (this.#repeat !== undefined) {
      clearTimeout(this.#repeat);
    }
    this.#takeBack?.();
    this.#channel.forget(this);
  }
}

/**
 * The error of a request that was given up by its signal.
 * @param channel The client that made it.
 * @param signal One that is aborted.
 */
export function createAbortError(channel: RequestChannel, signal: AbortSignal): SocketError {
  return new SocketError('abort', `${channel.describe()}: aborted`, { cause: signal.reason as unknown });
}
