import type { RemoteInfo, Socket } from 'node:dgram';
import { isIP, isIPv4 } from 'node:net';
import type { InetEndpoint } from '../addresses/address.ts';
import { toAddress } from '../addresses/address-input.ts';
import type { DatagramPeerInput } from '../addresses/address-input.ts';
import { localAddress } from '../addresses/endpoint.ts';
import { describeAddress, formatEndpoint } from '../addresses/format-address.ts';
import { isBroadcast } from '../addresses/groups.ts';
import { CANCELLATION_OPTIONS, withCancellation } from '../operations/cancellation.ts';
import type { Cancellation } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { checkArgument, checkAbortSignal, readOptions } from '../operations/options.ts';
import type { OptionTable } from '../operations/options.ts';
import { WaitingQueue } from '../operations/waiting-queue.ts';
import type { ItemIterator, IterationOptions } from '../operations/waiting-queue.ts';
import { checkClientPort } from '../streams/stream-connect.ts';
import { toDatagramAddress } from './connect-datagram.ts';
import { drainSocket, isClosedError, sendDatagram } from './datagram-sender.ts';
import type { OnSent } from './datagram-sender.ts';
import { closeSocket, checkDatagramData, QUEUE_BYTES, QUEUE_ITEMS } from './datagram-socket.ts';
import type { DatagramData } from './datagram-socket.ts';

/** Who sent a datagram. */
export class DatagramSource implements InetEndpoint {
  readonly type = 'inet';
  /** IP address, with a zone for IPv6 of link-local scope. */
  readonly host: string;
  /** Port, 1–65535. */
  readonly port: number;
  /** The version of IP. */
  readonly family: 4 | 6;

  /**
   * @internal
   * @param sender As Node.js has it.
   */
  constructor({ address, port, family }: RemoteInfo) {
    this.host = address;
    this.port = port;
    this.family = family === 'IPv6' ? 6 : 4;
  }

  /** The same as `host`, as `node:dgram` calls it. */
  get address(): string {
    return this.host;
  }
}

/** What came, from whom, and how to answer. */
export interface Datagram {
  /** The bytes of the datagram; a datagram may be empty. */
  readonly data: Buffer;
  /** Who sent it, as far as the network says so: a sender can forge it. */
  readonly from: DatagramSource;
  /**
   * Answers from the server's port. It needs no `this`, and never rejects because of whom it answers: that was the sender's
   * choice.
   * @param data As for {@link DatagramServer.send}.
   * @returns whether the kernel has taken the datagram.
   * @throws {TypeError} rejects with it when `data` is no string and no bytes.
   */
  readonly reply: (data: DatagramData) => Promise<boolean>;
}

/**
 * Is given each datagram as it comes. What it throws, or a promise of it rejects with, is an uncaught error, as in an event
 * listener of Node.js.
 */
export type DatagramHandler = (datagram: Datagram) => unknown;

const ITERATION_OPTIONS: OptionTable<IterationOptions> = { signal: checkAbortSignal };

/** A datagram socket with a port that others know, which {@link serveDatagrams} and {@link joinMulticast} return. */
export class DatagramServer implements AsyncDisposable, AsyncIterable<Datagram> {
  readonly #socket: Socket;
  readonly #local: InetEndpoint;
  readonly #handler: DatagramHandler | undefined;
  readonly #queue = new WaitingQueue<Datagram>({
    ...{ items: QUEUE_ITEMS, weight: QUEUE_BYTES },
    weigh: ({ data }) => data.byteLength,
  });
  #withoutPort = 0;
  #closed: Promise<void> | undefined;

  /**
   * @internal
   * @param socket One that is bound.
   * @param handler Gets what comes. Without it, iterators do.
   */
  constructor(socket: Socket, handler: DatagramHandler | undefined) {
    this.#socket = socket;
    this.#local = localAddress(socket) as InetEndpoint;
    this.#handler = handler;
    socket.on('message', (data, from) => {
      this.#receive(data, from);
    });
    // What ICMP says of a datagram that was sent is of no use to a server, and without a listener it would end the process.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#closed ??= Promise.resolve();
      this.#queue.end();
    });
  }

  /** The socket of Node.js underneath, for `ref()`, `unref()`, `setBroadcast()`, `addMembership()` … */
  get socket(): Socket {
    return this.#socket;
  }

  /** Where it is bound, with the port that the kernel chose if it was 0. */
  get local(): InetEndpoint {
    return this.#local;
  }

  /**
   * Datagrams that were dropped: from port 0, which nobody can answer, or because nobody took them, and more than 1024, or a
   * mebibyte, waited. The oldest go first.
   */
  get dropped(): number {
    return this.#withoutPort + this.#queue.evicted;
  }

  /**
   * What comes, each datagram given out once. Ends when the server is closed; leaving the loop does not close it. With a handler
   * nothing comes here.
   * @param options What ends the iterator.
   * @throws {TypeError} at once, for an unknown option or a wrong type.
   * @throws {SocketError} `abort` out of the iterator when `signal` is aborted.
   */
  datagrams(options: IterationOptions = {}): ItemIterator<Datagram> {
    const checked = readOptions('datagrams()', options, ITERATION_OPTIONS);
    return this.#queue.iterate(() => `Failed to receive on '${describeAddress(this.#local)}'`, checked);
  }

  /** As {@link datagrams}. */
  [Symbol.asyncIterator](): ItemIterator<Datagram> {
    return this.datagrams();
  }

  /**
   * Sends a datagram from this port to anybody. A rejection that nobody waits for is no unhandled one.
   * @param data At most 65507 bytes over IPv4, 65527 over IPv6; more than the path's MTU is fragmented. It is not copied: leave
   *   it as it is until the promise settles.
   * @param to An IP address and port, 1–65535; names are not looked up.
   * @param options See {@link Cancellation}. To give up takes nothing back: the datagram may be sent all the same.
   * @returns when the kernel has taken it.
   * @throws {SocketError} rejects with kind `send` (`code` says why), `closed`, `address`, `unsupported`, `abort` or `timeout`.
   * @throws {TypeError | RangeError} rejects with it for data of a wrong type and for a wrong address or option.
   */
  send(data: DatagramData, to: DatagramPeerInput, options: Cancellation = {}): Promise<void> {
    const sent = this.#send(data, to, options);
    sent.catch(() => undefined);
    return sent;
  }

  /**
   * Closes the socket, after what the kernel has not taken yet, for which it waits a second at most; iterators end at once. A
   * second call does nothing more.
   */
  close(): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = drainSocket(this.#socket).then(() => closeSocket(this.#socket));
      this.#queue.end();
    }
    return this.#closed;
  }

  /** As {@link close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #receive(data: Buffer, info: RemoteInfo): void {
    if (this.#closed !== undefined) {
      return;
    }
    // RFC 768: the source port is optional, and 0 when it is not there. send() to it throws.
    if (info.port === 0) {
      this.#withoutPort += 1;
      return;
    }
    const from = new DatagramSource(info);
    const reply = (answer: DatagramData): Promise<boolean> => this.#reply(answer, from);
    const datagram: Datagram = { data, from, reply };
    if (this.#handler === undefined) {
      this.#queue.push(datagram);
    } else {
      this.#handler(datagram);
    }
  }

  #reply(data: DatagramData, { host, port }: DatagramSource): Promise<boolean> {
    return new Promise((resolve) => {
      checkArgument('reply(): data', data, checkDatagramData);
      if (this.#closed !== undefined) {
        resolve(false);
      } else {
        sendDatagram(
          this.#socket,
          data,
          (error) => {
            resolve(!error);
          },
          port,
          host,
        );
      }
    });
  }

  async #send(data: DatagramData, to: DatagramPeerInput, options: Cancellation): Promise<void> {
    checkArgument('send(): data', data, checkDatagramData);
    const checked = readOptions('send()', options, CANCELLATION_OPTIONS);
    const peer = toDatagramAddress(toAddress('send()', to));
    checkClientPort(peer);
    const endpoint = formatEndpoint(peer.host, peer.port);
    if (isIP(peer.host) === 0) {
      throw new SocketError('address', `Failed to send to '${endpoint}': the host must be an IP address`, {
        peer,
      });
    }
    // An IPv4 address on a dual-stack socket: RFC 4291, section 2.5.5.2.
    const host = this.#local.family === 6 && isIPv4(peer.host) ? `::ffff:${peer.host}` : peer.host;
    const fail = (cause?: Error): SocketError => {
      if (cause === undefined || isClosedError(cause)) {
        return new SocketError('closed', `The socket on '${describeAddress(this.#local)}' is closed`, {
          cause,
        });
      }
      const { code, syscall } = systemErrorFields(cause);
      const hint =
        code === 'EACCES' && isBroadcast(peer.host)
          ? '. For a broadcast address call server.socket.setBroadcast(true) before'
          : '';
      return new SocketError('send', `Failed to send to '${endpoint}': ${systemErrorText(cause)}${hint}`, {
        ...{ code, syscall, address: peer.host, port: peer.port, peer, cause },
      });
    };
    if (this.#closed !== undefined) {
      throw fail();
    }
    const operation = { describe: () => `Failed to send to '${endpoint}'`, details: () => ({ peer }) };
    await withCancellation(operation, checked, (scope) =>
      scope.race(
        new Promise<void>((resolve, reject) => {
          const onSent: OnSent = (error) => {
            if (error) {
              reject(fail(error));
            } else {
              resolve();
            }
          };
          sendDatagram(this.#socket, data, onSent, peer.port, host);
        }),
      ),
    );
  }
}
