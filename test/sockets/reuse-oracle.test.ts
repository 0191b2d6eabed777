import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import {
  connect,
  connectDatagram,
  connectFrom,
  discover,
  listen,
  serveDatagrams,
} from '../../sockets/index.ts';
import { accepted, own } from './fixture.ts';

/*
 * Node.js has no getsockopt(2), but bind(2) tells. On Linux two sockets share a UDP port when both have SO_REUSEADDR
 * (net/ipv4/udp.c, udp_lib_lport_inuse), and a listener takes the port of a connection when both have it
 * (net/ipv4/inet_connection_sock.c, inet_csk_bind_conflict). So a second socket that has it succeeds exactly when the first has
 * it.
 */

/** A UDP socket of Node.js with the option, on the port. */
async function bindWithReuse(address: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.bind({ port, address, exclusive: true });
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  return socket;
}

/** What becomes of a second UDP socket, with the option, on the port. */
async function bindAgain(address: string, port: number): Promise<string> {
  try {
    (await bindWithReuse(address, port)).close();
    return 'shared';
  } catch (error) {
    return getErrno(error);
  }
}

/** What becomes of a listener, which has the option, on the port. */
async function listenAgain(address: string, port: number): Promise<string> {
  const server = createServer();
  const outcome = once(server, 'listening').then(() => 'listening', getErrno);
  server.listen(port, address);
  try {
    return await outcome;
  } finally {
    server.close();
  }
}

function getErrno(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Where the oracle has been seen to speak: elsewhere the two controls prove nothing, and are not asked. */
const isLinux = process.platform === 'linux';

describe('UDP', () => {
  it('the oracle sees the option: a socket of Node.js with reuseAddr shares its port', async () => {
    // A port that was just given back, on a loopback address that no other test uses.
    const before = await serveDatagrams('127.66.0.2:0');
    const { port } = before.local;
    await before[Symbol.asyncDispose]();
    const socket = await bindWithReuse('127.66.0.2', port);
    const outcome = await bindAgain('127.66.0.2', port);
    socket.close();
    if (isLinux) {
      expect(outcome).toBe('shared');
    }
  });

  it('connectDatagram: nobody can bind to its port', async () => {
    const client = await own(connectDatagram('127.0.0.1:9'));
    expect(await bindAgain('127.0.0.1', client.local.port)).toBe('EADDRINUSE');
  });

  it('discover: nobody can bind to its port', async () => {
    const asked = createSocket('udp4').bind({ port: 0, address: '127.0.0.1' });
    await once(asked, 'listening');
    const question = once(asked, 'message');
    const to = `127.0.0.1:${asked.address().port}`;
    const discovery = discover('?', { to, interfaces: ['127.0.0.1'], timeoutMs: 10_000 });
    const next = discovery.next();
    const [, from] = (await question) as [Buffer, RemoteInfo];
    expect(await bindAgain('127.0.0.1', from.port)).toBe('EADDRINUSE');
    await discovery.return();
    expect(await next).toStrictEqual({ done: true, value: undefined });
    asked.close();
  });

  it('serveDatagrams: nobody can bind to its port', async () => {
    const server = await own(serveDatagrams('127.0.0.1:0'));
    expect(await bindAgain('127.0.0.1', server.local.port)).toBe('EADDRINUSE');
  });
});

describe('TCP', () => {
  it('connect: nobody can listen on its port', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const client = await own(connect(`127.0.0.1:${listener.local.port}`));
    expect(await listenAgain('127.0.0.1', client.localPort ?? 0)).toBe('EADDRINUSE');
  });

  it('the oracle sees the option: connectFrom gets it from libuv, as its documentation says', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const client = await own(connectFrom({ address: '127.0.0.1' }, `127.0.0.1:${listener.local.port}`));
    const outcome = await listenAgain('127.0.0.1', client.localPort ?? 0);
    if (isLinux) {
      expect(outcome).toBe('listening');
    }
  });

  it('listen: restarts on its port while an accepted connection is still open', async () => {
    const first = await listen('127.0.0.1:0');
    const port = first.local.port;
    const client = await own(connect(`127.0.0.1:${port}`));
    await accepted(first);
    void first.close();
    const second = await own(listen(`127.0.0.1:${port}`));
    expect(second.local.port).toBe(port);
    client.destroy();
  });
});
