import { getEventListeners, once } from 'node:events';
import { promises as dns } from 'node:dns';
import type { LookupAllOptions } from 'node:dns';
import { BlockList, createServer } from 'node:net';
import type { LookupFunction } from 'node:net';
import { describe, expect, it } from 'vitest';
import { connect, connectDatagram, connectFrom, listen } from '../../sockets/index.ts';
import type { Connection, Lookup } from '../../sockets/index.ts';
import { bothLoopbacks, makeFolder, own, rejection, untilEnd } from './fixture.ts';
import { join } from 'node:path';
import { runInNamespace } from '../tools/node-process.ts';

/** A network with a host that answers after a second, and addresses that never answer. */
const NETWORK =
  'ip link add v0 type veth peer name v1 && ip addr add 10.9.0.1/24 dev v0 && ip addr add fd09::1/64 dev v0 nodad && ' +
  'ip link set v0 up && ip link set v1 up && ip addr add 10.1.0.1/32 dev lo';

/** A queue that is full drops the first SYN, and the next comes a second later: a slow host. */
const SLOW_HOST = `
  import { spawn } from 'node:child_process';
  import { once } from 'node:events';
  const code = "use Socket; socket(S, AF_INET, SOCK_STREAM, 0); setsockopt(S, SOL_SOCKET, SO_REUSEADDR, 1); bind(S, pack_sockaddr_in(4000, inet_aton('10.1.0.1'))) or die; listen(S, 0);" +
    "socket(A, AF_INET, SOCK_STREAM, 0); connect(A, pack_sockaddr_in(4000, inet_aton('10.1.0.1'))); $| = 1; print 'full'; select(undef, undef, undef, 0.6); accept(B, S); <STDIN>";
  const slow = spawn('perl', ['-e', code], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(slow.stdout, 'data');`;

describe('Happy Eyeballs (RFC 8305)', () => {
  it('a slow host beside a dead one connects', async () => {
    const outcome = await runInNamespace(
      `${SLOW_HOST}
      import { connect } from './sockets/index.js';
      const addresses = [{ address: '10.1.0.1', family: 4 }, { address: '10.9.0.2', family: 4 }];
      const socket = await connect('h:4000', { lookup: (host, options, callback) => callback(null, addresses), timeoutMs: 10_000 });
      console.log(JSON.stringify(socket.remoteAddress));
      process.exit();`,
      NETWORK,
    );
    if (outcome !== undefined) {
      expect(outcome).toBe('10.1.0.1');
    }
  });

  it('families alternate, the next begins when one fails or beside it, and the losers are destroyed', async () => {
    const outcome = await runInNamespace(
      `import { connect, listen } from './sockets/index.js';
      const listener = await listen('10.1.0.1:4000');
      const four = (address) => ({ address, family: 4 });
      const addresses = [four('127.0.0.1'), four('10.9.0.2'), { address: 'fd09::2', family: 6 }, { address: 'fd09::3', family: 6 }, four('10.1.0.1')];
      const lookup = (host, options, callback) => callback(null, addresses);
      // Node.js opens them at first use, and destroying any socket is one (lib/net.js, _destroy).
      void [process.stdout, process.stderr];
      await new Promise((resolve) => setTimeout(resolve, 20));
      const before = process.getActiveResourcesInfo().sort().join();
      const error = await connect('h:4000', { lookup: (host, options, callback) => callback(null, addresses.slice(0, 4)), attemptDelayMs: 10, timeoutMs: 200 }).catch((reason) => reason);
      const socket = await connect('h:4000', { lookup, attemptDelayMs: 10, timeoutMs: 10_000 });
      const { remoteAddress } = socket;
      socket.destroy();
      (await listener.connections().next()).value.destroy();
      await new Promise((resolve) => setTimeout(resolve, 20));
      console.log(JSON.stringify({ order: error.attempts.map(({ address, code }) => address + ' ' + code), name: error.name, remoteAddress, left: process.getActiveResourcesInfo().sort().join() === before }));
      process.exit();`,
      NETWORK,
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toStrictEqual({
      order: ['127.0.0.1 ECONNREFUSED', 'fd09::2 ECANCELED', '10.9.0.2 ECANCELED', 'fd09::3 ECANCELED'],
      name: 'TimeoutError',
      remoteAddress: '10.1.0.1',
      left: true,
    });
  });

  it('an error of the peer tells more than one of a network that is not there', async () => {
    const addresses = [
      { address: '127.0.0.1', family: 4 },
      { address: '2001:db8::1', family: 6 },
    ];
    const outcome = await runInNamespace(`
      import { connect } from './sockets/index.js';
      const lookup = (host, options, callback) => callback(null, ${JSON.stringify(addresses)});
      const error = await connect('h:1', { lookup }).catch((reason) => reason);
      console.log(JSON.stringify([error.code, error.attempts.map(({ code }) => code)]));`);
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual(['ECONNREFUSED', ['ECONNREFUSED', 'ENETUNREACH']]);
    }
  });
});

describe('an IPv6 address of link-local scope', () => {
  it('without its interface is refused, and what is missing is said', async () => {
    const outcome = await runInNamespace(
      `import { connect, connectDatagram } from './sockets/index.js';
      const open = [connect('[fe80::1]:1'), connectDatagram('[fe80::1]:1')];
      console.log(JSON.stringify((await Promise.allSettled(open)).map(({ reason }) => [reason.code, reason.message])));`,
    );
    if (outcome === undefined) {
      return;
    }
    const message =
      "Failed to connect to '[fe80::1]:1': Invalid argument. An address of link-local scope needs its interface, as 'fe80::1%eth0'";
    expect(outcome).toStrictEqual([
      ['EINVAL', message],
      ['EINVAL', message],
    ]);
  });
});

describe('retry', () => {
  it('connects when somebody listens at last, and not before', async () => {
    const path = join(makeFolder(), 's');
    const connecting = connect(
      { path },
      { retry: { attempts: Infinity, minMs: 5, maxMs: 20 }, timeoutMs: 10_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    await own(listen({ path }));
    await own(connecting);
    const taken = await own(listen('127.0.0.1:0'));
    const { port } = taken.local;
    await taken.close();
    const again = connect({ host: '127.0.0.1', port }, { retry: { attempts: 1000, minMs: 5, maxMs: 20 } });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await own(listen({ host: '127.0.0.1', port }));
    await own(again);
  });

  it('gives up after as many attempts, and looks the name up for each', async () => {
    let asked = 0;
    const lookup: LookupFunction = (_host, _options, callback) => {
      asked += 1;
      callback(null, '127.0.0.1', 4);
    };
    const error = await rejection(connect('h:1', { lookup, retry: { attempts: 3, minMs: 1, maxMs: 2 } }));
    expect(error).toMatchObject({ kind: 'connect', code: 'ECONNREFUSED' });
    expect(asked).toBe(3);
  });

  it('does not repeat what does not pass', async () => {
    let asked = 0;
    const lookup: LookupFunction = (_host, _options, callback) => {
      asked += 1;
      callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), []);
    };
    expect((await rejection(connect('h:1', { lookup, retry: {} }))).kind).toBe('resolve');
    expect(asked).toBe(1);
  });

  it('hears its signal, and the time is that of all attempts', async () => {
    const controller = new AbortController();
    const retry = { attempts: Infinity, minMs: 1000, signal: controller.signal };
    const waiting = rejection(connect('127.0.0.1:1', { retry }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort();
    expect(await waiting).toMatchObject({ name: 'AbortError', attempts: [{ code: 'ECONNREFUSED' }] });
    expect(getEventListeners(controller.signal, 'abort')).toStrictEqual([]);
    const late = connect('127.0.0.1:1', { retry: { attempts: Infinity, minMs: 5 }, timeoutMs: 30 });
    expect(await rejection(late)).toMatchObject({ name: 'TimeoutError', code: 'ETIMEDOUT', kind: 'timeout' });
  });
});

describe('blockList', () => {
  const blockList = new BlockList();
  blockList.addSubnet('127.0.0.0', 8, 'ipv4');

  it.each(['127.0.0.1:1', '[::ffff:127.0.0.1]:1', '[::ffff:7f00:1]:1'])('blocks %s', async (peer) => {
    for (const open of [connect, connectDatagram]) {
      expect(await rejection(open(peer, { blockList }))).toMatchObject({
        kind: 'blocked',
        code: 'ERR_IP_BLOCKED',
        attempts: [{ code: 'ERR_IP_BLOCKED' }],
      });
    }
  });

  it('blocks what a name leads to, and tries what is left', async () => {
    const listener = await own(listen('[::1]:0'));
    const { port } = listener.local;
    const socket = await own(connect(`h:${port}`, { lookup: bothLoopbacks, blockList }));
    expect(socket.remoteAddress).toBe('::1');
    const from = connectFrom({ address: '127.0.0.1' }, `h:${port}`, { lookup: bothLoopbacks, blockList });
    expect((await rejection(from)).kind).toBe('blocked');
  });

  it('takes a check of its own, and any answer but false blocks', async () => {
    const listener = await own(listen('127.0.0.1:0'));
    const asked: unknown[] = [];
    const check = (...args: unknown[]): boolean => {
      asked.push(args);
      return undefined as unknown as boolean;
    };
    expect((await rejection(connect(listener.local, { blockList: { check } }))).kind).toBe('blocked');
    expect(asked).toStrictEqual([['127.0.0.1', 'ipv4']]);
    await own(connect(listener.local, { blockList: { check: () => false } }));
  });
});

describe('lookup', () => {
  it.each<[string, Lookup]>([
    [
      'calls back undefined as its error',
      (_host, _options, callback) => {
        callback(undefined as unknown as null, '127.0.0.1', 4);
      },
    ],
    ['gives a promise of a list', () => Promise.resolve([{ address: '127.0.0.1', family: 4 }])],
    ['gives a promise of one address', () => Promise.resolve({ address: '127.0.0.1', family: 4 })],
    [
      'is that of dns.promises',
      (_host: string, options: LookupAllOptions) => dns.lookup('127.0.0.1', options),
    ],
  ])('that %s works', async (_name, lookup) => {
    const listener = await own(listen('127.0.0.1:0'));
    await own(connect(`h:${listener.local.port}`, { lookup }));
  });

  it.each<[string, unknown]>([
    [
      'answers undefined',
      (_host: unknown, _options: unknown, callback: (error: null) => void) => {
        callback(null);
      },
    ],
    ['answers a list of null', () => Promise.resolve([null])],
    ['answers no address', () => Promise.resolve([{ address: 'localhost' }])],
    [
      'throws',
      () => {
        throw new Error('boom');
      },
    ],
    ['rejects', () => Promise.reject(new Error('boom'))],
  ])('that %s is an error of kind resolve', async (_name, lookup) => {
    expect((await rejection(connect('h:1', { lookup: lookup as Lookup }))).kind).toBe('resolve');
  });
});

describe('signals', () => {
  it('one for many operations warns of no leak, and is heard though another listener stops the event', async () => {
    const outcome = await runInNamespace(`
      import { connect, listen } from './sockets/index.js';
      const listener = await listen('127.0.0.1:4000', (socket) => socket.resume());
      const controller = new AbortController();
      controller.signal.addEventListener('abort', (event) => event.stopImmediatePropagation());
      const warnings = [];
      process.on('warning', (warning) => warnings.push(warning.name));
      const never = () => undefined;
      const waiting = Array.from({ length: 20 }, () => connect('h:1', { signal: controller.signal, lookup: never }).catch((error) => error.name));
      await new Promise((resolve) => setTimeout(resolve, 10));
      controller.abort();
      console.log(JSON.stringify({ warnings, names: [...new Set(await Promise.all(waiting))] }));
      process.exit();`);
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual({ warnings: [], names: ['AbortError'] });
    }
  });

  it('the reason is the cause', async () => {
    const signal = AbortSignal.timeout(1);
    await once(signal, 'abort');
    const error = await rejection(connect('127.0.0.1:1', { signal }));
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: { name: 'TimeoutError' } });
  });
});

describe('await using', () => {
  it('waits no longer than some seconds for a peer that takes nothing, and goes on sending', async () => {
    const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const taken = once(server, 'connection');
    const { port } = server.address() as { port: number };
    const big = 'x'.repeat(30_000_000);
    {
      await using client = await connect({ host: '127.0.0.1', port });
      client.write(big);
    }
    const [socket] = (await taken) as [Connection];
    const received = untilEnd(socket);
    socket.resume();
    expect(await received).toHaveLength(big.length);
    server.close();
  });

  it('loses nothing that was written when there is input that nobody has read', async () => {
    const listener = await own(
      listen('127.0.0.1:0', (socket) => {
        socket.write('x'.repeat(1_000_000));
        socket.pause();
        setTimeout(() => socket.resume(), 50);
      }),
    );
    const big = 'y'.repeat(4_000_000);
    const taken = once(listener.server, 'connection');
    {
      await using client = await connect(listener.local);
      client.write(big);
    }
    const [socket] = (await taken) as [Connection];
    expect(socket.bytesRead).toBe(big.length);
    expect(socket.errored).toBeNull();
  });
});
