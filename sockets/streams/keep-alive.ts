import { Socket } from 'node:net';
import type { InetAddress } from '../addresses/address.ts';
import { SocketError } from '../operations/errors.ts';

/** `Socket#setKeepAlive` as newer versions of Node.js 24 and 26 have it. */
interface KeepAliveSocket {
  setKeepAlive(enable: boolean, idleMs: number, intervalMs?: number, count?: number): unknown;
}

/**
 * Checks that this Node.js can do what the address asks for, before anything is opened. Older versions have no way to set
 * interval and count, and ignore the arguments: 22.23 and 24.0 do, 24.21 and 26.10 do not (run with each).
 *
 * @throws {SocketError} `unsupported`
 */
export function checkKeepAlive(address: InetAddress): void {
  const { keepAliveIntervalSeconds, keepAliveCount } = address;
  const hasProbes = (keepAliveIntervalSeconds ?? keepAliveCount) !== undefined;
  // Four parameters: enable, initialDelay, interval, count.
  if (hasProbes && Socket.prototype.setKeepAlive.length < 4) {
    throw new SocketError(
      'unsupported',
      'keep-alive interval and count need a newer Node.js, such as 24.21',
      { peer: address },
    );
  }
}

/** Whether the address asks for keep-alive. A listener has it by default, a client has not: docs/sockets.md, "Defaults". */
export function wantsKeepAlive(address: Partial<InetAddress>, byDefault: boolean): boolean {
  const { keepAliveIdleSeconds, keepAlive = keepAliveIdleSeconds !== undefined || byDefault } = address;
  return keepAlive;
}

/** Sets SO_KEEPALIVE and its times on a connection that wants them: QEMU's inet_set_sockopts(). */
export function setKeepAlive(socket: KeepAliveSocket, address: InetAddress, byDefault: boolean): void {
  if (!wantsKeepAlive(address, byDefault)) {
    return;
  }
  const {
    keepAliveIdleSeconds: idle = 0,
    keepAliveIntervalSeconds: interval,
    keepAliveCount: count,
  } = address;
  // libuv's own values when only one of the two is given (uv__tcp_keepalive in src/unix/tcp.c): 1 s, 10 probes.
  socket.setKeepAlive(true, idle * 1000, interval === undefined ? undefined : interval * 1000, count);
}
