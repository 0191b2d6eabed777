import type { Socket } from 'node:net';

/** Disposal waits as long as the peer takes what was written, and gives it this pause. Milliseconds. */
const STALL_MS = 750;

/** Disposal waits no longer than this in all, however steadily the peer reads a byte a second. Milliseconds. */
const TOTAL_MS = 30_000;

/** What disposal has not waited for goes on by itself, and is given up after a pause of this length. Milliseconds. */
const BACKGROUND_STALL_MS = 30_000;

/** How long the peer has to end its side, when all that was written is with the kernel. Milliseconds. */
const LINGER_MS = 1000;

/**
 * Ends the own side, and closes when the peer has ended its own, so that nothing that was written is lost: close(2) on a socket
 * with unread input resets the connection (RFC 9293, section 3.6.1; RFC 1122, section 4.2.2.13), and the reset overtakes what the
 * peer has not read yet. So what the peer sends meanwhile is read and dropped.
 *
 * @returns when the socket is closed; or, when the peer takes nothing, after the limits above. Then the socket still sends what
 *   is queued, as the kernel does after close(2), and closes itself at last.
 */
export function closeGently(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) {
      resolve();
    } else {
      new GentleClose(socket, resolve).begin();
    }
  });
}

class GentleClose {
  readonly #socket: Socket;
  readonly #resolve: () => void;
  #total: NodeJS.Timeout | undefined;
  #linger: NodeJS.Timeout | undefined;
  #isInBackground = false;

  constructor(socket: Socket, resolve: () => void) {
    this.#socket = socket;
    this.#resolve = resolve;
  }

  begin(): void {
    const socket = this.#socket;
    // Whoever cares about an error has a listener; here a reset connection is as good as a closed one.
    socket.on('error', ignoreError);
    socket.once('close', this.#onClose);
    if (socket.destroyed) {
      return;
    }
    this.#total = setTimeout(this.#leave, TOTAL_MS);
    // Counts only time in which no byte moved (lib/net.js, _onTimeout).
    socket.setTimeout(STALL_MS).on('timeout', this.#onStall);
    // Nobody reads any more, not even who was about to.
    socket.unpipe().removeAllListeners('readable').resume();
    if (socket.writableFinished) {
      this.#onFinish();
    } else {
      socket.once('finish', this.#onFinish).end();
    }
  }

  readonly #onFinish = (): void => {
    this.#linger = setTimeout(() => this.#socket.destroy(), LINGER_MS);
  };

  readonly #onStall = (): void => {
    if (this.#isInBackground) {
      this.#socket.destroy();
    } else {
      this.#leave();
    }
  };

  readonly #leave = (): void => {
    if (this.#isInBackground) {
      return;
    }
    this.#isInBackground = true;
    clearTimeout(this.#total);
    this.#socket.setTimeout(BACKGROUND_STALL_MS);
    this.#resolve();
  };

  readonly #onClose = (): void => {
    clearTimeout(this.#total);
    clearTimeout(this.#linger);
    this.#resolve();
  };
}

/** What an `error` listener does where a broken connection is no reason to end the process: `close` follows. */
export function ignoreError(): void {
  // Nothing.
}
