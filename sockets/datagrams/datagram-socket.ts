import { createSocket } from 'node:dgram';
import type { BindOptions, Socket, SocketOptions } from 'node:dgram';
import { createTypeError, createIntegerCheck, show } from '../operations/options.ts';
import type { Check, OptionTable } from '../operations/options.ts';

/** Sizes of the kernel's buffers of a datagram socket, in bytes. Linux doubles the value and caps it at net.core.rmem_max. */
export interface BufferSizes {
  /** SO_RCVBUF in bytes, 1–2147483647. Datagrams that do not fit are dropped. */
  readonly recvBufferSize?: number | undefined;
  /** SO_SNDBUF in bytes, 1–2147483647. */
  readonly sendBufferSize?: number | undefined;
}

/** The options for the sizes of the kernel's buffers. */
export const BUFFER_OPTIONS: OptionTable<BufferSizes> = {
  recvBufferSize: createIntegerCheck(1, 2 ** 31 - 1),
  sendBufferSize: createIntegerCheck(1, 2 ** 31 - 1),
};

/** What can be sent: text as UTF-8, or bytes. */
export type DatagramData = string | NodeJS.ArrayBufferView;

/** Checks that a value can be sent as a datagram. */
export const checkDatagramData: Check = (name, value) =>
  typeof value === 'string' || ArrayBuffer.isView(value)
    ? undefined
    : createTypeError(`${name} must be a string, a Buffer or a view of bytes, not ${show(value)}`);

/**
 * A copy of what is sent later, when the caller may have used the buffer for something else.
 * @param data Text, which needs no copy, or bytes.
 */
export function copyData(data: DatagramData): DatagramData {
  return typeof data === 'string'
    ? data
    : Buffer.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

/** The most received datagrams that wait until somebody takes them. When more come, the oldest are dropped. */
export const QUEUE_ITEMS = 1024;
/** The most bytes that the waiting datagrams may have together. */
export const QUEUE_BYTES = 2 ** 20;

type SocketLookup = NonNullable<SocketOptions['lookup']>;

/** Every address that gets here is one already; `dns.lookup()` would take a turn of the event loop to find that out. */
const lookUpNothing4: SocketLookup = (host, _options, callback) => {
  callback(null, host, 4);
};

const lookUpNothing6: SocketLookup = (host, _options, callback) => {
  callback(null, host, 6);
};

/**
 * What all sockets have in common, as options of `createSocket()`.
 * @param family Of the socket.
 */
export function createSocketOptions(family: 4 | 6): SocketOptions {
  return family === 6 ? { type: 'udp6', lookup: lookUpNothing6 } : { type: 'udp4', lookup: lookUpNothing4 };
}

/**
 * A datagram socket that nobody shares.
 * @param family Of the socket.
 * @param ipv6Only Whether one of IPv6 takes no IPv4.
 */
export function createExclusiveSocket(family: 4 | 6, ipv6Only = false): Socket {
  return createSocket({ ...createSocketOptions(family), ipv6Only });
}

/**
 * Binds a socket, and closes it when anything fails.
 * @param socket One that is not bound.
 * @param options `exclusive: true`, unless it is a server that all workers of a cluster share: they would otherwise get the same
 * socket of the primary, with port 0 too, and most replies would go to the wrong worker.
 * @param sizes See {@link BufferSizes}.
 * @throws {Error} rejects with it when the system refuses the address or a size.
 */
export async function bindSocket(
  socket: Socket,
  options: BindOptions,
  { recvBufferSize, sendBufferSize }: BufferSizes,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind(options, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    // Not by createSocket(), which throws out of reach when the kernel refuses a size.
    if (recvBufferSize !== undefined) {
      socket.setRecvBufferSize(recvBufferSize);
    }
    if (sendBufferSize !== undefined) {
      socket.setSendBufferSize(sendBufferSize);
    }
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
}

/**
 * Closes a socket, if it is open, and waits for its `close` event.
 * @param socket Any datagram socket.
 */
export function closeSocket(socket: Socket): Promise<void> {
  return socket[Symbol.asyncDispose]();
}
