import { describe, expect, it } from 'vitest';
import { runInNamespace } from '../tools/node-process.ts';

const range = (ports: string): string => `echo "${ports}" > /proc/sys/net/ipv4/ip_local_port_range`;
const REJECT =
  'const reject = (promise) => promise.then(() => { throw new Error("opened") }, (error) => error);';

describe('exhausted local ports', () => {
  it('TCP: the error says so, and what to do', async () => {
    const outcome = await runInNamespace(
      `${REJECT}
      import { connect, listen } from './sockets/index.js';
      const listener = await listen('127.0.0.1:7000');
      const open = [];
      for (let count = 0; count < 16; count += 1) open.push(await connect('127.0.0.1:7000'));
      const error = await reject(connect('127.0.0.1:7000'));
      console.log(JSON.stringify({ ...error, message: error.message, cause: undefined }));
      process.exit();`,
      range('40000 40015'),
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toMatchObject({
      kind: 'exhausted',
      code: 'EADDRNOTAVAIL',
      attempts: [{ address: '127.0.0.1', port: 7000, code: 'EADDRNOTAVAIL' }],
      message: expect.stringMatching(
        /^Failed to connect to '127\.0\.0\.1:7000': Address not available\. .*TIME_WAIT.*ip_local_port_range/u,
      ) as unknown,
    });
  });

  it('UDP: the same, without TIME_WAIT, which it does not have', async () => {
    const outcome = await runInNamespace(
      `${REJECT}
      import { connectDatagram } from './sockets/index.js';
      for (let count = 0; count < 16; count += 1) await connectDatagram('127.0.0.1:7000');
      const error = await reject(connectDatagram('127.0.0.1:7000'));
      console.log(JSON.stringify({ kind: error.kind, code: error.code, message: error.message }));
      process.exit();`,
      range('40000 40015'),
    );
    if (outcome === undefined) {
      return;
    }
    expect(outcome).toMatchObject({
      kind: 'exhausted',
      code: 'EADDRINUSE',
      message: expect.stringMatching(/^(?!.*TIME_WAIT).*share one.*ip_local_port_range/u) as unknown,
    });
  });

  it('a host without IPv6 is not out of ports', async () => {
    const outcome = await runInNamespace(
      `${REJECT}
      import { connect, listen } from './sockets/index.js';
      const error = await reject(connect('[::1]:7000'));
      console.log(JSON.stringify({ kind: error.kind, code: error.code }));`,
      'echo 1 > /proc/sys/net/ipv6/conf/lo/disable_ipv6',
    );
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual({ kind: 'connect', code: 'EADDRNOTAVAIL' });
    }
  });
});

describe('self-connect', () => {
  it('is detected when the kernel gives a client the very port that it connects to', async () => {
    const outcome = await runInNamespace(
      `${REJECT}
      import { connect, connectDatagram } from './sockets/index.js';
      const codes = [];
      for (const open of [connect, connectDatagram]) codes.push((await reject(open('127.0.0.1:40000'))).kind);
      console.log(JSON.stringify(codes));`,
      range('40000 40000'),
    );
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual(['self-connect', 'self-connect']);
    }
  });
});

describe('TIME_WAIT', () => {
  it('a listener restarts while its old connections are in it', async () => {
    const outcome = await runInNamespace(`
      import { readFileSync } from 'node:fs';
      import { once } from 'node:events';
      import { connect, listen } from './sockets/index.js';
      const first = await listen('127.0.0.1:7000');
      const client = await connect('127.0.0.1:7000');
      const server = (await first.connections().next()).value;
      // Who ends first gets TIME_WAIT (RFC 9293, section 3.6): the server here.
      server.end();
      client.resume();
      await once(client, 'close');
      await first.close();
      // 1B58 is port 7000, 06 is TIME_WAIT (proc(5), /proc/net/tcp).
      const waits = () => /0100007F:1B58 \\S+ 06/.test(readFileSync('/proc/net/tcp', 'utf8'));
      const before = waits();
      const second = await listen('127.0.0.1:7000');
      console.log(JSON.stringify([before, second.local.port, waits()]));
      process.exit();`);
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual([true, 7000, true]);
    }
  });
});

describe('port range', () => {
  it('takes the next port on EADDRINUSE, and none for another error', async () => {
    const outcome = await runInNamespace(
      `${REJECT}
      import { listen } from './sockets/index.js';
      await listen('127.0.0.1:5000');
      await listen('[::1]:5001');
      const third = await listen('127.0.0.1:5000,to=5003');
      const fourth = await listen('127.0.0.1:5000', { portTo: 5002 });
      const full = await reject(listen('127.0.0.1:5000', { portTo: 5002 }));
      const foreign = await reject(listen('192.0.2.1:5000', { portTo: 5002 }));
      console.log(JSON.stringify([third.local.port, fourth.local.port, full.kind, full.message, full.attempts, foreign.kind, foreign.attempts]));
      process.exit();`,
    );
    if (outcome === undefined) {
      return;
    }
    const inUse = (port: number): object => ({ address: '127.0.0.1', port, code: 'EADDRINUSE' });
    expect(outcome).toStrictEqual([
      5001,
      5002,
      'exhausted',
      "Failed to find an available port: '127.0.0.1:5000-5002'",
      [inUse(5000), inUse(5001), inUse(5002)],
      'bind',
      [{ address: '192.0.2.1', port: 5000, code: 'EADDRNOTAVAIL' }],
    ]);
  });

  it('two processes that race for it share it out, and each port goes to one', async () => {
    const outcome = await runInNamespace(`
      import { fork } from 'node:child_process';
      import { once } from 'node:events';
      import { listen } from './sockets/index.js';
      if (process.send === undefined) {
        const children = [fork(process.argv[1]), fork(process.argv[1])];
        await Promise.all(children.map((child) => once(child, 'message')));
        const results = Promise.all(children.map((child) => once(child, 'message')));
        for (const child of children) child.send('go');
        const ports = (await results).map(([message]) => message);
        for (const child of children) child.kill();
        console.log(JSON.stringify(ports));
      } else {
        process.send('ready');
        await once(process, 'message');
        const results = [];
        for (let count = 0; count < 100; count += 1) {
          results.push(await listen('127.0.0.1:5000', { portTo: 5149 }).then(({ local }) => local.port, ({ kind }) => kind));
        }
        process.send(results);
      }`);
    if (outcome === undefined) {
      return;
    }
    const results = (outcome as (number | string)[][]).flat();
    const ports = results.filter((result) => typeof result === 'number');
    expect(new Set(ports).size).toBe(150);
    expect(ports).toHaveLength(150);
    expect(results.filter((result) => result === 'exhausted')).toHaveLength(50);
  });
});

describe('stale unix socket', () => {
  it('two processes that find it at once: one listens, the other is told that it does', async () => {
    const outcome = await runInNamespace(`
      import { fork } from 'node:child_process';
      import { once } from 'node:events';
      import { mkdtempSync, rmSync } from 'node:fs';
      import { tmpdir } from 'node:os';
      import { join } from 'node:path';
      import { connect, listen } from './sockets/index.js';
      const [, script, role, path] = process.argv;
      if (role === undefined) {
        const folder = mkdtempSync(join(tmpdir(), 'sockets-stale-'));
        const path = join(folder, 's');
        const crashing = fork(script, ['crash', path]);
        await once(crashing, 'message');
        crashing.kill('SIGKILL');
        await once(crashing, 'exit');
        const children = [fork(script, ['race', path]), fork(script, ['race', path])];
        await Promise.all(children.map((child) => once(child, 'message')));
        const results = Promise.all(children.map((child) => once(child, 'message')));
        for (const child of children) child.send('go');
        const outcomes = (await results).map(([message]) => message).sort();
        (await connect({ type: 'unix', path })).destroy();
        for (const child of children) child.kill();
        rmSync(folder, { recursive: true });
        console.log(JSON.stringify(outcomes));
      } else if (role === 'crash') {
        await listen({ type: 'unix', path });
        process.send('listening');
      } else {
        process.send('ready');
        await once(process, 'message');
        process.send(await listen({ type: 'unix', path }).then(({ replacedStaleSocket }) => 'replaced: ' + replacedStaleSocket, ({ code }) => code));
      }`);
    if (outcome !== undefined) {
      expect(outcome).toStrictEqual(['EADDRINUSE', 'replaced: true']);
    }
  });
});

describe('cluster', () => {
  it('datagram clients of three workers have three ports, and get their own replies', async () => {
    const outcome = await runInNamespace(`
      import cluster from 'node:cluster';
      import { once } from 'node:events';
      import { serveDatagrams, connectDatagram } from './sockets/index.js';
      if (cluster.isPrimary) {
        const server = await serveDatagrams('127.0.0.1:7000', ({ data, reply }) => reply(data));
        const workers = [cluster.fork(), cluster.fork(), cluster.fork()];
        const results = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0]));
        for (const worker of workers) worker.kill();
        await server[Symbol.asyncDispose]();
        console.log(JSON.stringify(results));
      } else {
        const client = await connectDatagram('127.0.0.1:7000');
        let right = 0;
        for (let count = 0; count < 100; count += 1) {
          const question = cluster.worker.id + ':' + count;
          if (String(await client.request(question, { match: (reply) => String(reply) === question })) === question) right += 1;
        }
        process.send({ port: client.local.port, right });
      }`);
    if (outcome === undefined) {
      return;
    }
    const results = outcome as { port: number; right: number }[];
    expect(results.map(({ right }) => right)).toStrictEqual([100, 100, 100]);
    expect(new Set(results.map(({ port }) => port)).size).toBe(3);
  });
});
