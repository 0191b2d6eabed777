import type { Socket } from 'node:dgram';
import type { DatagramData } from './datagram-socket.ts';

/** How long what the kernel has not taken yet may delay the closing of a socket. Milliseconds. */
const DRAIN_MS = 1000;

/** Is told what became of a datagram: nothing when the kernel has taken it. */
export type OnSent = (error?: Error | null) => void;

/** Sends through a socket that is bound, and knows how much the kernel has not taken yet. */
export class DatagramSender {
  readonly #socket: Socket;
  #pending = 0;
  #onDrained: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /**
   * @param onSent Called once, and never before this returns; when the socket is closed first, with an error.
   * @param port With `host` for a socket that is not connected.
   */
  send(data: DatagramData, onSent: OnSent, port?: number, host?: string): void {
    this.#pending += 1;
    const settle: OnSent = (error) => {
      this.#pending -= 1;
      if (this.#pending === 0) this.#onDrained?.();
      onSent(error);
    };
    try {
      if (port === undefined) this.#socket.send(data as Uint8Array, settle);
      else this.#socket.send(data as Uint8Array, port, host, settle);
    } catch (error) {
      process.nextTick(settle, error);
    }
  }

  /** Waits until the kernel has taken everything, or a second. */
  drained(): Promise<void> {
    if (this.#pending === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, DRAIN_MS);
      this.#onDrained = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Whether an error says that the socket was closed before the kernel had taken the datagram. */
export function isClosedError(error: Error): boolean {
  return 'code' in error && (error.code === 'ERR_SOCKET_DGRAM_NOT_RUNNING' || error.code === 'ECANCELED');
}
