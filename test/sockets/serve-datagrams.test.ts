import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { connectDatagram, serveDatagrams } from '../../sockets/index.ts';
import { own, rejection, serveReplies } from './fixture.ts';
import { hasNamespaces, inNamespace, runInNamespace, runScript } from '../tools/node-process.ts';

/** Sends a datagram whose source port is 0, as anybody with a raw socket can. */
const SEND_FROM_PORT_0 = `
  const fromPort0 = (port) => {
    const code = "use Socket; socket(S, AF_INET, SOCK_RAW, 17) or die; send(S, pack('nnnn', 0, $ARGV[0], 10, 0) . 'hi', 0, pack_sockaddr_in(0, inet_aton('127.0.0.1'))) or die $!";
    execFileSync('perl', ['-e', code, String(port)]);
  };`;

describe('serveDatagrams', () => {
  it('gives every datagram to a handler, with who sent it and a way to answer', async () => {
    const seen: unknown[] = [];
    const server = await own(
      serveDatagrams('127.0.0.1:0', ({ data, from, reply }) => {
        seen.push([String(data), from.host, from.port, from.address, from.family]);
        void reply(`${String(data)} to you`);
      }),
    );
    const client = await own(connectDatagram(server.local));
    expect(String(await client.request('hello', { match: 'any' }))).toBe('hello to you');
    expect(seen).toStrictEqual([['hello', '127.0.0.1', client.local.port, '127.0.0.1', 4]]);
  });

  it('can be iterated over, and an answer says whether the kernel took it', async () => {
    const server = await own(serveDatagrams('127.0.0.1:0'));
    const client = await own(connectDatagram(server.local));
    await client.send('a');
    const { value } = await server.datagrams().next();
    expect(await value?.reply('b')).toBe(true);
    expect(await value?.reply(Buffer.alloc(70_000))).toBe(false);
    await expect(value?.reply(5 as unknown as string)).rejects.toThrow(TypeError);
    await server.close();
    expect(await value?.reply('c')).toBe(false);
    expect(await server.datagrams().next()).toStrictEqual({ done: true, value: undefined });
  });

  it('keeps its port to itself', async () => {
    const first = await own(serveDatagrams('127.0.0.1:0'));
    const { port } = first.local;
    expect(await rejection(serveDatagrams(`127.0.0.1:${port}`))).toMatchObject({
      kind: 'bind',
      code: 'EADDRINUSE',
      address: '127.0.0.1',
      port,
      attempts: [{ address: '127.0.0.1', port, code: 'EADDRINUSE' }],
      message: `Failed to bind socket to '127.0.0.1:${port}': Address already in use`,
    });
  });

  it.each([
    [':0', '::'],
    [':0,ipv4', '0.0.0.0'],
    ['[::1]:0', '::1'],
  ])('%s binds to %s', async (local, host) => {
    const server = await own(serveDatagrams(local));
    expect(server.local).toMatchObject({ type: 'inet', host });
  });

  it.each([':0,ipv6', ':0,ipv4=off', '[::]:0'])('%s takes IPv4 as the address says', async (local) => {
    const server = await own(serveDatagrams(local));
    const ipv4 = own(serveDatagrams({ host: '0.0.0.0', port: server.local.port }));
    if (local === '[::]:0') {
      expect(await rejection(ipv4)).toMatchObject({ code: 'EADDRINUSE' });
    } else {
      expect((await ipv4).local.port).toBe(server.local.port);
    }
  });

  it('sends to anybody from its port, IPv4 from a dual-stack socket too', async () => {
    const server = await own(serveDatagrams(0));
    const other = await own(serveDatagrams('127.0.0.1:0'));
    await server.send('hello', other.local);
    const { value } = await other.datagrams().next();
    expect([String(value?.data), value?.from.port]).toStrictEqual(['hello', server.local.port]);
    expect(await rejection(server.send('x', 'localhost:9'))).toMatchObject({ kind: 'address' });
    expect(await rejection(server.send(Buffer.alloc(70_000), other.local))).toMatchObject({
      kind: 'send',
      code: 'EMSGSIZE',
    });
    expect(await rejection(server.send('x', '255.255.255.255:9'))).toMatchObject({
      code: 'EACCES',
      message: expect.stringContaining('server.socket.setBroadcast(true)') as unknown,
    });
  });

  it('sets the buffer sizes', async () => {
    const server = await own(serveDatagrams('127.0.0.1:0', { recvBufferSize: 65_536 }));
    expect(server.socket.getRecvBufferSize()).toBeGreaterThanOrEqual(65_536);
    await expect(serveDatagrams('127.0.0.1:0', { recvBufferSize: 0 })).rejects.toThrow(RangeError);
  });

  it('reusePort works for a port from Node.js 22.12, and never for an ephemeral one', async () => {
    await expect(serveDatagrams('127.0.0.1:0', { reusePort: true })).rejects.toThrow(
      'reusePort needs a port',
    );
    await expect(serveDatagrams(9, { reusePort: true, exclusive: false })).rejects.toThrow(TypeError);
    const outcome = await runInNamespace(`
      import { serveDatagrams } from './sockets/index.js';
      const results = [];
      for (let count = 0; count < 2; count += 1) {
        results.push(await serveDatagrams('127.0.0.1:5000', { reusePort: true }).then(({ local }) => local.port, ({ kind }) => kind));
      }
      console.log(JSON.stringify(results));
      process.exit();`);
    const isOld = Number(process.versions.node.split('.')[0]) < 22;
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual(isOld ? ['unsupported', 'unsupported'] : [5000, 5000]);
    }
  });

  it('is bounded by 1024 datagrams, and counts what it drops', async () => {
    const server = await own(serveDatagrams('127.0.0.1:0'));
    for (let count = 0; count < 1030; count += 1) {
      const info = { address: '127.0.0.1', port: 9, family: 'IPv4' as const, size: 1 };
      server.socket.emit('message', Buffer.from('x'), info);
    }
    expect(server.dropped).toBe(6);
  });
});

describe('strangers', () => {
  it('a datagram from port 0 is dropped and counted, and ends nothing', async () => {
    if (!hasNamespaces()) {
      return;
    }
    const outcome = await runScript(
      `import { execFileSync } from 'node:child_process';
      import { connectDatagram, serveDatagrams } from './sockets/index.js';
      ${SEND_FROM_PORT_0}
      const server = await serveDatagrams('127.0.0.1:0');
      (async () => { for await (const { data, reply } of server) void reply(data); })();
      fromPort0(server.local.port);
      const client = await connectDatagram(server.local);
      await client.request('after', { match: 'any' });
      console.log(JSON.stringify(server.dropped));
      process.exit();`,
      { wrapper: inNamespace() },
    );
    expect(outcome).toBe(1);
  });

  it('that nobody can answer end nothing either', async () => {
    const outcome = await runInNamespace(
      `import { execFileSync } from 'node:child_process';
      import { connectDatagram, serveDatagrams } from './sockets/index.js';
      const server = await serveDatagrams('127.0.0.1:0');
      const answers = [];
      const serving = (async () => {
        for await (const { data, reply } of server) {
          answers.push(await reply(data));
          if (String(data) === 'after') return;
        }
      })();
      // From an address to which there is no route; IP_HDRINCL, so that it can be written.
      const code = "use Socket; socket(S, AF_INET, SOCK_RAW, 255) or die; my $udp = pack('nnnn', 9, $ARGV[0], 10, 0) . 'hi';" +
        "my $ip = pack('CCnnnCCna4a4', 0x45, 0, 20 + length $udp, 0, 0, 64, 17, 0, inet_aton('192.0.2.1'), inet_aton('127.0.0.1'));" +
        "send(S, $ip . $udp, 0, pack_sockaddr_in(0, inet_aton('127.0.0.1'))) or die $!";
      execFileSync('perl', ['-e', code, String(server.local.port)]);
      const client = await connectDatagram(server.local);
      await client.request('after', { match: 'any' });
      await serving;
      console.log(JSON.stringify(answers));
      process.exit();`,
      'echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter && echo 0 > /proc/sys/net/ipv4/conf/lo/rp_filter && echo 1 > /proc/sys/net/ipv4/conf/lo/accept_local',
    );
    // Whether the kernel lets it through at all is its own affair.
    if (outcome !== undefined) {
      expect((outcome as boolean[]).at(-1)).toBe(true);
    }
  });

  it('an error of the socket that nobody listens for ends nothing', async () => {
    const server = await serveReplies((data) => [data]);
    const gone = createSocket('udp4').bind(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address();
    await new Promise<void>((resolve) => gone.close(resolve));
    await server.send('to nobody', { host: '127.0.0.1', port });
    server.socket.emit('error', new Error('from the kernel'));
    const client = await own(connectDatagram(server.local));
    expect(String(await client.request('still here', { match: 'any' }))).toBe('still here');
  });
});

describe('in a cluster', () => {
  it('workers share a port, and each has one of its own for port 0', async () => {
    const outcome = await runInNamespace(`
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      import { connectDatagram, serveDatagrams } from './sockets/index.js';
      if (cluster.isPrimary) {
        const workers = [cluster.fork(), cluster.fork(), cluster.fork()];
        const results = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
        const pids = new Set();
        for (let count = 0; count < 20; count += 1) {
          const client = await connectDatagram('127.0.0.1:7000');
          pids.add(String(await client.request('who?', { match: 'any' })));
          await client.close();
        }
        const known = workers.map(({ process }) => String(process.pid));
        for (const worker of workers) worker.kill();
        console.log(JSON.stringify({
          shared: results.map(({ shared }) => shared),
          own: new Set(results.map(({ own }) => own)).size,
          answered: [...pids].every((pid) => known.includes(pid)),
        }));
      } else {
        const shared = await serveDatagrams('127.0.0.1:7000', ({ reply }) => reply(String(process.pid)));
        const own = await serveDatagrams('127.0.0.1:0');
        process.send({ shared: shared.local.port, own: own.local.port });
      }`);
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual({ shared: [7000, 7000, 7000], own: 3, answered: true });
    }
  });
});
