import { createSocket, type BindOptions, type Socket, type SocketType } from 'node:dgram';
import { checkInteger } from '../operations/options.ts';

/** Sizes of the kernel's buffers of a datagram socket, in bytes. Linux doubles the value and caps it at net.core.rmem_max. */
export interface BufferSizes {
  /** SO_RCVBUF in bytes, 1–2147483647. Datagrams that do not fit are dropped. */
  readonly recvBufferSize?: number;
  /** SO_SNDBUF in bytes, 1–2147483647. */
  readonly sendBufferSize?: number;
}

/** @throws {TypeError | RangeError} for a size out of range. */
export function checkBufferSizes({ recvBufferSize, sendBufferSize }: BufferSizes): void {
  if (recvBufferSize !== undefined) checkInteger('recvBufferSize', recvBufferSize, 1, 2 ** 31 - 1);
  if (sendBufferSize !== undefined) checkInteger('sendBufferSize', sendBufferSize, 1, 2 ** 31 - 1);
}

/** `udp4` or `udp6`. */
export function socketType(family: 4 | 6): SocketType {
  return family === 6 ? 'udp6' : 'udp4';
}

/** A datagram socket that nobody shares. Multicast makes its own. */
export function createExclusiveSocket(family: 4 | 6, ipv6Only = false): Socket {
  return createSocket({ type: socketType(family), ipv6Only });
}

/**
 * Binds a socket, `exclusive` because in a cluster all workers would otherwise get the same socket of the primary, with port 0
 * too, and most replies would go to the wrong worker. The socket is closed when anything fails.
 */
export async function bindSocket(
  socket: Socket,
  options: Omit<BindOptions, 'exclusive' | 'fd'>,
  { recvBufferSize, sendBufferSize }: BufferSizes,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ ...options, exclusive: true }, () => {
        socket.off('error', reject);
        resolve();
      });
    });
    // Not by createSocket(), which throws out of reach when the kernel refuses a size.
    if (recvBufferSize !== undefined) socket.setRecvBufferSize(recvBufferSize);
    if (sendBufferSize !== undefined) socket.setSendBufferSize(sendBufferSize);
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
}

/** Closes a socket, if it is open, and waits for its `close` event. */
export function closeSocket(socket: Socket): Promise<void> {
  return socket[Symbol.asyncDispose]();
}
