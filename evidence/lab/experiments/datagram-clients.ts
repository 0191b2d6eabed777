import { createSocket } from 'node:dgram';
import type { Socket, SocketOptions } from 'node:dgram';
import { once } from 'node:events';

/**
 * Requests under way at once: small enough that no receive buffer overflows (the default net.core.rmem_default of
 * 212992 bytes holds 277 small datagrams), so that a reply that doesn't come is not a lost datagram.
 */
const IN_FLIGHT = 64;

/** Silence after which an unanswered request counts as lost. */
const GIVE_UP_MS = 10_000;

/** The reuse options of node:dgram; `reusePort` has an effect from Node 22.12 on. */
export type ReuseOptions = SocketOptions & { readonly reusePort?: boolean };

/** What one round of clients saw. */
export interface Round {
  readonly clients: number;
  /** Clients on a port that another client has too. */
  readonly sharedPort: number;
  /** Ports in use. */
  readonly ports: number;
  /** Requests whose reply came to the client that had sent it. */
  readonly right: number;
  /** Requests whose reply came to another client. */
  readonly wrong: number;
  /** Requests whose reply came nowhere. */
  readonly lost: number;
}

/** Whether this Node passes SO_REUSEPORT on: dgram's `reusePort` came with 22.12 and 23.1, before that it is ignored. */
export function hasReusePort(version = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

/**
 * Opens UDP clients the way clients do (bind() without a port), lets every one send one request, and counts where
 * the replies arrive.
 *
 * @param clients how many, at least 1, all open at once
 * @param reuse the reuse options of every client
 * @param serverPort of an echo server on 127.0.0.1
 * @throws {Error} when a socket cannot be opened or bound
 */
export async function runRound(clients: number, reuse: ReuseOptions, serverPort: number): Promise<Round> {
  const sockets: Socket[] = [];
  // By request: the client that got the reply.
  const receivers = new Array<number | undefined>(clients).fill(undefined);
  let answered = 0;
  let onReply = (): void => undefined;
  try {
    for (let client = 0; client < clients; client++) {
      const socket = createSocket(reuse);
      sockets.push(socket);
      socket.on('message', (reply) => {
        receivers[reply.readUInt32BE(0)] = client;
        answered++;
        onReply();
      });
      socket.bind();
      await once(socket, 'listening');
    }
    const perPort = new Map<number, number>();
    for (const socket of sockets) {
      const { port } = socket.address();
      perPort.set(port, (perPort.get(port) ?? 0) + 1);
    }
    for (let next = 0; next < clients;) {
      const until = Math.min(next + IN_FLIGHT, clients);
      for (; next < until; next++) {
        const request = Buffer.alloc(4);
        request.writeUInt32BE(next);
        sockets[next]?.send(request, serverPort, '127.0.0.1');
      }
      const target = until;
      const complete = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => {
          resolve(false);
        }, GIVE_UP_MS);
        onReply = () => {
          if (answered < target) {
            return;
          }
          clearTimeout(timer);
          resolve(true);
        };
        onReply();
      });
      if (!complete) {
        break;
      }
    }
    const shares = [...perPort.values()].filter((count) => count > 1);
    return {
      clients,
      sharedPort: shares.reduce((sum, count) => sum + count, 0),
      ports: perPort.size,
      right: receivers.filter((receiver, request) => receiver === request).length,
      wrong: receivers.filter((receiver, request) => receiver !== undefined && receiver !== request).length,
      lost: receivers.filter((receiver) => receiver === undefined).length,
    };
  } finally {
    await Promise.all(
      sockets.map(async (socket) => {
        socket.close();
        await once(socket, 'close');
      }),
    );
  }
}
