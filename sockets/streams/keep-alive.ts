import { Socket } from 'node:net';
import type { InetAddress } from '../addresses/address.ts';
import { SocketError } from '../operations/errors.ts';

/** `Socket#setKeepAlive` as Node.js 24 has it. */
interface KeepAliveSocket {
  setKeepAlive(enable: boolean, idleMs: number, intervalMs?: number, count?: number): unknown;
}

/**
 * Checks that this Node.js can do what the address asks for, before anything is opened. Up to version 22 it has no way to
 * set interval and count, and ignores the arguments.
 *
 * @throws {SocketError} `ERR_UNSUPPORTED`
 */
export function checkKeepAlive(address: InetAddress): void {
  const { keepAliveIntervalSeconds, keepAliveCount } = address;
  const hasProbes = (keepAliveIntervalSeconds ?? keepAliveCount) !== undefined;
  // Four parameters: enable, initialDelay, interval, count.
  if (hasProbes && Socket.prototype.setKeepAlive.length < 4) {
    throw new SocketError('ERR_UNSUPPORTED', 'keep-alive interval and count need Node.js 24', { address });
  }
}

/** Sets SO_KEEPALIVE and its times on a connection: QEMU's inet_set_sockopts(). */
export function setKeepAlive(socket: KeepAliveSocket, address: InetAddress): void {
  if (address.keepAlive !== true) return;
  const {
    keepAliveIdleSeconds: idle = 0,
    keepAliveIntervalSeconds: interval,
    keepAliveCount: count,
  } = address;
  // libuv's own values when only one of the two is given (uv__tcp_keepalive in src/unix/tcp.c): 1 s, 10 probes.
  socket.setKeepAlive(true, idle * 1000, interval === undefined ? undefined : interval * 1000, count);
}
