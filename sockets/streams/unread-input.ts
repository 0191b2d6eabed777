import type { Socket } from 'node:net';

/** How long who has ended the own side may take to begin to read, at least; at most twice as long. Milliseconds. */
const GRACE_MS = 10_000;

/**
 * Reads and drops what comes to connections whose own side has ended and that nobody reads: Node.js closes a socket only when its
 * input has been read, so that a stranger who sends one byte and leaves would take a descriptor for ever from
 * `(socket) => socket.end('bye')`. One timer looks at all that are open: a listener on each would be a part of what a connection
 * costs.
 */
export class UnreadInput {
  readonly #open: ReadonlySet<Socket>;
  /** Those that nobody read when they were looked at last. */
  #unread = new Set<Socket>();
  #timer: NodeJS.Timeout | undefined;

  /** @param open The connections, as long as they are open. */
  constructor(open: ReadonlySet<Socket>) {
    this.#open = open;
  }

  /** Call it when a connection has been opened. */
  watch(): void {
    this.#timer ??= setInterval(this.#look, GRACE_MS).unref();
  }

  readonly #look = (): void => {
    const before = this.#unread;
    this.#unread = new Set();
    for (const socket of this.#open) {
      // Null until somebody begins to read, in whatever way.
      if (!socket.writableFinished || socket.readableFlowing !== null) {
        continue;
      }
      if (before.has(socket)) {
        socket.resume();
      } else {
        this.#unread.add(socket);
      }
    }
    if (this.#open.size > 0) {
      return;
    }
    clearInterval(this.#timer);
    this.#timer = undefined;
  };
}
