import type { Socket } from 'node:net';
import type { ResolvedAddress } from '../addresses/address.ts';
import { closeGently } from './gentle-close.ts';

/**
 * A connected stream socket: an ordinary `net.Socket`, with two differences.
 *
 * - `await using connection = await connect(…)` ends the writing side, waits until what was written is with the peer's kernel,
 *   and closes; what the peer still sends is dropped. It does not wait for a peer that reads nothing, or never ends its side, for
 *   more than some seconds; `destroy()` closes at once. (`net.Socket` by itself destroys with an AbortError that reaches the
 *   `error` listeners, and drops what is queued.)
 * - A peer that resets it does not end the process, when nothing listens for `error`. A read, a write or a pipeline gets the
 *   error.
 */
export type Connection = Socket & AsyncDisposable;

/** The two addresses of a unix socket, which Node.js does not report. */
export interface UnixEndpoints {
  readonly local: ResolvedAddress;
  readonly remote: ResolvedAddress;
}

const unixEndpoints = new WeakMap<Socket, UnixEndpoints>();

/**
 * Gives an open socket its disposal, and its addresses when it is a unix socket.
 * @param socket One that has an `error` listener.
 * @param endpoints Those of a unix socket.
 */
export function toConnection(socket: Socket, endpoints?: UnixEndpoints): Connection {
  if (endpoints !== undefined) {
    unixEndpoints.set(socket, endpoints);
  }
  const connection: Socket & Partial<AsyncDisposable> = socket;
  // One function for all connections, and no closure for each.
  connection[Symbol.asyncDispose] = dispose;
  return connection;
}

function dispose(this: Socket): Promise<void> {
  return closeGently(this);
}

/**
 * The addresses of a unix socket that this library opened or accepted.
 * @param socket Any stream.
 * @returns undefined for any other.
 */
export function getUnixEndpoints(socket: Socket): UnixEndpoints | undefined {
  return unixEndpoints.get(socket);
}
