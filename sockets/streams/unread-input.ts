import type { Socket } from 'node:net';

/** How long who has ended the own side may take to begin to read. Milliseconds. */
const GRACE_MS = 10_000;
const LOOK_EVERY_MS = 1000;

/**
 * Reads and drops what comes to connections whose own side has ended and that nobody reads: Node.js closes a socket only when its input
 * has been read, so that a stranger who sends one byte and leaves would take a descriptor for ever from `(socket) => socket.end('bye')`.
 */
export class UnreadInput {
  /** When each has ended the own side, by `performance.now()`. */
  readonly #ended = new Map<Socket, number>();
  #timer: NodeJS.Timeout | undefined;

  /** Call it when a connection has ended the own side. */
  watch(socket: Socket): void {
    // Somebody reads, or has begun to.
    if (socket.readableFlowing !== null) return;
    this.#ended.set(socket, performance.now());
    this.#timer ??= setInterval(this.#look, LOOK_EVERY_MS).unref();
  }

  /** Call it when a connection has closed. */
  forget(socket: Socket): void {
    this.#ended.delete(socket);
  }

  readonly #look = (): void => {
    const latest = performance.now() - GRACE_MS;
    for (const [socket, endedAt] of this.#ended) {
      if (endedAt > latest) break;
      this.#ended.delete(socket);
      if (socket.readableFlowing === null) socket.resume();
    }
    if (this.#ended.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  };
}
