import { spawnSync } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bindDatagram, connectDatagram, localAddress, remoteAddress } from '../../sockets/index.ts';
import { DatagramClient } from '../../sockets/datagrams/datagram-client.ts';
import { bothLoopbacks, own, portOf, rejection } from './fixture.ts';

/** A server that answers each datagram with what `reply` makes of it, or not at all. */
async function serve(reply: (data: string) => readonly string[]): Promise<number> {
  const server = await own(bindDatagram('127.0.0.1:0'));
  server.on('message', (data, { port, address }) => {
    for (const answer of reply(String(data))) server.send(answer, port, address);
  });
  return portOf(localAddress(server));
}

/** tcpmux: nobody has it as a UDP port either. */
const CLOSED = '127.0.0.1:1';

describe('connectDatagram', () => {
  it('has an ephemeral port of its own, and one peer', async () => {
    const port = await serve(() => []);
    const client = await own(connectDatagram(`127.0.0.1:${port}`));
    expect(client.remote).toStrictEqual({ type: 'inet', host: '127.0.0.1', port, family: 4 });
    expect(client.local).toMatchObject({ type: 'inet', host: '127.0.0.1', family: 4 });
    expect(portOf(client.local)).toBeGreaterThan(0);
    expect(remoteAddress(client.socket)).toStrictEqual(client.remote);
  });

  it('sends requests and gets replies', async () => {
    const port = await serve((data) => [data.toUpperCase()]);
    const client = await own(connectDatagram(`127.0.0.1:${port}`));
    expect(String(await client.request('hello'))).toBe('HELLO');
    expect(String(await client.request(Buffer.from('bytes')))).toBe('BYTES');
  });

  it('works over IPv6, and an empty host is localhost', async () => {
    const server = await own(bindDatagram('[::1]:0'));
    server.on('message', (data, { port, address }) => {
      server.send(data, port, address);
    });
    const client = await own(connectDatagram(`[::1]:${portOf(localAddress(server))}`));
    expect(String(await client.request('six'))).toBe('six');
    expect((await own(connectDatagram(':9', { lookup: bothLoopbacks }))).remote).toMatchObject({ port: 9 });
  });

  it('match tells replies apart: late and foreign ones go to the iterator', async () => {
    const port = await serve((data) => ['late', `${data}!`]);
    const client = await own(connectDatagram(`127.0.0.1:${port}`));
    const ask = (id: string): Promise<Buffer> =>
      client.request(id, { match: (reply) => String(reply) === `${id}!` });
    const replies = await Promise.all([ask('a'), ask('b'), ask('c')]);
    expect(replies.map(String)).toStrictEqual(['a!', 'b!', 'c!']);
    const others: string[] = [];
    for await (const data of client) if (others.push(String(data)) === 3) break;
    expect(others).toStrictEqual(['late', 'late', 'late']);
  });

  it('a match that throws rejects its request', async () => {
    const port = await serve((data) => [data]);
    const client = await own(connectDatagram(`127.0.0.1:${port}`));
    const match = (): boolean => {
      throw new Error('no such id');
    };
    await expect(client.request('x', { match })).rejects.toThrow('no such id');
  });

  it('a refused datagram is told once, to whoever is next, and the client goes on', async () => {
    const client = await own(connectDatagram(CLOSED));
    const refused = { code: 'ERR_RECEIVE', errno: 'ECONNREFUSED' };
    expect(await rejection(client.request('x'))).toMatchObject({
      ...refused,
      message: `Failed to receive from '${CLOSED}': Connection refused`,
    });
    expect(await rejection(client.request('x'))).toMatchObject(refused);
    await client.send('x');
    expect(await rejection(client[Symbol.asyncIterator]().next())).toMatchObject(refused);
    const told = once(client.socket, 'error');
    await client.send('x');
    await told;
    expect(await rejection(client.send('x'))).toMatchObject(refused);
    await client.send('x');
  });

  it('close() rejects requests, ends iterators, and is final', async () => {
    const port = await serve(() => []);
    const client = await connectDatagram(`127.0.0.1:${port}`);
    const request = rejection(client.request('x'));
    const next = client[Symbol.asyncIterator]().next();
    await client.close();
    await client.close();
    expect(await request).toMatchObject({ code: 'ERR_CLOSED' });
    expect((await next).done).toBe(true);
    expect(await rejection(client.send('x'))).toMatchObject({ code: 'ERR_CLOSED' });
    expect(await rejection(client.request('x'))).toMatchObject({ code: 'ERR_CLOSED' });
  });

  it('closing the socket underneath is closing', async () => {
    const client = await connectDatagram(`127.0.0.1:${await serve(() => [])}`);
    const request = rejection(client.request('x'));
    client.socket.close();
    expect(await request).toMatchObject({ code: 'ERR_CLOSED' });
    await client.close();
  });

  it('keeps 1024 datagrams for an iterator, and counts what it drops', async () => {
    const client = await own(connectDatagram(`127.0.0.1:${await serve(() => [])}`));
    const { host, port } = client.remote as { host: string; port: number };
    for (let count = 0; count < 1030; count += 1) {
      client.socket.emit('message', Buffer.from(String(count)), {
        address: host,
        port,
        family: 'IPv4',
        size: 4,
      });
    }
    expect(client.droppedDatagrams).toBe(6);
    const { value } = await client[Symbol.asyncIterator]().next();
    expect(String(value)).toBe('0');
  });

  it('tries the next address when the first has no route', async () => {
    const port = await serve((data) => [data]);
    const client = await own(
      connectDatagram(`h:${port}`, {
        lookup: (_host, _options, callback) => {
          // Class E: no route (EINVAL or ENETUNREACH).
          callback(null, [
            { address: '255.255.255.255', family: 4 },
            { address: '127.0.0.1', family: 4 },
          ]);
        },
      }),
    );
    expect(client.remote).toMatchObject({ host: '127.0.0.1' });
  });

  it.each([
    ['127.0.0.1:0', 'ERR_INVALID_ADDRESS'],
    ['127.0.0.1:5,to=6', 'ERR_UNSUPPORTED'],
  ])('%s → %s', async (peer, code) => {
    expect(await rejection(connectDatagram(peer))).toMatchObject({ code });
  });
});

describe('strangers', () => {
  it('are dropped by the kernel once the socket is connected', async () => {
    const port = await serve((data) => [data]);
    const client = await own(connectDatagram(`127.0.0.1:${port}`));
    const stranger = await own(bindDatagram('127.0.0.1:0'));
    await send(stranger, 'forged', portOf(client.local));
    expect(String(await client.request('real'))).toBe('real');
  });

  it('are dropped, too, when they came between bind(2) and connect(2)', async () => {
    const port = await serve((data) => [data]);
    const socket = createSocket('udp4');
    socket.bind({ port: 0, exclusive: true });
    await once(socket, 'listening');
    const local = socket.address().port;
    // Synchronously, so that the datagram is in the receive queue before this process reads from it.
    const forge = `const s = require('dgram').createSocket('udp4'); s.send('forged', ${local}, '127.0.0.1', () => s.close())`;
    expect(spawnSync(process.execPath, ['-e', forge]).status).toBe(0);
    const seen: string[] = [];
    socket.on('message', (data) => seen.push(String(data)));
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const client = await own(Promise.resolve(new DatagramClient(socket)));
    expect(String(await client.request('real'))).toBe('real');
    // The kernel did deliver it: the library, not luck, kept it away.
    expect(seen).toStrictEqual(['forged', 'real']);
  });
});

describe('bindDatagram', () => {
  it('keeps its port to itself', async () => {
    const first = await own(bindDatagram('127.0.0.1:0'));
    const { port } = first.address();
    expect(await rejection(bindDatagram(`127.0.0.1:${port}`))).toMatchObject({
      code: 'ERR_BIND',
      errno: 'EADDRINUSE',
      attempts: [{ address: '127.0.0.1', port, errno: 'EADDRINUSE' }],
      message: `Failed to bind socket to '127.0.0.1:${port}': Address already in use`,
    });
  });

  it.each([
    [':0', '::'],
    [':0,ipv4', '0.0.0.0'],
    ['[::1]:0', '::1'],
  ])('%s binds to %s', async (local, address) => {
    const server = await own(bindDatagram(local));
    expect(server.address().address).toBe(address);
  });

  it('sets the buffer sizes', async () => {
    const server = await own(bindDatagram('127.0.0.1:0', { recvBufferSize: 65_536 }));
    expect(server.getRecvBufferSize()).toBeGreaterThanOrEqual(65_536);
    await expect(bindDatagram('127.0.0.1:0', { recvBufferSize: 0 })).rejects.toThrow(RangeError);
  });
});

function send(socket: Socket, data: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.send(data, port, '127.0.0.1', (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}
