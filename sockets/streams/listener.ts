import type { Server, Socket } from 'node:net';
import type { InetAddress, ResolvedAddress } from '../addresses/address.ts';
import { localAddress } from '../addresses/endpoint.ts';
import { onAbort } from '../operations/abort-signal.ts';
import { systemErrorFields } from '../operations/errors.ts';
import { checkAbortSignal, createIntegerCheck, isThenable, readOptions } from '../operations/options.ts';
import type { OptionTable } from '../operations/options.ts';
import { WaitingQueue } from '../operations/waiting-queue.ts';
import type { ItemIterator, IterationOptions } from '../operations/waiting-queue.ts';
import { toConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { closeGently, ignoreError } from './gentle-close.ts';
import { setKeepAlive } from './keep-alive.ts';
import type { ListeningServer } from './listening-server.ts';
import { UnreadInput } from './unread-input.ts';

/** What a listener gives to the connections that it accepts, and how many it takes. */
export interface AcceptOptions {
  /** TCP_NODELAY on accepted connections: send small writes at once. Default true, as in Go, asyncio and `node:http`. */
  readonly noDelay?: boolean | undefined;
  /** Stay writable when the peer has ended its side. Default false: the own side is ended as well. */
  readonly allowHalfOpen?: boolean | undefined;
  /**
   * Connections that may be open at a time, those that wait for an iterator too, 1–2147483647. More are closed. Default: no
   * limit.
   */
  readonly maxConnections?: number | undefined;
}

/**
 * Is given each connection as it comes. When it returns a promise that rejects because the connection or another stream broke,
 * that is the end of it; any other rejection destroys the connection and is an unhandled one, as a mistake in an event listener
 * would be.
 *
 * Who ends the own side and reads nothing need not care for what still comes: after ten to twenty seconds it is read and dropped,
 * so that the connection closes when the peer has ended, too.
 */
export type ConnectionHandler = (connection: Connection) => unknown;

/** How {@link Listener.close} waits. */
export interface CloseOptions {
  /** Milliseconds that open connections have to end, 0–2147483647. Then they are destroyed. Default 10 000. */
  readonly timeoutMs?: number | undefined;
  /** Destroys the open connections at once when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

const CLOSE_OPTIONS: OptionTable<CloseOptions> = {
  timeoutMs: createIntegerCheck(0, 2 ** 31 - 1),
  signal: checkAbortSignal,
};
const CLOSE_TIMEOUT_MS = 10_000;

const ITERATION_OPTIONS: OptionTable<IterationOptions> = { signal: checkAbortSignal };

/** What opening a listener has shown. */
export interface ListenerStatus {
  /** Only IPv6 was bound. */
  ipv6Only: boolean;
  /** The file of a unix socket on which nobody listened was replaced. */
  replacedStaleSocket: boolean;
}

/** A listening socket, which {@link listen} returns. */
export class Listener<Local extends ResolvedAddress = ResolvedAddress> implements AsyncDisposable {
  readonly #server: ListeningServer;
  readonly #status: Readonly<ListenerStatus>;
  readonly #handler: ConnectionHandler | undefined;
  readonly #probes: InetAddress | undefined;
  readonly #open = new Set<Connection>();
  readonly #queue = new WaitingQueue<Connection>();
  readonly #unread = new UnreadInput(this.#open);
  readonly #onConnectionClose: () => void;

  /**
   * @internal
   * @param server One that does not listen yet.
   * @param status What opening it shows, as far as it is known.
   * @param handler Gets the connections. Without it, iterators do.
   * @param probes The address, when it has keep-alive times that Node.js cannot give to a server.
   */
  constructor(
    server: ListeningServer,
    status: Readonly<ListenerStatus>,
    handler: ConnectionHandler | undefined,
    probes: InetAddress | undefined,
  ) {
    this.#server = server;
    this.#status = status;
    this.#handler = handler;
    this.#probes = probes;
    this.#onConnectionClose = createForgetting(this.#open, this.#queue);
    server.on('connection', this.#accept);
    server.on('newListener', this.#onNewListener);
    server.beforeClose.push(() => {
      for (const connection of this.#queue.end()) {
        connection.destroy();
      }
    });
  }

  /** The server of Node.js underneath, for its events and for `ref()`, `unref()` and `maxConnections`. */
  get server(): Server {
    return this.#server;
  }

  /**
   * Where it listens, with the port that the kernel chose if it was 0.
   * @throws {SocketError} `no-address` when it is closed, and for an inherited unix socket.
   */
  get local(): Local {
    return localAddress(this.#server) as Local;
  }

  /** Only IPv6 was bound, because that was asked for. */
  get ipv6Only(): boolean {
    return this.#status.ipv6Only;
  }

  /** The file of a unix socket was there already, nobody listened on it, and it was replaced. */
  get replacedStaleSocket(): boolean {
    return this.#status.replacedStaleSocket;
  }

  /**
   * The accepted connections, each given out once, however many iterators there are. Those accepted while no iterator waits are
   * queued, unless a handler was given to {@link listen} or `server` has a `connection` listener of yours; one that breaks
   * meanwhile leaves the queue. Ends when the listener is closed; leaving the loop does not close it.
   * @param options What ends the iterator.
   * @throws {TypeError} at once, for an unknown option or a wrong type.
   * @throws {SocketError} `abort` out of the iterator when `signal` is aborted. No connection is lost.
   */
  connections(options: IterationOptions = {}): ItemIterator<Connection> {
    const checked = readOptions('connections()', options, ITERATION_OPTIONS);
    return this.#queue.iterate(() => 'Failed to accept a connection', checked);
  }

  /** Destroys every accepted connection, as `http.Server` does it. */
  closeAllConnections(): void {
    for (const connection of this.#open) {
      connection.destroy();
    }
  }

  /**
   * Stops listening at once and ends the iterators; connections that nobody has taken are destroyed. Waits until the others have
   * ended, and destroys those that have not when the time is over or `signal` is aborted. A unix socket's file is removed.
   * @param options How long to wait, in milliseconds, and what ends the waiting.
   * @returns how many connections had to be destroyed, those that nobody had taken not among them.
   * @throws {TypeError | RangeError} rejects with it for an unknown option or a value out of range.
   */
  async close(options: CloseOptions = {}): Promise<number> {
    const { timeoutMs = CLOSE_TIMEOUT_MS, signal } = readOptions('close()', options, CLOSE_OPTIONS);
    const closed = this.#closeServer();
    let destroyed = 0;
    const destroy = (): void => {
      destroyed += this.#open.size;
      this.closeAllConnections();
    };
    if (timeoutMs === 0 || signal?.aborted === true) {
      destroy();
    }
    const timer = setTimeout(destroy, timeoutMs);
    const takeBack = signal?.aborted === false ? onAbort(signal, destroy) : undefined;
    await closed;
    clearTimeout(timer);
    takeBack?.();
    return destroyed;
  }

  /**
   * Stops listening, ends every connection as `await using connection` does, and waits for them within its limits: what was
   * written arrives, and the scope ends whatever the peers do.
   */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#closeServer();
    await Promise.all([...this.#open].map(closeGently));
    if (this.#open.size === 0) {
      await closed;
    }
  }

  #closeServer(): Promise<void> {
    return new Promise((resolve) => {
      // Node.js emits 'close' again for a server that is closed already.
      this.#server.once('close', resolve);
      this.#server.close();
    });
  }

  readonly #accept = (socket: Socket): void => {
    if (this.#probes !== undefined) {
      setKeepAlive(socket, this.#probes, true);
    }
    const local = this.#server.unixEndpoint;
    // It stays: what befalls a connection is no reason to end the process.
    socket.on('error', ignoreError);
    const connection = toConnection(socket, local === undefined ? undefined : { local, remote: UNNAMED });
    this.#open.add(connection);
    this.#unread.watch();
    connection.on('close', this.#onConnectionClose);
    if (this.#handler !== undefined) {
      runHandler(this.#handler, connection);
    }
    // Another listener takes care of it.
    else if (this.#server.listenerCount('connection') > 1) {
      return;
    } else if (!this.#queue.push(connection)) {
      connection.destroy();
    }
  };

  /** Who listens for the event late takes what has come before. */
  readonly #onNewListener = (event: string | symbol): void => {
    if (event !== 'connection' || this.#queue.size === 0) {
      return;
    }
    process.nextTick(() => {
      const isTaken = (): boolean => this.#server.listenerCount('connection') > 1;
      for (let item = isTaken() ? this.#queue.shift() : undefined; item !== undefined;) {
        for (const listener of this.#server.rawListeners('connection')) {
          if (listener !== this.#accept) {
            listener.call(this.#server, item);
          }
        }
        item = isTaken() ? this.#queue.shift() : undefined;
      }
    });
  };
}

const UNNAMED: ResolvedAddress = { type: 'unix', path: '', abstract: false };

/** A `close` listener for all connections of a listener, so that none has one of its own. */
function createForgetting(open: Set<Connection>, queue: WaitingQueue<Connection>): () => void {
  return function (this: Connection) {
    open.delete(this);
    queue.delete(this);
  };
}

function runHandler(handler: ConnectionHandler, connection: Connection): void {
  const result = handler(connection);
  if (!isThenable(result)) {
    return;
  }
  Promise.resolve(result).catch((error: unknown) => {
    const isOver = connection.destroyed || connection.readableEnded;
    connection.destroy();
    if (error === connection.errored) {
      return;
    }
    const { code = '' } = systemErrorFields(error);
    if (!BROKEN.has(code) && !(isOver && TOO_LATE.has(code))) {
      throw error;
    }
  });
}

/** What streams report when one of them is gone, this connection or another. */
const BROKEN = new Set([
  'ECONNRESET',
  'EPIPE',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_STREAM_DESTROYED',
  'ERR_SOCKET_CLOSED',
]);

/**
 * What is a mistake, but not when the peer has gone: `pipeline()` to a closed stream (from Node.js 24), `end()` after the end,
 * `compose()`, and the web streams of `Duplex.toWeb()`.
 */
const TOO_LATE = new Set([
  'ERR_STREAM_UNABLE_TO_PIPE',
  'ERR_STREAM_WRITE_AFTER_END',
  'ERR_STREAM_ALREADY_FINISHED',
  'ERR_INVALID_ARG_VALUE',
  'ERR_INVALID_STATE',
  'ABORT_ERR',
]);
