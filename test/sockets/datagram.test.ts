import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { getEventListeners, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { connectDatagram, remoteAddress, serveDatagrams } from '../../sockets/index.ts';
import type { DatagramClient } from '../../sockets/index.ts';
import { DatagramClient as OpenClient } from '../../sockets/datagrams/datagram-client.ts';
import { bothLoopbacks, own, rejection, serveReplies } from './fixture.ts';
import { runInNamespace, runScript } from '../tools/node-process.ts';

/** tcpmux: nobody has it as a UDP port either. */
const CLOSED = '127.0.0.1:1';

async function getClient(toReplies: (data: string) => readonly string[]): Promise<DatagramClient> {
  return own(connectDatagram((await serveReplies(toReplies)).local));
}

const nothing = (): readonly string[] => [];
const echo = (data: string): readonly string[] => [data];
const is =
  (text: string) =>
  (reply: Buffer): boolean =>
    String(reply) === text;

describe('connectDatagram', () => {
  it('has an ephemeral port of its own, and one peer', async () => {
    const server = await serveReplies(nothing);
    const client = await own(connectDatagram(`127.0.0.1:${server.local.port}`));
    expect(client.remote).toStrictEqual(server.local);
    expect(client.local).toMatchObject({ type: 'inet', host: '127.0.0.1', family: 4 });
    expect(client.local.port).toBeGreaterThan(0);
    expect(remoteAddress(client.socket)).toStrictEqual(client.remote);
  });

  it('works over IPv6, and an empty host is localhost', async () => {
    const server = await own(serveDatagrams('[::1]:0', ({ data, reply }) => reply(data)));
    const client = await own(connectDatagram(server.local));
    expect(String(await client.request('six', { match: 'any' }))).toBe('six');
    expect((await own(connectDatagram(9, { lookup: bothLoopbacks }))).remote).toMatchObject({ port: 9 });
  });

  it.each([
    ['239.255.255.250:1900', 'a multicast group'],
    ['[ff02::fb]:5353', 'a multicast group'],
    ['[::ffff:239.1.2.3]:5', 'a multicast group'],
    ['255.255.255.255:9999', 'a broadcast address'],
    ['127.255.255.255:9999', 'a broadcast address'],
    ['[::ffff:255.255.255.255]:9', 'a broadcast address'],
  ])('refuses %s, and names what to do instead', async (peer, what) => {
    expect(await rejection(connectDatagram(peer))).toMatchObject({
      kind: 'address',
      message: expect.stringMatching(new RegExp(`that is ${what}, .*discover\\(\\)`, 'u')) as unknown,
    });
  });

  it('tries the next address when the first has no route', async () => {
    const outcome = await runInNamespace(`
      import { connectDatagram } from './sockets/index.js';
      const lookup = (_host, _options, callback) =>
        callback(null, [{ address: '192.0.2.1', family: 4 }, { address: '127.0.0.1', family: 4 }]);
      const client = await connectDatagram('h:9', { lookup });
      console.log(JSON.stringify(client.remote.host));
      await client.close();`);
    if (outcome !== undefined) {
      expect(outcome).toBe('127.0.0.1');
    }
  });

  it.each([
    ['127.0.0.1:0', 'address'],
    ['127.0.0.1:5,to=6', 'unsupported'],
    ['unix:/x', 'unsupported'],
  ])('%s → %s', async (peer, kind) => {
    expect(await rejection(connectDatagram(peer))).toMatchObject({ kind });
  });
});

describe('strangers', () => {
  it('are dropped by the kernel once the socket is connected', async () => {
    const client = await getClient(echo);
    const stranger = await own(serveDatagrams('127.0.0.1:0'));
    await stranger.send('forged', client.local);
    expect(String(await client.request('real', { match: 'any' }))).toBe('real');
  });

  it('are dropped, too, when they came between bind(2) and connect(2)', async () => {
    const { port } = (await serveReplies(echo)).local;
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
    const client = await own(Promise.resolve(new OpenClient(socket)));
    expect(String(await client.request('real', { match: 'any' }))).toBe('real');
    // The kernel did deliver it: the library, not luck, kept it away.
    expect(seen).toStrictEqual(['forged', 'real']);
  });
});

describe('request', () => {
  it('sends text, bytes and views, and gets the reply', async () => {
    const client = await getClient((data) => [data.toUpperCase()]);
    expect(String(await client.request('hello', { match: 'any' }))).toBe('HELLO');
    expect(String(await client.request(Buffer.from('bytes'), { match: 'any' }))).toBe('BYTES');
    const view = new DataView(new TextEncoder().encode('view').buffer);
    expect(String(await client.request(view, { match: 'any' }))).toBe('VIEW');
  });

  it('match tells replies apart: late and foreign ones go to the iterator', async () => {
    const client = await getClient((data) => ['late', `${data}!`]);
    const replies = await Promise.all(
      ['a', 'b', 'c'].map((id) => client.request(id, { match: is(`${id}!`) })),
    );
    expect(replies.map(String)).toStrictEqual(['a!', 'b!', 'c!']);
    const others: string[] = [];
    for await (const data of client) {
      if (others.push(String(data)) === 3) {
        break;
      }
    }
    expect(others).toStrictEqual(['late', 'late', 'late']);
  });

  it.each([
    ['nothing at all', undefined],
    ['no options', {}],
    ['no match', { timeoutMs: 50 }],
    ['a text as match', { match: 'id=7' }],
    ['a number of repetitions below 0', { match: 'any', retransmit: -1 }],
    ['a misspelt repetition', { match: 'any', retransmit: { time: 3 } }],
  ])('refuses %s', async (_name, options) => {
    const client = await getClient(echo);
    // As plain JavaScript would; the types forbid it.
    const request = client.request.bind(client) as (data: string, options?: object) => Promise<Buffer>;
    const error = await request('x', options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(options === undefined || !('retransmit' in options) ? TypeError : Error);
    expect(String(error)).toMatch(/match|retransmit/u);
  });

  it.each([
    ['undefined', () => undefined],
    ['null', () => null],
    ['0', () => 0],
    ["''", () => ''],
  ])('a match that gives %s is a no', async (_name, match) => {
    const client = await getClient(echo);
    const request = client.request('x', { match: match as unknown as () => boolean, timeoutMs: 30 });
    expect((await rejection(request)).kind).toBe('timeout');
  });

  it('a match that gives a promise is a mistake, because a promise is always true', async () => {
    const client = await getClient(echo);
    const match = (() => Promise.resolve(false)) as unknown as () => boolean;
    await expect(client.request('x', { match })).rejects.toThrow('match must not be async');
  });

  it('a match that throws rejects its own request, and takes nothing from another', async () => {
    const client = await getClient((data) => (data === 'b' ? ['b!'] : []));
    const match = (): boolean => {
      throw new Error('no such id');
    };
    const [first, second] = await Promise.allSettled([
      client.request('a', { match }),
      client.request('b', { match: is('b!') }),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { message: 'no such id' } });
    expect(second.status).toBe('fulfilled');
  });

  it('retransmits what got no reply, and takes one for all of them', async () => {
    let asked = 0;
    const client = await getClient((data) => (++asked < 3 ? [] : [data]));
    const reply = await client.request('x', { match: is('x'), retransmit: { times: 5, afterMs: 20 } });
    expect(String(reply)).toBe('x');
    expect(asked).toBe(3);
  });

  it('retransmits what it was given, whatever the caller does with the buffer meanwhile', async () => {
    const seen: string[] = [];
    const client = await getClient((data) => (seen.push(data) < 3 ? [] : [data]));
    const data = Buffer.from('first');
    const reply = client.request(data.subarray(1), {
      match: 'any',
      retransmit: { times: 5, afterMs: 20 },
    });
    while (seen.length === 0) {
      await nextTurn();
    }
    data.fill('x');
    expect(String(await reply)).toBe('irst');
    expect(seen).toStrictEqual(['irst', 'irst', 'irst']);
  });

  it('side by side, all that go to a port without a socket are refused, and none hangs', async () => {
    const client = await own(connectDatagram(CLOSED));
    const requests = ['a', 'b', 'c', 'd', 'e'].map((id) => rejection(client.request(id, { match: is(id) })));
    for (const error of await Promise.all(requests)) {
      expect(error).toMatchObject({ code: 'ECONNREFUSED', peer: { host: '127.0.0.1', port: 1 } });
    }
    expect(await rejection(client.request('x', { match: 'any' }))).toMatchObject({
      kind: 'receive',
      message: `Failed to receive from '${CLOSED}': Connection refused`,
    });
  });

  it('an error of what was sent before is no error of a later one, which is sent', async () => {
    const before = await own(serveDatagrams('127.0.0.1:0'));
    const client = await own(connectDatagram(before.local));
    await before.close();
    await client.send('to nobody');
    const aborted = rejection(client.request('to nobody', { match: 'any', signal: AbortSignal.timeout(1) }));
    expect(['abort', 'receive']).toContain((await aborted).kind);
    await client.send('to nobody');
    await own(serveDatagrams(before.local, ({ data, reply }) => reply(data)));
    expect(String(await client.request('hello', { match: is('hello') }))).toBe('hello');
  });

  it('with retransmit a refused request waits for its next repetition', async () => {
    const before = await own(serveDatagrams('127.0.0.1:0'));
    const client = await own(connectDatagram(before.local));
    await before.close();
    const reply = client.request('x', { match: is('x'), retransmit: { times: 10, afterMs: 20 } });
    await once(client.socket, 'error');
    await own(serveDatagrams(before.local, ({ data, reply: answer }) => answer(data)));
    expect(String(await reply)).toBe('x');
    await own(connectDatagram(CLOSED)).then(async (refused) => {
      const request = refused.request('x', { match: 'any', retransmit: { times: 2, afterMs: 5 } });
      expect(await rejection(request)).toMatchObject({ code: 'ECONNREFUSED' });
    });
  });

  it('each has a time-out of its own, whichever begins first', async () => {
    const client = await getClient(nothing);
    const ended: string[] = [];
    const ask = async (name: string, timeoutMs: number): Promise<string> => {
      const { kind } = await rejection(client.request(name, { match: is(name), timeoutMs }));
      return `${name} ${kind} ${ended.push(name)}`;
    };
    const long = ask('long', 60_000);
    expect(await Promise.all([ask('middle', 60), ask('short', 20)])).toStrictEqual([
      'middle timeout 2',
      'short timeout 1',
    ]);
    expect(await ask('later', 20)).toBe('later timeout 3');
    await client.close();
    expect(await long).toBe('long closed 4');
  });

  it('one that waits keeps the process, one that has its reply does not', async () => {
    const outcome = await runScript(`
      import { connectDatagram, serveDatagrams } from './sockets/index.js';
      const server = await serveDatagrams('127.0.0.1:0', ({ data, reply }) => data.length > 0 && reply(data));
      const client = await connectDatagram(server.local);
      await client.request('x', { match: 'any', timeoutMs: 80 });
      client.socket.unref();
      server.socket.unref();
      await new Promise((resolve) => setImmediate(resolve));
      const { kind } = await client.request('', { match: 'any', timeoutMs: 100 }).catch((error) => error);
      await client.request('x', { match: 'any', timeoutMs: 2 ** 31 - 1 });
      console.log(JSON.stringify(kind));`);
    expect(outcome).toBe('timeout');
  });

  it('leaves no listener on its signal', async () => {
    const client = await getClient(echo);
    const { signal } = new AbortController();
    await client.request('x', { match: 'any', signal });
    expect(getEventListeners(signal, 'abort')).toStrictEqual([]);
  });
});

describe('DatagramClient', () => {
  it('an iterator that waits is told that the peer refuses, and can be followed by another', async () => {
    const client = await own(connectDatagram(CLOSED));
    const next = rejection(client.datagrams().next());
    await client.send('x');
    expect(await next).toMatchObject({ kind: 'receive', code: 'ECONNREFUSED' });
    await client.send('x');
  });

  it('a send() that fails and that nobody waits for does not end the process', async () => {
    const outcome = await runScript(`
      import { connectDatagram } from './sockets/index.js';
      const client = await connectDatagram('127.0.0.1:1');
      void client.send(Buffer.alloc(70_000));
      void client.send('x');
      void client.send('x');
      await client.close();
      void client.send('x');
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log('1');`);
    expect(outcome).toBe(1);
  });

  it('send() hears its signal, and checks its data', async () => {
    const client = await getClient(nothing);
    expect((await rejection(client.send('x', { signal: AbortSignal.abort() }))).name).toBe('AbortError');
    for (const data of [5, ['a'], undefined, new ArrayBuffer(3)]) {
      await expect(client.send(data as unknown as string)).rejects.toThrow(TypeError);
    }
    await client.send('x', { timeoutMs: 1000 });
    expect(await rejection(client.send(Buffer.alloc(70_000)))).toMatchObject({
      kind: 'send',
      code: 'EMSGSIZE',
    });
  });

  it('close() rejects requests, ends iterators with all that waits, and is final', async () => {
    const client = await getClient((data) => (data === 'ask' ? ['1', '2', '3'] : []));
    await client.request('ask', { match: is('3') });
    const request = rejection(client.request('x', { match: 'any' }));
    await client.close();
    await client.close();
    expect(await request).toMatchObject({ kind: 'closed', code: 'ERR_SOCKET_CLOSED' });
    expect(await client.datagrams().next()).toStrictEqual({ done: true, value: undefined });
    expect(await rejection(client.send('x'))).toMatchObject({ kind: 'closed' });
    expect(await rejection(client.request('x', { match: 'any' }))).toMatchObject({ kind: 'closed' });
  });

  it('close() sends what was not waited for', async () => {
    const server = await own(serveDatagrams('127.0.0.1:0'));
    const client = await connectDatagram(server.local);
    for (const text of ['1', '2', '3']) {
      void client.send(text);
    }
    await client.close();
    const seen: string[] = [];
    for await (const { data } of server) {
      if (seen.push(String(data)) === 3) {
        break;
      }
    }
    expect(seen).toStrictEqual(['1', '2', '3']);
  });

  it('closing the socket underneath is closing', async () => {
    const client = await getClient(nothing);
    const request = rejection(client.request('x', { match: 'any' }));
    client.socket.close();
    expect(await request).toMatchObject({ kind: 'closed' });
    expect(await rejection(client.send('x'))).toMatchObject({ kind: 'closed' });
    await client.close();
  });

  it.each([
    ['1024 datagrams', 1030, 1, 6],
    ['a mebibyte', 20, 65_000, 4],
  ])(
    'keeps %s for an iterator, the newest, and counts what it drops',
    async (_name, count, size, dropped) => {
      const client = await getClient(nothing);
      const { host, port } = client.remote;
      for (let index = 0; index < count; index += 1) {
        const data = Buffer.alloc(size, index);
        client.socket.emit('message', data, { address: host, port, family: 'IPv4', size });
      }
      expect(client.dropped).toBe(dropped);
      const { value } = await client.datagrams().next();
      expect(value?.[0]).toBe(dropped);
    },
  );

  it('a next() that nobody waits for takes nothing after return(), and hears its signal', async () => {
    const client = await getClient(echo);
    const iterator = client[Symbol.asyncIterator]();
    const abandoned = iterator.next();
    await iterator.return();
    expect((await abandoned).done).toBe(true);
    const aborted = client.datagrams({ signal: AbortSignal.timeout(5) });
    expect((await rejection(aborted.next())).name).toBe('AbortError');
    await client.send('one');
    expect(String((await client.datagrams().next()).value)).toBe('one');
  });
});
