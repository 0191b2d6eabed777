import { getEventListeners, once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { connect, listen, remoteAddress } from '../../sockets/index.ts';
import type { AddressInput, Connection, Listener } from '../../sockets/index.ts';
import { accepted, own, rejection, untilEnd } from './fixture.ts';
import { runForLines } from '../tools/node-process.ts';

/** Waits until as many connections are open on the server. */
async function getCount(listener: Listener, count: number): Promise<void> {
  const getConnections = promisify(listener.server.getConnections.bind(listener.server));
  while ((await getConnections()) !== count) {
    await nextTurn();
  }
}

describe('listen', () => {
  it('takes connections of both families on every interface', async () => {
    const listener = await own(listen(':0'));
    const port = listener.local.port;
    await own(connect(`127.0.0.1:${port}`));
    expect(remoteAddress(await accepted(listener))).toMatchObject({ host: '::ffff:127.0.0.1', family: 6 });
    await own(connect(`[::1]:${port}`));
    expect(remoteAddress(await accepted(listener))).toMatchObject({ host: '::1', family: 6 });
    expect(listener.ipv6Only).toBe(false);
  });

  it.each([
    [':0,ipv4', '0.0.0.0', false],
    [':0,ipv6', '::', true],
    [':0,ipv4,ipv6', '::', false],
    ['[::1]:0', '::1', false],
    ['[::1]:0,ipv4=off', '::1', true],
  ])("%s binds to %s, as QEMU's table says", async (address, host, ipv6Only) => {
    const listener = await own(listen(address));
    expect(listener.local).toMatchObject({ host });
    expect(listener.ipv6Only).toBe(ipv6Only);
  });

  it('takes both families or none: a port that another program has for one of them is in use', async () => {
    const { port } = (await own(listen('0.0.0.0:0'))).local;
    expect(await rejection(listen(port))).toMatchObject({
      kind: 'bind',
      code: 'EADDRINUSE',
      message: `Failed to listen on ':${port}': Address already in use`,
      local: { type: 'inet', host: '', port },
    });
    const listener = await own(listen(port, { ipv6Only: true }));
    expect(listener.ipv6Only).toBe(true);
  });

  it.each<[string, AddressInput]>([
    ['a port', 0],
    ['a port as text, as the environment has it', '0'],
    ['{ port }', { port: 0 }],
    ['{ host, port }', { host: '::', port: 0 }],
    ['a type that TypeScript has widened', { type: 'inet' as string, host: '::', port: 0 }],
  ])('takes %s, as node:net does', async (_name, address) => {
    const listener = await own(listen(address));
    expect(listener.local).toMatchObject({ type: 'inet', host: '::', family: 6 });
  });

  it('leaves IPv4 alone with ipv6Only', async () => {
    const first = await own(listen(':0', { ipv6Only: true }));
    const second = await own(listen(`0.0.0.0:${first.local.port}`));
    expect(second.local.port).toBe(first.local.port);
  });

  it.each([
    ['127.0.0.1:0', { mode: 0o600 }, TypeError],
    ['unix:/x', { portTo: 3 }, TypeError],
    ['fd:3', { unlinkStale: true }, TypeError],
    ['127.0.0.1:0', { backlog: 0 }, RangeError],
    ['127.0.0.1:0', { portTo: 70_000 }, RangeError],
    ['127.0.0.1:5', { portTo: 4 }, TypeError],
    ['unix:/x', { noDelay: true }, TypeError],
    ['127.0.0.1:0', { ipv6Only: true }, TypeError],
    ['127.0.0.1:0', { portTo: 9, reusePort: true }, TypeError],
    ['127.0.0.1:0,to=9', { exclusive: false }, TypeError],
    ['unix,abstract:x', { unlinkStale: false }, TypeError],
  ])('%s refuses %o, which does not apply', async (address, options, type) => {
    await expect(listen(address, options)).rejects.toThrow(type);
  });

  it('reusePort works from Node.js 22.12, and is refused before', async () => {
    const [major = 0] = process.versions.node.split('.').map(Number);
    const first = own(listen('127.0.0.1:0', { reusePort: true }));
    if (major < 22) {
      expect(await rejection(first)).toMatchObject({ kind: 'unsupported' });
    } else {
      const port = (await first).local.port;
      const second = await own(listen(`127.0.0.1:${port}`, { reusePort: true }));
      expect(second.local.port).toBe(port);
    }
  });
});

describe('Listener', () => {
  it('gives each connection out once, in order, whenever the iterator starts', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const port = listener.local.port;
    const ports: (number | undefined)[] = [];
    for (let count = 0; count < 3; count += 1) {
      ports.push((await own(connect(`127.0.0.1:${port}`))).localPort);
    }
    const seen: (number | undefined)[] = [];
    for await (const connection of listener.connections()) {
      seen.push(connection.remotePort);
      if (seen.length === 2) {
        break;
      }
    }
    seen.push((await accepted(listener)).remotePort);
    expect(seen).toStrictEqual(ports);
  });

  it('a handler is given every connection from the first on, and the listener itself none', async () => {
    const seen: (number | undefined)[] = [];
    const listener = await own(listen('127.0.0.1:0', (socket) => seen.push(socket.remotePort)));
    const client = await own(connect(listener.local));
    await getCount(listener, 1);
    expect(seen).toStrictEqual([client.localPort]);
    const next = listener.connections().next();
    await listener.close({ timeoutMs: 0 });
    expect(await next).toStrictEqual({ done: true, value: undefined });
  });

  it('a connection that is reset while it waits leaves the queue', async () => {
    const listener = await own(listen('127.0.0.1:0', { maxConnections: 1 }));
    const reset = await connect(listener.local);
    await getCount(listener, 1);
    reset.resetAndDestroy();
    await getCount(listener, 0);
    const client = await own(connect(listener.local));
    expect((await accepted(listener)).remotePort).toBe(client.localPort);
  });

  it('maxConnections counts those that wait', async () => {
    const listener = await own(listen('127.0.0.1:0', { maxConnections: 1 }));
    await own(connect(listener.local));
    await getCount(listener, 1);
    const second = await own(connect(listener.local));
    expect(await untilEnd(second)).toBe('');
  });

  it('close() destroys the connections that no iterator has taken', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const client = await own(connect(listener.local));
    await getCount(listener, 1);
    const ended = untilEnd(client);
    expect(await listener.close()).toBe(0);
    expect(await ended).toBe('');
  });

  it('a listener of the event that comes late gets what came before it', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const early = await own(connect(listener.local));
    await getCount(listener, 1);
    const seen: (number | undefined)[] = [];
    listener.server.on('connection', (socket) => seen.push(socket.remotePort));
    const late = await own(connect(listener.local));
    await getCount(listener, 2);
    expect(seen).toStrictEqual([early.localPort, late.localPort]);
  });

  it('server.close() is a close() of the listener', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    await own(connect(listener.local));
    await getCount(listener, 1);
    await promisify(listener.server.close.bind(listener.server))();
    const second = await own(listen('127.0.0.1:0'));
    const next = second.connections().next();
    second.server.close();
    expect((await next).done).toBe(true);
  });

  it('a next() that nobody waits for takes no connection after return()', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const iterator = listener.connections();
    const abandoned = iterator.next();
    await iterator.return();
    expect(await abandoned).toStrictEqual({ done: true, value: undefined });
    const client = await own(connect(listener.local));
    expect((await accepted(listener)).remotePort).toBe(client.localPort);
  });

  it('an aborted signal ends the waiting, and the next iterator gets the connection', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const controller = new AbortController();
    const iterator = listener.connections({ signal: controller.signal });
    const next = rejection(iterator.next());
    controller.abort(new Error('enough'));
    expect(await next).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
    expect(await iterator.next()).toStrictEqual({ done: true, value: undefined });
    expect(getEventListeners(controller.signal, 'abort')).toStrictEqual([]);
    expect(await rejection(listener.connections({ signal: controller.signal }).next())).toMatchObject({
      kind: 'abort',
    });
    const client = await own(connect(listener.local));
    expect((await accepted(listener)).remotePort).toBe(client.localPort);
  });

  it('close() ends the iterators, and waits for the connections', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const port = listener.local.port;
    const client = await own(connect(`127.0.0.1:${port}`));
    const iterator = listener.connections();
    const server = (await iterator.next()).value;
    const next = iterator.next();
    let closed = false;
    const closing = listener.close().then(() => (closed = true));
    expect((await next).done).toBe(true);
    expect(closed).toBe(false);
    server?.end('bye');
    expect(await untilEnd(client)).toBe('bye');
    await closing;
    expect(await rejection(connect(`127.0.0.1:${port}`))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('close() destroys what is still open when the time is over, or the signal is aborted', async () => {
    for (const options of [{ timeoutMs: 20 }, { signal: AbortSignal.timeout(20) }, { timeoutMs: 0 }]) {
      const listener = await own(listen('127.0.0.1:0'));
      const client = await own(connect(listener.local));
      await accepted(listener);
      expect(await listener.close(options)).toBe(1);
      expect(await untilEnd(client)).toBe('');
    }
    const idle = await own(listen('127.0.0.1:0'));
    await expect(idle.close({ timeoutMs: -1 })).rejects.toThrow(RangeError);
    expect(await idle.close({ signal: AbortSignal.abort() })).toBe(0);
  });

  it('disposal sends what was written, ends what is open, and can be repeated', async () => {
    const big = 'x'.repeat(4_000_000);
    const listener = await listen('127.0.0.1:0', (socket) => socket.write(big));
    const client = await own(connect(listener.local));
    // Input that nobody reads would make close(2) reset the connection.
    client.write('unread');
    await getCount(listener, 1);
    const received = untilEnd(client);
    await listener[Symbol.asyncDispose]();
    await listener[Symbol.asyncDispose]();
    await listener.close();
    expect(await received).toHaveLength(big.length);
  });
});

describe('a connection that nobody reads', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is closed at last when both sides have ended, whatever came unread', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const listener = await own(listen('127.0.0.1:0', (socket) => socket.end('bye')));
    for (const end of ['end', 'resetAndDestroy'] as const) {
      const taken = once(listener.server, 'connection');
      const stranger = await own(connect(listener.local));
      await taken;
      // More than is read without being asked for, so that not even the reset is noticed.
      stranger.write('x'.repeat(4_000_000));
      expect(await untilEnd(stranger)).toBe('bye');
      stranger[end]();
      await getCount(listener, 1);
      vi.advanceTimersByTime(10_000);
      await nextTurn();
      await getCount(listener, 1);
      vi.advanceTimersByTime(10_000);
      await getCount(listener, 0);
    }
  });

  it('loses nothing when somebody reads, however late', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const listener = await own(
      listen('127.0.0.1:0', (socket) => socket.on('readable', () => undefined).end('bye')),
    );
    const taken = once(listener.server, 'connection') as Promise<[Connection]>;
    const client = await own(connect(listener.local));
    const [connection] = await taken;
    client.write('late');
    expect(await untilEnd(client)).toBe('bye');
    vi.advanceTimersByTime(60_000);
    while (connection.readableLength === 0) {
      await nextTurn();
    }
    expect(String(connection.read())).toBe('late');
  });
});

describe('a handler', () => {
  /** What becomes of a server whose handler is given a connection that is reset, and one whose peer leaves. */
  const abandon = (handler: string): Promise<readonly string[]> =>
    runForLines(`
      import { once } from 'node:events';
      import { Duplex, PassThrough, Readable, Writable } from 'node:stream';
      import { pipeline } from 'node:stream/promises';
      import { connect, listen } from './sockets/index.js';
      const untilClosed = (socket) => new Promise((resolve) => socket.once('close', resolve));
      const listener = await listen('127.0.0.1:0', ${handler});
      for (const leave of ['resetAndDestroy', 'destroy']) {
        const taken = once(listener.server, 'connection');
        const client = await connect(listener.local);
        const [socket] = await taken;
        client[leave]();
        if (!socket.closed) await untilClosed(socket);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      console.log('survived');
      process.exit();`);

  it.each([
    ['(socket) => socket.end("bye")'],
    ['async (socket) => { for await (const chunk of socket) socket.write(chunk); }'],
    ['async (socket) => { await untilClosed(socket); throw socket.errored; }'],
    ['async (socket) => { await untilClosed(socket); await pipeline(Readable.from(["x"]), socket); }'],
    ['async (socket) => { await untilClosed(socket); await socket.compose(new PassThrough()).toArray(); }'],
    [
      'async (socket) => { const { readable, writable } = Duplex.toWeb(socket); await readable.pipeTo(writable); }',
    ],
    [
      'async (socket) => { const { writable } = Duplex.toWeb(socket); await untilClosed(socket); await writable.getWriter().write("x"); }',
    ],
    ['async (socket) => { await untilClosed(socket); await Writable.toWeb(socket).getWriter().write("x"); }'],
  ])('%s survives a reset, and a peer that leaves', async (handler) => {
    expect(await abandon(handler)).toStrictEqual(['survived']);
  });

  it.each([
    'async () => { throw new Error("mistake"); }',
    'async (socket) => { await untilClosed(socket); throw new TypeError("mistake"); }',
    'async (socket) => { new ReadableStream({ start(controller) { controller.close(); controller.close(); } }); }',
  ])('%s is a mistake, and ends the process, as in a listener of an event', async (handler) => {
    await expect(abandon(handler)).rejects.toThrow(/mistake|ERR_INVALID_STATE/u);
  });
});
