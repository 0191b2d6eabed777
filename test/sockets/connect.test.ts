import { Socket } from 'node:net';
import type { LookupFunction } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { connect, connectFrom, listen, localAddress, remoteAddress } from '../../sockets/index.ts';
import type { Connection, InetEndpoint, Listener } from '../../sockets/index.ts';
import { accepted, bothLoopbacks, makeFolder, own, rejection } from './fixture.ts';

async function listening(): Promise<{ listener: Listener<InetEndpoint>; port: number }> {
  const listener = await own(listen('127.0.0.1:0'));
  return { listener, port: listener.local.port };
}

function connected(...args: Parameters<typeof connect>): Promise<Connection> {
  return own(connect(...args));
}

/** tcpmux: nobody listens there, and no kernel gives it to a client. */
const CLOSED_PORT = 1;

/** A port that was just given back, on a loopback address that no other test uses. */
const LOCAL = '127.66.0.1';
async function unusedPort(): Promise<number> {
  const listener = await listen(`${LOCAL}:0`);
  const port = listener.local.port;
  await listener.close();
  return port;
}

describe('connect', () => {
  it('knows both addresses of the connection', async () => {
    const { listener, port } = await listening();
    const client = await connected(`127.0.0.1:${port}`);
    const server = await accepted(listener);
    expect(remoteAddress(client)).toStrictEqual({ type: 'inet', host: '127.0.0.1', port, family: 4 });
    expect(remoteAddress(server)).toStrictEqual(localAddress(client));
    expect(localAddress(server)).toStrictEqual(listener.local);
  });

  it('goes on to the next family when the first refuses', async () => {
    const { port } = await listening();
    const client = await connected({ type: 'inet', host: 'both', port }, { lookup: bothLoopbacks });
    expect(client.remoteAddress).toBe('127.0.0.1');
  });

  it('tries every address of the one family that is asked for', async () => {
    const { port } = await listening();
    const asked: unknown[] = [];
    const lookup: LookupFunction = (_host, { family }, callback) => {
      asked.push(family);
      callback(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.2', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ]);
    };
    const client = await connected(`many:${port},ipv4`, { lookup });
    expect(client.remoteAddress).toBe('127.0.0.1');
    expect(asked).toStrictEqual([4]);
  });

  it("reports every attempt, in QEMU's words", async () => {
    const port = CLOSED_PORT;
    const address = { type: 'inet', host: 'both', port } as const;
    const error = await rejection(connect(address, { lookup: bothLoopbacks }));
    expect(error).toMatchObject({
      name: 'SocketError',
      kind: 'connect',
      code: 'ECONNREFUSED',
      errno: -constants.errno.ECONNREFUSED,
      syscall: 'connect',
      address: '127.0.0.1',
      port,
      peer: address,
      attempts: [
        { address: '::1', port, code: 'ECONNREFUSED' },
        { address: '127.0.0.1', port, code: 'ECONNREFUSED' },
      ],
    });
    expect(error.message).toBe(
      `Failed to connect to 'both:${port}': Connection refused ([::1]:${port} ECONNREFUSED, 127.0.0.1:${port} ECONNREFUSED)`,
    );
    expect(error.cause).toBeInstanceOf(AggregateError);
  });

  it('an empty host is localhost', async () => {
    const { port } = (await own(listen(':0'))).local;
    const client = await connected(`:${port}`);
    expect(['127.0.0.1', '::1']).toContain(client.remoteAddress);
  });

  it.each([
    ['127.0.0.1:1,ipv6', 'family', "'127.0.0.1' is not an IPv6 address"],
    ['h:1,ipv4=off,ipv6=off', 'family', 'Cannot disable IPv4 and IPv6 at same time'],
    ['localhost:1,numeric', 'resolve', 'address resolution failed for localhost:1: numeric address required'],
    ['127.0.0.1:0', 'address', 'remote port not specified'],
    ['127.0.0.1:1,to=2', 'address', "a port range (to=) is for listeners: '127.0.0.1:1'"],
    ['127.0.0.1:1,mptcp', 'unsupported', 'Node.js has no way to ask for IPPROTO_MPTCP'],
    ['vsock:2:1', 'unsupported', 'socket family AF_VSOCK unsupported by Node.js'],
  ])('%s → %s', async (address, kind, message) => {
    expect(await rejection(connect(address))).toMatchObject({ kind, message });
  });

  it('a name without an address is told so', async () => {
    const lookup: LookupFunction = (_host, _options, callback) => {
      callback(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []);
    };
    expect(await rejection(connect('nowhere.invalid:1', { lookup }))).toMatchObject({
      kind: 'resolve',
      code: 'ENOTFOUND',
      message: 'address resolution failed for nowhere.invalid:1: Name or service not known',
    });
    expect(
      await rejection(
        connect('h:1', {
          lookup: (_h, _o, callback) => {
            callback(null, []);
          },
        }),
      ),
    ).toMatchObject({ kind: 'resolve', code: 'ERR_RESOLVE' });
  });

  it('sets keep-alive times where Node.js can, and refuses where it cannot', async () => {
    const { port } = await listening();
    await connected(`127.0.0.1:${port},keep-alive,keep-alive-idle=60`);
    const probes = connected(`127.0.0.1:${port},keep-alive,keep-alive-idle=60,keep-alive-count=3`);
    // `enable, initialDelay, interval, count`: 24.0 has two of them, 24.21 has four.
    if (Socket.prototype.setKeepAlive.length < 4) {
      expect(await rejection(probes)).toMatchObject({ kind: 'unsupported' });
    } else {
      expect((await probes).destroyed).toBe(false);
    }
  });
});

describe('cancellation', () => {
  it('nothing is looked up when the signal is aborted already', async () => {
    const lookup: LookupFunction = () => {
      throw new Error('was looked up');
    };
    const reason = new Error('enough');
    expect(await rejection(connect('h:1', { lookup, signal: AbortSignal.abort(reason) }))).toMatchObject({
      name: 'AbortError',
      code: 'ABORT_ERR',
      cause: reason,
    });
  });

  it('a lookup that answers after the abort opens nothing', async () => {
    const { listener, port } = await listening();
    const controller = new AbortController();
    let answer: (() => void) | undefined;
    const lookup: LookupFunction = (_host, _options, callback) => {
      answer = () => {
        callback(null, '127.0.0.1', 4);
      };
    };
    const connecting = rejection(connect(`h:${port}`, { lookup, signal: controller.signal }));
    await new Promise(setImmediate);
    controller.abort();
    answer?.();
    expect(await connecting).toMatchObject({ code: 'ABORT_ERR', attempts: [] });
    // Had it connected, this one would be the second.
    const client = await connected(`127.0.0.1:${port}`);
    expect((await accepted(listener)).remotePort).toBe(client.localPort);
  });

  it('an abort in the very turn of the answer wins', async () => {
    const { port } = await listening();
    const controller = new AbortController();
    const lookup: LookupFunction = (_host, _options, callback) => {
      callback(null, '127.0.0.1', 4);
      controller.abort();
    };
    expect(await rejection(connect(`h:${port}`, { lookup, signal: controller.signal }))).toMatchObject({
      code: 'ABORT_ERR',
    });
  });

  it('neither signal nor timeout touches the open connection', async () => {
    const { listener, port } = await listening();
    const controller = new AbortController();
    const client = await connected(`127.0.0.1:${port}`, { signal: controller.signal, timeoutMs: 30 });
    controller.abort();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const server = await accepted(listener);
    client.end('still here');
    expect(await text(server)).toBe('still here');
  });

  it.each([0, -1, 1.5, Infinity, 2 ** 31])('timeoutMs %d is a RangeError', async (timeoutMs) => {
    await expect(connect('127.0.0.1:1', { timeoutMs })).rejects.toThrow(RangeError);
  });
});

describe('connectFrom', () => {
  it('uses the address and the port', async () => {
    const { port } = await listening();
    const local = { address: LOCAL, port: await unusedPort() };
    const client = await own(connectFrom(local, `127.0.0.1:${port}`));
    expect(localAddress(client)).toStrictEqual({ type: 'inet', host: LOCAL, port: local.port, family: 4 });
  });

  it('looks only for addresses of its own family', async () => {
    const { port } = await listening();
    const client = await own(
      connectFrom({ address: '127.0.0.5' }, `both:${port}`, { lookup: bothLoopbacks }),
    );
    expect(client.remoteAddress).toBe('127.0.0.1');
    expect(await rejection(connectFrom({ address: '::1' }, `127.0.0.1:${port}`))).toMatchObject({
      kind: 'family',
    });
  });

  it('a port that is taken is named, and is no exhaustion', async () => {
    const { port } = await listening();
    expect(await rejection(connectFrom({ address: '127.0.0.1', port }, `127.0.0.1:${port}`))).toMatchObject({
      kind: 'bind',
      code: 'EADDRINUSE',
      address: '127.0.0.1',
      port,
      local: { host: '127.0.0.1', port },
      peer: { host: '127.0.0.1', port },
      message: `Failed to bind to '127.0.0.1:${port}' to connect to '127.0.0.1:${port}': Address already in use`,
    });
  });

  it('is told when it has connected to itself', async () => {
    const port = await unusedPort();
    expect(await rejection(connectFrom({ address: LOCAL, port }, `${LOCAL}:${port}`))).toMatchObject({
      kind: 'self-connect',
      code: 'ECONNREFUSED',
    });
  });

  it('refuses a host name as local address', async () => {
    await expect(connectFrom({ address: 'localhost' }, '127.0.0.1:1')).rejects.toThrow(TypeError);
  });
});

describe('unix sockets', () => {
  it('connects, and knows the addresses', async () => {
    const folder = makeFolder();
    const path = join(folder, 's');
    const listener = await own(listen({ path }));
    const client = await connected({ type: 'unix', path });
    const server = await accepted(listener);
    expect(remoteAddress(client)).toStrictEqual({ type: 'unix', path, abstract: false });
    expect(localAddress(client)).toStrictEqual({ type: 'unix', path: '', abstract: false });
    expect(localAddress(server)).toStrictEqual(listener.local);
    expect(remoteAddress(server)).toStrictEqual(localAddress(client));
    const missing = join(folder, 'none');
    expect(await rejection(connect({ type: 'unix', path: missing }))).toMatchObject({
      kind: 'connect',
      code: 'ENOENT',
      path: missing,
      attempts: [{ address: missing, port: 0, code: 'ENOENT' }],
      message: `Failed to connect to '${missing}': No such file or directory`,
    });
  });

  it('a path that is too long is refused, and not cut off', async () => {
    const limit = process.platform === 'linux' ? 107 : 103;
    // Counted in bytes: "é" is two.
    const path = `/${'é'.repeat(Math.ceil(limit / 2))}`;
    expect(path.length).toBeLessThan(limit);
    for (const open of [connect, listen]) {
      expect(await rejection(open({ type: 'unix', path }))).toMatchObject({
        kind: 'address',
        message: expect.stringContaining('is too long') as unknown,
      });
    }
  });
});
