import { createSocket } from 'node:dgram';
import { once } from 'node:events';

/** A UDP server on 127.0.0.1 that sends every datagram back to where it came from. */
export interface EchoServer {
  readonly port: number;
  close(): void;
}

/**
 * @param port an explicit port; 0 lets the kernel choose one
 * @throws {Error} `EADDRINUSE` when the port is taken
 */
export async function startEchoServer(port: number): Promise<EchoServer> {
  const server = createSocket('udp4');
  server.on('message', (message, { address, port: from }) => {
    // A client that has gone answers with ICMP, which the next send reports; nothing here depends on it.
    server.send(message, from, address, () => undefined);
  });
  server.bind(port, '127.0.0.1');
  await once(server, 'listening');
  return { port: server.address().port, close: () => server.close() };
}
