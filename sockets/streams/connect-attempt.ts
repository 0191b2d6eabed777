import { Socket } from 'node:net';
import type { SocketConnectOpts, SocketConstructorOpts } from 'node:net';
import { ignoreError } from './gentle-close.ts';

/** Gets the outcome of an attempt. */
export interface AttemptOwner {
  /** Called once for each, not after {@link ConnectAttempt.cancel}. After an error the socket is closed already. */
  settle(attempt: ConnectAttempt, error?: Error): void;
}

/** Where a socket keeps its attempt, so that the listeners can be the same for all. */
const ATTEMPT = Symbol('attempt');

interface AttemptSocket extends Socket {
  [ATTEMPT]?: ConnectAttempt | undefined;
}

/** A socket that is being connected. */
export class ConnectAttempt {
  readonly socket: AttemptSocket;
  /** Which of its owner's it is. */
  readonly place: number;
  readonly #owner: AttemptOwner;

  constructor(options: SocketConstructorOpts, target: SocketConnectOpts, owner: AttemptOwner, place: number) {
    this.socket = new Socket(options);
    this.socket[ATTEMPT] = this;
    this.place = place;
    this.#owner = owner;
    // Both stay: to take a listener away costs more than to call one that does nothing.
    this.socket.on('connect', onConnect).on('error', onError);
    try {
      this.socket.connect(target);
    } catch (error) {
      // Node.js with --permission.
      this.socket.destroy(error as Error);
    }
  }

  /** Closes the socket, and settles nothing any more. Returns when its handle is closed. */
  cancel(): Promise<void> {
    this.socket[ATTEMPT] = undefined;
    return closeSocket(this.socket);
  }

  /** Tells the owner. */
  settle(error?: Error): void {
    this.socket[ATTEMPT] = undefined;
    this.#owner.settle(this, error);
  }
}

function onConnect(this: AttemptSocket): void {
  this[ATTEMPT]?.settle();
}

/**
 * Once there is no attempt any more, an error of the connection is its reader's or writer's, and no reason to end the process.
 */
function onError(this: AttemptSocket, error: Error): void {
  const attempt = this[ATTEMPT];
  if (attempt === undefined) {
    return;
  }
  // Only after 'close', so that a caller who is told of the failure finds no handle left.
  void attempt.cancel().then(() => {
    attempt.settle(error);
  });
}

/** Destroys a socket and waits until its handle is closed. */
function closeSocket(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) {
      resolve();
      return;
    }
    socket.once('close', () => {
      resolve();
    });
    socket.on('error', ignoreError);
    socket.destroy();
  });
}
