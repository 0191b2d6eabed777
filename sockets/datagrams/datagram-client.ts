import type { RemoteInfo, Socket } from 'node:dgram';
import type { InetEndpoint } from '../addresses/address.ts';
import { localAddress, remoteAddress } from '../addresses/endpoint.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { CANCELLATION_OPTIONS, withCancellation } from '../operations/cancellation.ts';
import type { Cancellation } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import {
  checkArgument,
  createTypeError,
  checkAbortSignal,
  checkFunction,
  createIntegerCheck,
  isMilliseconds,
  readOptions,
} from '../operations/options.ts';
import type { Check, OptionTable } from '../operations/options.ts';
import { WaitingQueue } from '../operations/waiting-queue.ts';
import type { ItemIterator, IterationOptions } from '../operations/waiting-queue.ts';
import { drainSocket, isClosedError, sendDatagram } from './datagram-sender.ts';
import { closeSocket, copyData, checkDatagramData, QUEUE_BYTES, QUEUE_ITEMS } from './datagram-socket.ts';
import type { DatagramData } from './datagram-socket.ts';
import { Deadlines } from './deadlines.ts';
import { createAbortError, PendingRequest } from './pending-request.ts';
import type { Match, RequestChannel, RequestSettings, Retransmission } from './pending-request.ts';

/** Options of {@link DatagramClient.request}. */
export interface RequestOptions extends Cancellation {
  /**
   * Says whether a datagram is the reply to this request, by its id for instance: `(reply) => reply.readUInt16BE(0) === id`.
   * `'any'` takes the next datagram, whatever it is: a late or doubled reply is then taken for the reply to the next request, and
   * everything after it is off by one.
   */
  readonly match: Match | 'any';
  /** Milliseconds to wait for the reply, 1–2147483647. Default 5000. */
  readonly timeoutMs?: number | undefined;
  /**
   * Send the request again when no reply has come: how often, or how often and after how many milliseconds (default 500), twice
   * as long each time. Only for what may be done twice: the server may have got every one of them. Default: once is all.
   */
  readonly retransmit?: number | Partial<Retransmission> | undefined;
}

const isTimes = createIntegerCheck(1, 2 ** 31 - 1);
const RETRANSMISSION_OPTIONS: OptionTable<Partial<Retransmission>> = {
  times: isTimes,
  afterMs: isMilliseconds,
};

const checkRetransmission: Check = (name, value) => {
  if (typeof value !== 'object') {
    return createIntegerCheck(0, 2 ** 31 - 1)(name, value);
  }
  try {
    readOptions(name, value, RETRANSMISSION_OPTIONS);
    return undefined;
  } catch (error) {
    return error as Error;
  }
};

const checkMatch: Check = (name, value) => (value === 'any' ? undefined : checkFunction(name, value));

const REQUEST_OPTIONS: OptionTable<RequestOptions> = {
  ...CANCELLATION_OPTIONS,
  match: checkMatch,
  retransmit: checkRetransmission,
};
const REQUEST_TIMEOUT_MS = 5000;
const RETRANSMIT_TIMES = 3;
const RETRANSMIT_AFTER_MS = 500;

const ITERATION_OPTIONS: OptionTable<IterationOptions> = { signal: checkAbortSignal };

/** What send(2) reports of datagrams that were sent before (udp(7), "Error handling"), without sending this one. */
const PENDING_ERRORS = new Set(['ECONNREFUSED', 'ENOPROTOOPT', 'EHOSTUNREACH']);

/** Each try takes one such error away; more than this many come from other requests that are sent side by side. */
const SEND_TRIES = 4;

/** A datagram socket with one peer, which {@link connectDatagram} returns. Iterate over it for what the peer sends. */
export class DatagramClient implements AsyncDisposable, AsyncIterable<Buffer> {
  readonly #socket: Socket;
  readonly #local: InetEndpoint;
  readonly #remote: InetEndpoint;
  readonly #requests = new Set<PendingRequest>();
  readonly #deadlines = new Deadlines(this.#requests);
  readonly #queue = new WaitingQueue<Buffer>({
    ...{ items: QUEUE_ITEMS, weight: QUEUE_BYTES },
    weigh: (data) => data.byteLength,
  });
  readonly #channel: RequestChannel = {
    transmit: (request) => {
      this.#transmitRequest(request);
    },
    forget: (request) => {
      this.#requests.delete(request);
      this.#deadlines.remove();
    },
    describe: () => `Failed to get a reply from '${this.#peerName()}'`,
  };
  #closed: Promise<void> | undefined;

  /**
   * @internal
   * @param socket One that is bound and connected.
   */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.#local = localAddress(socket) as InetEndpoint;
    this.#remote = remoteAddress(socket) as InetEndpoint;
    socket.on('message', (data, from) => {
      if (this.#isPeer(from)) {
        this.#deliver(data);
      }
    });
    socket.on('error', (cause) => {
      this.#onRefused(cause);
    });
    socket.on('close', () => {
      this.#closed ??= Promise.resolve();
      this.#end();
    });
  }

  /** The socket of Node.js underneath, for `ref()`, `unref()`, `setTTL()` … */
  get socket(): Socket {
    return this.#socket;
  }

  /** The local address, with the ephemeral port that the kernel chose. */
  get local(): InetEndpoint {
    return this.#local;
  }

  /** The peer. */
  get remote(): InetEndpoint {
    return this.#remote;
  }

  /**
   * Datagrams of the peer that were dropped because nobody took them: more than 1024, or a mebibyte, waited. The oldest go first.
   */
  get dropped(): number {
    return this.#queue.evicted;
  }

  /**
   * Sends one datagram. A rejection that nobody waits for is no unhandled one.
   * @param data At most 65507 bytes over IPv4, 65527 over IPv6; more than the path's MTU is fragmented. It is not copied: leave
   *   it as it is until the promise settles.
   * @param options See {@link Cancellation}. To give up takes nothing back: the datagram may be sent all the same.
   * @returns when the kernel has taken it, which says nothing of its arrival. That the peer refused an earlier datagram
   * (`ECONNREFUSED`, from ICMP) is told to the requests and iterators that wait; this one is sent all the same.
   * @throws {SocketError} rejects with kind `send` (`code` says why), `closed`, `abort` or `timeout`.
   * @throws {TypeError | RangeError} rejects with it for data of a wrong type and for a wrong option.
   */
  send(data: DatagramData, options: Cancellation = {}): Promise<void> {
    const sent = this.#send(data, options);
    sent.catch(() => undefined);
    return sent;
  }

  /**
   * Sends a datagram and waits for the reply. UDP may lose both: say `retransmit` when the request may be done twice. Requests
   * may be under way side by side, told apart by `match`.
   * @param data As for {@link send}; with `retransmit` it is copied.
   * @param options See {@link RequestOptions}; `match` must be there.
   * @returns The reply.
   * @throws {SocketError} rejects with kind `timeout`, `abort`, `receive` (`ECONNREFUSED`: nobody has the port), `send` or
   *   `closed`.
   * @throws {TypeError | RangeError} rejects with it for a wrong option, above all a `match` that is missing or returns a
   *   promise. What `match` throws rejects this request, and no other.
   */
  request(data: DatagramData, options: RequestOptions): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      checkArgument('request(): data', data, checkDatagramData);
      const settings = readRequestSettings(options);
      const { signal } = settings;
      if (this.#closed !== undefined) {
        throw this.#createClosedError();
      }
      if (signal?.aborted === true) {
        throw createAbortError(this.#channel, signal);
      }
      const kept = settings.retransmission === undefined ? data : copyData(data);
      const request = new PendingRequest(this.#channel, kept, settings, resolve, reject);
      this.#requests.add(request);
      this.#deadlines.add(request);
      this.#transmitRequest(request);
    });
  }

  /**
   * The peer's datagrams that are no reply to a request, each given out once. Ends when the client is closed; leaving the loop
   * does not close it.
   * @param options What ends the iterator.
   * @throws {TypeError} at once, for an unknown option or a wrong type.
   * @throws {SocketError} out of the iterator: `receive` when the peer refused a datagram while it waited, after which the client
   *   can be used on; `abort` when `signal` is aborted.
   */
  datagrams(options: IterationOptions = {}): ItemIterator<Buffer> {
    const checked = readOptions('datagrams()', options, ITERATION_OPTIONS);
    return this.#queue.iterate(() => `Failed to receive from '${this.#peerName()}'`, checked);
  }

  /** As {@link datagrams}. */
  [Symbol.asyncIterator](): ItemIterator<Buffer> {
    return this.datagrams();
  }

  /**
   * Closes the socket, after what the kernel has not taken yet, for which it waits a second at most. Requests that wait reject
   * with `closed`, iterators end. A second call does nothing more.
   */
  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = drainSocket(this.#socket).then(() => closeSocket(this.#socket));
      this.#end();
    }
    return this.#closed;
  }

  /** As {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #send(data: DatagramData, options: Cancellation): Promise<void> {
    return new Promise((resolve, reject) => {
      checkArgument('send(): data', data, checkDatagramData);
      const checked = readOptions('send()', options, CANCELLATION_OPTIONS);
      if (this.#closed !== undefined) {
        throw this.#createClosedError();
      }
      const transmit = (): Promise<void> =>
        new Promise((onSent, onError) => {
          this.#transmit(data, onSent, onError);
        });
      if ((checked.signal ?? checked.timeoutMs) === undefined) {
        this.#transmit(data, resolve, reject);
        return;
      }
      const operation = { describe: () => `Failed to send to '${this.#peerName()}'` };
      withCancellation(operation, checked, (scope) => scope.race(transmit())).then(resolve, reject);
    });
  }

  #transmitRequest(request: PendingRequest, triesLeft = SEND_TRIES): void {
    sendDatagram(this.#socket, request.data, (cause) => {
      if (!cause) {
        request.isSent = true;
      } else if (!this.#requests.has(request)) {
        return;
      } else if (this.#isOfOthers(cause, triesLeft)) {
        this.#transmitRequest(request, triesLeft - 1);
      } else {
        request.fail(this.#toError('send', 'Failed to send to', cause));
      }
    });
  }

  #transmit(
    data: DatagramData,
    resolve: () => void,
    reject: (error: Error) => void,
    triesLeft = SEND_TRIES,
  ): void {
    sendDatagram(this.#socket, data, (cause) => {
      if (!cause) {
        resolve();
      } else if (this.#isOfOthers(cause, triesLeft)) {
        this.#transmit(data, resolve, reject, triesLeft - 1);
      } else {
        reject(this.#toError('send', 'Failed to send to', cause));
      }
    });
  }

  /** Whether what send(2) has reported is about datagrams that were sent before; then this one is still to be sent. */
  #isOfOthers(cause: Error, triesLeft: number): boolean {
    const { code = '' } = systemErrorFields(cause);
    if (triesLeft <= 1 || !PENDING_ERRORS.has(code)) {
      return false;
    }
    if (code === 'ECONNREFUSED') {
      this.#onRefused(cause);
    }
    return true;
  }

  /** connect(2) keeps what was in the receive queue already: datagrams that came in between bind(2) and connect(2). */
  #isPeer({ address, port }: RemoteInfo): boolean {
    return port === this.#remote.port && address === this.#remote.host;
  }

  #deliver(data: Buffer): void {
    for (const request of this.#requests) {
      if (request.offer(data)) {
        return;
      }
    }
    this.#queue.push(data);
  }

  /** The kernel does not say which datagram an error is about: it may be any that is under way. */
  #onRefused(cause: Error): void {
    const error = this.#toError('receive', 'Failed to receive from', cause);
    for (const request of this.#requests) {
      if (request.isSent) {
        request.refuse(error);
      }
    }
    this.#queue.fail(error);
  }

  #end(): void {
    for (const request of this.#requests) {
      request.fail(this.#createClosedError());
    }
    this.#deadlines.stop();
    this.#queue.end();
  }

  #createClosedError(cause?: Error): SocketError {
    return new SocketError('closed', `The socket to '${this.#peerName()}' is closed`, { cause });
  }

  #toError(kind: 'send' | 'receive', what: string, cause: Error): SocketError {
    if (isClosedError(cause)) {
      return this.#createClosedError(cause);
    }
    const { code, syscall } = systemErrorFields(cause);
    return new SocketError(kind, `${what} '${this.#peerName()}': ${systemErrorText(cause)}`, {
      ...{ code, syscall, address: this.#remote.host, port: this.#remote.port, cause },
      peer: { type: 'inet', host: this.#remote.host, port: this.#remote.port },
    });
  }

  #peerName(): string {
    return describeAddress(this.#remote);
  }
}

function readRequestSettings(options: Partial<RequestOptions> = {}): RequestSettings {
  const checked = readOptions<Partial<RequestOptions>>('request()', options, REQUEST_OPTIONS);
  const { match, timeoutMs = REQUEST_TIMEOUT_MS, signal, retransmit } = checked;
  if (match === undefined) {
    throw createTypeError(
      "request(): option 'match' is required: a function that says whether a datagram is the reply to this request, by its id for " +
        "instance; or 'any' for a protocol without ids, when a late or doubled reply may be taken for the next one",
    );
  }
  return { match, timeoutMs, signal, retransmission: toRetransmission(retransmit) };
}

function toRetransmission(retransmit: RequestOptions['retransmit']): Retransmission | undefined {
  if (retransmit === undefined || retransmit === 0) {
    return undefined;
  }
  const { times = RETRANSMIT_TIMES, afterMs = RETRANSMIT_AFTER_MS } =
    typeof retransmit === 'number' ? { times: retransmit } : retransmit;
  return { times, afterMs };
}
