import type { Socket } from 'node:net';
import type { ResolvedAddress } from '../addresses/address.ts';

/**
 * A connected stream socket: an ordinary `net.Socket`, whose disposal is gentler than that of Node.js.
 *
 * `await using connection = await connect(…)` ends the writing side, waits until what was written has gone to the kernel,
 * and closes. A peer that reads nothing delays that; `destroy()` first to close at once. (`net.Socket` by itself destroys
 * with an AbortError that reaches the `error` listeners, and drops what is still queued.)
 */
export type Connection = Socket & AsyncDisposable;

/** The two addresses of a unix socket, which Node.js does not report. */
export interface UnixEndpoints {
  readonly local: ResolvedAddress;
  readonly remote: ResolvedAddress;
}

const unixEndpoints = new WeakMap<Socket, UnixEndpoints>();

/** Gives an open socket its disposal, and its addresses when it is a unix socket. */
export function toConnection(socket: Socket, endpoints?: UnixEndpoints): Connection {
  if (endpoints !== undefined) unixEndpoints.set(socket, endpoints);
  return Object.defineProperty(socket, Symbol.asyncDispose, {
    value: () => closeGently(socket),
    configurable: true,
    writable: true,
  });
}

/** The addresses of a unix socket that this library opened or accepted. */
export function getUnixEndpoints(socket: Socket): UnixEndpoints | undefined {
  return unixEndpoints.get(socket);
}

function closeGently(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) {
      resolve();
      return;
    }
    // Whoever cared about an error had a listener; here a reset connection is as good as a closed one.
    socket.on('error', () => undefined);
    socket.once('close', () => {
      resolve();
    });
    if (!socket.destroyed) socket.destroySoon();
  });
}
