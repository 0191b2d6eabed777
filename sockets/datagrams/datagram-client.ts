import type { RemoteInfo, Socket } from 'node:dgram';
import type { ResolvedAddress } from '../addresses/address.ts';
import { withCancellation, type Cancellation } from '../operations/cancellation.ts';
import { closeSocket } from './datagram-socket.ts';
import { localAddress, remoteAddress } from '../addresses/endpoint.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { checkOptions } from '../operations/options.ts';

/** Options of {@link DatagramClient.request}. */
export interface RequestOptions extends Cancellation {
  /** Milliseconds to wait for the reply, 1–2147483647. Default 5000. */
  readonly timeoutMs?: number;
  /**
   * Says whether a datagram is the reply to this request, by its id for instance. Default: the next datagram is. Without it, a
   * reply that comes after its request has timed out is taken for the reply to the next one.
   */
  readonly match?: (reply: Buffer) => boolean;
}

const REQUEST_OPTIONS = ['signal', 'timeoutMs', 'match'] as const satisfies (keyof RequestOptions)[];
const DEFAULT_REQUEST_TIMEOUT_MS = 5000;

/** Datagrams that wait for an iterator. More are dropped, as the kernel drops what does not fit into SO_RCVBUF. */
const MAX_QUEUED = 1024;

interface PendingRequest {
  readonly match: ((reply: Buffer) => boolean) | undefined;
  readonly resolve: (reply: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

/** A datagram socket with one peer, which {@link connectDatagram} returns. Iterate over it for what the peer sends. */
export class DatagramClient implements AsyncDisposable, AsyncIterable<Buffer> {
  /** The socket of Node.js underneath, for `ref()`, `unref()`, `setTTL()` … */
  readonly socket: Socket;
  /** The local address, with the ephemeral port that the kernel chose. */
  readonly local: ResolvedAddress;
  /** The peer. */
  readonly remote: ResolvedAddress;
  /** Datagrams of the peer that were dropped because 1024 waited for an iterator already. */
  droppedDatagrams = 0;
  readonly #requests = new Set<PendingRequest>();
  readonly #queue: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #error: SocketError | undefined;
  #closed: Promise<void> | undefined;

  /** @internal Takes a bound and connected socket. */
  constructor(socket: Socket) {
    this.socket = socket;
    this.local = localAddress(socket);
    this.remote = remoteAddress(socket);
    socket.on('message', (data, from) => {
      if (this.#isPeer(from)) this.#deliver(data);
    });
    socket.on('error', (cause) => {
      this.#fail(this.#toError('ERR_RECEIVE', 'Failed to receive from', cause));
    });
    socket.on('close', () => {
      this.#closed ??= Promise.resolve();
      this.#end();
    });
  }

  /**
   * Sends one datagram.
   * @param data At most 65507 bytes over IPv4, 65527 over IPv6; more than the path's MTU is fragmented.
   * @returns when the kernel has taken it, which says nothing of its arrival.
   * @throws {SocketError} rejects with `ERR_SEND` (`errno` says why), `ERR_CLOSED`, or `ERR_RECEIVE` when the peer refused an
   * earlier datagram: `ECONNREFUSED`, from ICMP. As in the kernel, the error is told once, and this datagram is not sent.
   */
  async send(data: Uint8Array | string): Promise<void> {
    this.#throwPendingError();
    await new Promise<void>((resolve, reject) => {
      this.socket.send(data, (cause) => {
        if (cause === null) resolve();
        else reject(this.#toError('ERR_SEND', 'Failed to send to', cause));
      });
    });
  }

  /**
   * Sends a datagram and waits for the reply. Nothing is sent again: UDP may lose both. Requests may be under way side by side
   * when `match` can tell the replies apart.
   * @throws {SocketError} rejects with `ERR_TIMEOUT`, `ABORT_ERR`, `ERR_RECEIVE` (`ECONNREFUSED`: nobody has the port),
   * `ERR_CLOSED`, or as {@link send}.
   */
  async request(data: Uint8Array | string, options: RequestOptions = {}): Promise<Buffer> {
    checkOptions('request', options, REQUEST_OPTIONS);
    const { match, timeoutMs = DEFAULT_REQUEST_TIMEOUT_MS } = options;
    const operation = `Failed to get a reply from '${this.#peerName()}'`;
    return withCancellation(operation, { ...options, timeoutMs }, async (scope) => {
      this.#throwPendingError();
      let request: PendingRequest | undefined;
      try {
        return await new Promise<Buffer>((resolve, reject) => {
          request = { match, resolve, reject };
          this.#requests.add(request);
          scope.onCancel(reject);
          this.send(data).catch(reject);
        });
      } finally {
        if (request !== undefined) this.#requests.delete(request);
      }
    });
  }

  /**
   * The peer's datagrams that are no reply to a request, each given out once. Ends when the client is closed; leaving the loop
   * does not close it.
   * @throws {SocketError} `ERR_RECEIVE` when the peer refused a datagram. The client can be used on.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const data = this.#queue.shift();
      if (data !== undefined) {
        yield data;
      } else if (this.#closed !== undefined) {
        return;
      } else {
        this.#throwPendingError();
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  /** Closes the socket; requests that wait reject with `ERR_CLOSED`, iterators end. A second call does nothing more. */
  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = closeSocket(this.socket);
      this.#end();
    }
    return this.#closed;
  }

  /** Closes the socket. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** connect(2) keeps what was in the receive queue already: datagrams that came in between bind(2) and connect(2). */
  #isPeer({ address, port }: RemoteInfo): boolean {
    return this.remote.type === 'inet' && address === this.remote.host && port === this.remote.port;
  }

  #deliver(data: Buffer): void {
    for (const request of this.#requests) {
      try {
        if (request.match?.(data) === false) continue;
        request.resolve(data);
      } catch (error) {
        request.reject(error);
      }
      this.#requests.delete(request);
      return;
    }
    if (this.#queue.length >= MAX_QUEUED) this.droppedDatagrams += 1;
    else this.#queue.push(data);
    this.#wake();
  }

  #fail(error: SocketError): void {
    if (this.#requests.size === 0) this.#error = error;
    for (const request of this.#requests) request.reject(error);
    this.#requests.clear();
    this.#wake();
  }

  #end(): void {
    for (const request of this.#requests) request.reject(this.#closedError());
    this.#requests.clear();
    this.#wake();
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #throwPendingError(): void {
    if (this.#closed !== undefined) throw this.#closedError();
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) throw error;
  }

  #closedError(): SocketError {
    return new SocketError('ERR_CLOSED', `The socket to '${this.#peerName()}' is closed`);
  }

  #toError(code: 'ERR_SEND' | 'ERR_RECEIVE', what: string, cause: Error): SocketError {
    const { code: errno, syscall } = systemErrorFields(cause);
    return new SocketError(code, `${what} '${this.#peerName()}': ${systemErrorText(cause)}`, {
      errno,
      syscall,
      address: this.remote,
      cause,
    });
  }

  #peerName(): string {
    return describeAddress(this.remote);
  }
}
