import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';

/** How a TCP client comes by its local port. */
export type LocalPort = 'automatic' | 'localAddress';

/** What {@link openInTurn} found. */
export interface Opened {
  readonly opened: number;
  /** The local ports, in the order in which the kernel gave them out. */
  readonly ports: readonly number[];
  /** How often each errno came. */
  readonly errors: Readonly<Record<string, number>>;
}

/**
 * One TCP connection to 127.0.0.1.
 *
 * @param port of the destination
 * @param local with `localAddress`, libuv calls setsockopt(SO_REUSEADDR) and bind() to port 0 before connect()
 *   (deps/uv/src/unix/tcp.c, `uv__tcp_bind`)
 * @throws {Error} with the `code` of the system call that failed
 */
export async function openClient(port: number, local: LocalPort): Promise<Socket> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    ...(local === 'localAddress' ? { localAddress: '127.0.0.1' } : {}),
  });
  await once(socket, 'connect');
  return socket;
}

/**
 * Opens clients to the destinations in turn and keeps them open, then resets them all.
 *
 * @param ports of the destinations
 * @param local how the clients come by their ports
 * @param attempts how many clients are tried
 */
export async function openInTurn(
  ports: readonly number[],
  local: LocalPort,
  attempts: number,
): Promise<Opened> {
  const sockets: Socket[] = [];
  const localPorts: number[] = [];
  const errors: Record<string, number> = {};
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      const socket = await openClient(ports[attempt % ports.length] ?? 0, local);
      sockets.push(socket);
      localPorts.push(socket.localPort ?? 0);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      errors[code] = (errors[code] ?? 0) + 1;
    }
  }
  await Promise.all(
    sockets.map(async (socket) => {
      const closed = once(socket, 'close');
      // A reset leaves no TIME_WAIT, so the next setting finds every port free (RFC 9293, 3.10.4).
      socket.resetAndDestroy();
      await closed;
    }),
  );
  return { opened: sockets.length, ports: localPorts, errors };
}

/**
 * Opens and closes clients one after the other. The client closes first, so each leaves a TIME_WAIT record on its
 * port.
 *
 * @param port of the destination, on 127.0.0.1
 * @param local how the clients come by their ports
 * @param connects how many clients are tried
 * @returns how often each errno came
 */
export async function openAndClose(
  port: number,
  local: LocalPort,
  connects: number,
): Promise<Readonly<Record<string, number>>> {
  const errors: Record<string, number> = {};
  for (let i = 0; i < connects; i++) {
    try {
      const socket = await openClient(port, local);
      const closed = once(socket, 'close');
      socket.resume();
      socket.end();
      await closed;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? String(error);
      errors[code] = (errors[code] ?? 0) + 1;
    }
  }
  return errors;
}

/**
 * The bind oracle: whether a socket has SO_REUSEADDR, which Node cannot read. A listener of Node's has it, and Linux
 * lets it bind to the port of another socket exactly when that one has it too and does not listen
 * (net/ipv4/inet_connection_sock.c, `inet_bind_conflict`).
 *
 * @param port local port of the client in question, on 127.0.0.1, still open
 * @returns `listening`, or the errno of the listener
 */
export async function tryListen(port: number): Promise<string> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
    return 'listening';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  } finally {
    server.close();
  }
}
