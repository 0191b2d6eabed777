import type { Socket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DatagramData } from './datagram-socket.ts';

/**
 * How long what the kernel has not taken yet may delay the closing of a socket, and how often that is looked at. Milliseconds.
 */
const DRAIN_MS = 1000;
const DRAIN_INTERVAL_MS = 5;

/** Called with the error of a datagram, or with nothing when the kernel has taken it. */
export type OnSent = (error?: Error | null) => void;

/**
 * Sends through a socket that is bound.
 * @param onSent Called once, and never before this returns; when the socket is closed first, with an error.
 * @param port With `host` for a socket that is not connected.
 */
export function sendDatagram(
  socket: Socket,
  data: DatagramData,
  onSent: OnSent,
  port?: number,
  host?: string,
): void {
  try {
    if (port === undefined) {
      socket.send(data as Uint8Array, onSent);
    } else {
      socket.send(data as Uint8Array, port, host, onSent);
    }
  } catch (error) {
    process.nextTick(onSent, error);
  }
}

/** Waits until the kernel has taken everything, or a second. Node.js has no event for that. */
export async function drainSocket(socket: Socket): Promise<void> {
  const deadline = performance.now() + DRAIN_MS;
  while (hasQueued(socket) && performance.now() < deadline) {
    await sleep(DRAIN_INTERVAL_MS);
  }
}

function hasQueued(socket: Socket): boolean {
  try {
    return socket.getSendQueueCount() > 0;
  } catch {
    // Closed meanwhile.
    return false;
  }
}

/** Whether an error says that the socket was closed before the kernel had taken the datagram. */
export function isClosedError(error: Error): boolean {
  return 'code' in error && (error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING' || error.code === 'ECANCELED');
}
