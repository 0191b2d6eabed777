import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** TCP listeners on 127.0.0.1, one a destination, that accept and keep whatever connects. */
export interface Destinations {
  readonly ports: readonly number[];
  /** Resets every accepted connection that is left, so that no TIME_WAIT stays behind, and stops listening. */
  close(): Promise<void>;
}

/** Below every range used here, so that no client is given one of them. */
const FIRST_PORT = 7000;

/**
 * @param count how many destinations, at least 1
 * @param chosen whether the kernel chooses their ports, rather than {@link FIRST_PORT} and up
 * @throws {Error} `EADDRINUSE` when a port is taken
 */
export async function openDestinations(count: number, chosen = false): Promise<Destinations> {
  const servers: Server[] = [];
  const accepted = new Set<Socket>();
  for (let i = 0; i < count; i++) {
    const server = createServer((socket) => {
      accepted.add(socket);
      // A client that resets its connection shows here as ECONNRESET.
      socket.on('error', () => undefined);
      socket.on('close', () => accepted.delete(socket));
      socket.resume();
    });
    servers.push(server);
    server.listen(chosen ? 0 : FIRST_PORT + i, '127.0.0.1');
    await once(server, 'listening');
  }
  return {
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    async close() {
      for (const socket of accepted) {
        socket.resetAndDestroy();
      }
      await Promise.all(
        servers.map(async (server) => {
          server.close();
          await once(server, 'close');
        }),
      );
    },
  };
}
