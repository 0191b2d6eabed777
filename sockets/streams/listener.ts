import { Server, type Socket } from 'node:net';
import type { InetAddress, ResolvedAddress } from '../addresses/address.ts';
import { toConnection, type Connection } from './connection.ts';
import { localAddress } from '../addresses/endpoint.ts';
import { setKeepAlive } from './keep-alive.ts';

/** What a listener gives to the connections that it accepts. */
export interface AcceptOptions {
  /** TCP_NODELAY on accepted connections: send small writes at once. Default false. */
  readonly noDelay?: boolean;
  /** Stay writable when the peer has ended its side. Default false: the own side is ended as well. */
  readonly allowHalfOpen?: boolean;
}

/** A listening socket, which {@link listen} returns. */
export class Listener implements AsyncDisposable {
  /** The server of Node.js underneath, for its events and for `ref()`, `unref()` and `maxConnections`. */
  readonly server: Server;
  /** Only IPv6 was bound, because it was asked for, or because IPv4 had the port already. */
  ipv6Only = false;
  /** The file of a unix socket was there already, nobody listened on it, and it was replaced. */
  replacedStaleSocket = false;
  readonly #open = new Set<Connection>();
  readonly #queue: Connection[] = [];
  readonly #waiting: (() => void)[] = [];
  #isClosed = false;

  /** @internal */
  constructor(options: AcceptOptions, address?: InetAddress) {
    this.server = new Server({
      noDelay: options.noDelay === true,
      allowHalfOpen: options.allowHalfOpen === true,
    });
    this.server.on('connection', (socket: Socket) => {
      if (address !== undefined) setKeepAlive(socket, address);
      this.#accept(socket);
    });
    this.server.on('close', () => {
      this.#end();
    });
  }

  /**
   * Where it listens, with the port that the kernel chose if it was 0.
   * @throws {SocketError} `ERR_NO_ADDRESS` when it is closed, and for an inherited unix socket.
   */
  get local(): ResolvedAddress {
    return localAddress(this.server);
  }

  /**
   * The accepted connections, each given out once, however many iterators there are. Those accepted while no iterator waits
   * are queued in memory, unless `server` has a `connection` listener of yours. Ends when the listener is closed; leaving the
   * loop does not close it.
   */
  async *connections(): AsyncGenerator<Connection, void, undefined> {
    for (;;) {
      const connection = this.#queue.shift();
      if (connection !== undefined) {
        connection.off('error', ignoreError);
        if (!connection.destroyed) yield connection;
      } else if (this.#isClosed) {
        return;
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  /** Destroys every accepted connection, as `http.Server` does it. */
  closeAllConnections(): void {
    for (const connection of this.#open) connection.destroy();
  }

  /**
   * Stops listening at once and ends the iterators; connections that none of them has taken are destroyed. A unix socket's file
   * is removed, by libuv.
   * @returns when the last accepted connection has ended.
   */
  async close(): Promise<void> {
    const closed = this.#closed();
    this.#end();
    this.server.close();
    await closed;
  }

  /** Like `close()`, but destroys the open connections, so that the scope ends whatever its peers do. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.close();
    this.closeAllConnections();
    await closed;
  }

  #closed(): Promise<void> {
    return new Promise((resolve) => {
      // Node.js emits 'close' again for a server that is closed already.
      this.server.once('close', resolve);
    });
  }

  #end(): void {
    this.#isClosed = true;
    for (const connection of this.#queue.splice(0)) connection.destroy();
    this.#wake();
  }

  #accept(socket: Socket): void {
    const isUnix = typeof this.server.address() === 'string';
    const unnamed: ResolvedAddress = { type: 'unix', path: '', abstract: false };
    const connection = toConnection(socket, isUnix ? { local: this.local, remote: unnamed } : undefined);
    this.#open.add(connection);
    connection.once('close', () => this.#open.delete(connection));
    // Another listener takes care of it.
    if (this.server.listenerCount('connection') > 1) return;
    // Without a listener, a reset of a connection that waits here would end the process.
    connection.on('error', ignoreError);
    this.#queue.push(connection);
    this.#wake();
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

function ignoreError(): void {
  // 'close' follows.
}
