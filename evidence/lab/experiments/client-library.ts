import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';

/** A UDP client as experiment 6 uses it. */
export interface DatagramClient {
  readonly localPort: number;
  /**
   * Sends one request and waits for the next datagram.
   *
   * @throws {Error} when none comes within {@link REPLY_MS}
   */
  request(payload: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** A TCP client as experiment 6 uses it. */
export interface StreamClient {
  readonly localPort: number;
  /** Ends the connection with a reset, which leaves no TIME_WAIT. */
  reset(): void;
}

/** A way to open clients, with no option that could go wrong. */
export interface ClientLibrary {
  readonly name: string;
  /** A UDP client of a server on 127.0.0.1. */
  openDatagram(serverPort: number): Promise<DatagramClient>;
  /** A TCP client of a listener on 127.0.0.1. */
  openStream(destinationPort: number): Promise<StreamClient>;
}

/** How long a reply may take. */
export const REPLY_MS = 10_000;

/** What anybody can write: no bind(), no reuse option, connected. */
export const plainClients: ClientLibrary = {
  name: 'plain node:dgram and node:net',
  async openDatagram(serverPort) {
    const socket = createSocket('udp4');
    socket.connect(serverPort, '127.0.0.1');
    await once(socket, 'connect');
    return {
      localPort: socket.address().port,
      async request(payload) {
        const reply = once(socket, 'message', { signal: AbortSignal.timeout(REPLY_MS) });
        socket.send(payload);
        const [message] = (await reply) as [Buffer];
        return message;
      },
      async close() {
        socket.close();
        await once(socket, 'close');
      },
    };
  },
  async openStream(destinationPort) {
    const socket = connect(destinationPort, '127.0.0.1');
    await once(socket, 'connect');
    return { localPort: socket.localPort ?? 0, reset: () => socket.resetAndDestroy() };
  },
};
