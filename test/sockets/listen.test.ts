import { once } from 'node:events';
import { existsSync, lstatSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { connect, listen, remoteAddress } from '../../sockets/index.ts';
import { accepted, makeFolder, own, portOf, rejection, untilEnd } from './fixture.ts';

describe('listen', () => {
  it('takes connections of both families on every interface', async () => {
    const listener = await own(listen(':0'));
    const port = portOf(listener.local);
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

  it('takes IPv6 alone when IPv4 has the port already, unless both are demanded', async () => {
    const port = portOf((await own(listen('0.0.0.0:0'))).local);
    expect(await rejection(listen(`[::]:${port}`, { ipv6Only: false }))).toMatchObject({
      code: 'ERR_LISTEN',
      errno: 'EADDRINUSE',
      message: `Failed to listen on '[::]:${port}': Address already in use`,
    });
    const listener = await own(listen(`[::]:${port}`));
    expect(listener.ipv6Only).toBe(true);
  });

  it('leaves IPv4 alone with ipv6Only', async () => {
    const first = await own(listen(':0', { ipv6Only: true }));
    const second = await own(listen(`0.0.0.0:${portOf(first.local)}`));
    expect(portOf(second.local)).toBe(portOf(first.local));
  });

  it.each([
    ['127.0.0.1:0', { mode: 0o600 }, TypeError],
    ['unix:/x', { portTo: 3 }, TypeError],
    ['fd:3', { unlinkStale: true }, TypeError],
    ['127.0.0.1:0', { backlog: 0 }, RangeError],
    ['127.0.0.1:0', { portTo: 70_000 }, Error],
  ])('%s refuses %o, which does not apply', async (address, options, type) => {
    await expect(listen(address, options)).rejects.toThrow(type);
  });

  it('reusePort works from Node.js 22.12, and is refused before', async () => {
    const [major = 0] = process.versions.node.split('.').map(Number);
    const first = own(listen('127.0.0.1:0', { reusePort: true }));
    if (major < 22) {
      expect(await rejection(first)).toMatchObject({ code: 'ERR_UNSUPPORTED' });
    } else {
      const port = portOf((await first).local);
      const second = await own(listen(`127.0.0.1:${port}`, { reusePort: true }));
      expect(portOf(second.local)).toBe(port);
    }
  });
});

describe('Listener', () => {
  it('gives each connection out once, in order, whenever the iterator starts', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const port = portOf(listener.local);
    const ports: (number | undefined)[] = [];
    for (let count = 0; count < 3; count += 1)
      ports.push((await own(connect(`127.0.0.1:${port}`))).localPort);
    const seen: (number | undefined)[] = [];
    for await (const connection of listener.connections()) {
      seen.push(connection.remotePort);
      if (seen.length === 2) break;
    }
    seen.push((await accepted(listener)).remotePort);
    expect(seen).toStrictEqual(ports);
  });

  it('survives a connection that is reset while it waits', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const port = portOf(listener.local);
    const reset = await connect(`127.0.0.1:${port}`);
    while ((await promisify(listener.server.getConnections.bind(listener.server))()) === 0) await nextTurn();
    reset.resetAndDestroy();
    await once(reset, 'close');
    const client = await own(connect(`127.0.0.1:${port}`));
    let server = await accepted(listener);
    // The reset may or may not have arrived before the iterator looked.
    if (server.remotePort !== client.localPort) server = await accepted(listener);
    expect(server.remotePort).toBe(client.localPort);
  });

  it('close() destroys the connections that no iterator has taken', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const client = await own(connect(`127.0.0.1:${portOf(listener.local)}`));
    while ((await promisify(listener.server.getConnections.bind(listener.server))()) === 0) await nextTurn();
    const ended = untilEnd(client);
    await listener.close();
    expect(await ended).toBe('');
  });

  it('leaves connections to a listener of the event', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const seen = once(listener.server, 'connection');
    await own(connect(`127.0.0.1:${portOf(listener.local)}`));
    await seen;
    const next = listener.connections().next();
    await listener[Symbol.asyncDispose]();
    expect(await next).toStrictEqual({ done: true, value: undefined });
  });

  it('close() ends the iterators, and waits for the connections', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const port = portOf(listener.local);
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
    await expect(
      connect(client.remoteAddress === undefined ? '127.0.0.1:1' : '127.0.0.1:1'),
    ).rejects.toThrow();
  });

  it('disposal destroys what is open, and can be repeated', async () => {
    const listener = await listen('127.0.0.1:0');
    const client = await own(connect(`127.0.0.1:${portOf(listener.local)}`));
    const server = await accepted(listener);
    await listener[Symbol.asyncDispose]();
    await listener[Symbol.asyncDispose]();
    await listener.close();
    expect(server.destroyed).toBe(true);
    expect(await untilEnd(client)).toBe('');
  });
});

describe('unix sockets', () => {
  it('a stale socket is replaced, a live one and anything else are not', async () => {
    const folder = makeFolder();
    const path = join(folder, 's');
    // libuv unlinks the path that it bound; moved away, the file outlives its listener as after a crash.
    const crashed = createServer().listen(join(folder, 'bound'));
    await once(crashed, 'listening');
    renameSync(join(folder, 'bound'), path);
    await new Promise((resolve) => crashed.close(resolve));
    expect(lstatSync(path).isSocket()).toBe(true);

    expect(await rejection(listen({ type: 'unix', path }, { unlinkStale: false }))).toMatchObject({
      code: 'ERR_LISTEN',
      errno: 'EADDRINUSE',
    });
    const listener = await own(listen({ type: 'unix', path }));
    expect(listener.replacedStaleSocket).toBe(true);
    await own(connect({ type: 'unix', path }));

    expect(await rejection(listen({ type: 'unix', path }))).toMatchObject({ errno: 'EADDRINUSE' });
    await own(connect({ type: 'unix', path }));

    const file = join(folder, 'file');
    writeFileSync(file, 'precious');
    expect(await rejection(listen({ type: 'unix', path: file }))).toMatchObject({ errno: 'EADDRINUSE' });
    expect(statSync(file).size).toBe('precious'.length);
  });

  it('mode sets the permissions of the file', async () => {
    const path = join(makeFolder(), 's');
    const listener = await own(listen({ type: 'unix', path }, { mode: 0o640 }));
    expect(statSync(path).mode & 0o777).toBe(0o640);
    await listener.close();
    expect(existsSync(path)).toBe(false);
  });

  it('an abstract socket has no file, and no mode', async () => {
    const address = {
      type: 'unix',
      path: `sockets-test-${process.pid}`,
      abstract: true,
      tight: false,
    } as const;
    if (process.platform === 'linux') {
      const listener = await own(listen(address));
      expect(listener.local).toStrictEqual({ type: 'unix', path: address.path, abstract: true });
      const client = await own(connect(address));
      expect(remoteAddress(client)).toStrictEqual(listener.local);
      await expect(listen(address, { mode: 0o600 })).rejects.toThrow(TypeError);
    } else {
      expect(await rejection(listen(address))).toMatchObject({ code: 'ERR_UNSUPPORTED' });
    }
  });
});
