import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runScript } from '../tools/node-process.ts';

/** Uses every function once, each on ports that tell them apart, and prints the local ports of the clients. */
const SCRIPT = `
  import { connect, connectDatagram, connectFrom, discover, joinMulticast, listen, serveDatagrams } from './sockets/index.js';
  const listener = await listen('127.0.0.1:0');
  const listener6 = await listen('[::1]:0', { backlog: 7 });
  const server = await serveDatagrams('127.0.0.1:0');
  const tcp = await connect('127.0.0.1:' + listener.local.port);
  const tcp6 = await connect('[::1]:' + listener6.local.port);
  const udp = await connectDatagram('127.0.0.1:' + server.local.port);
  await discover('?', { to: '239.9.9.9:5006', interfaces: ['127.0.0.1'], timeoutMs: 10 }).next();
  const from = await connectFrom({ address: '127.0.0.2' }, '127.0.0.1:' + listener.local.port);
  await listen({ type: 'fd', fd: 3 }, { backlog: 9 });
  const group = await joinMulticast('239.1.2.3', 5005, { interface: '127.0.0.1' });
  console.log(JSON.stringify({
    listener: listener.local.port, listener6: listener6.local.port, server: server.local.port,
    tcp: tcp.localPort, tcp6: tcp6.localPort, udp: udp.local.port, from: from.localPort, group: 5005,
  }));
  process.exit();
`;

/** What one socket went through, from socket(2) to close(2), in order. */
interface Life {
  readonly calls: string[];
  reuse: boolean;
}

const hasStrace = spawnSync('strace', ['-V']).status === 0;

/** Reads the output of strace -f: the descriptors are those of one process, so that a new socket(2) begins a new life. */
function readLives(trace: string): Life[] {
  const lives: Life[] = [];
  const current = new Map<string, Life>();
  for (const line of trace.split('\n')) {
    const created = /\bsocket\(AF_INET6?, .*= (\d+)$/u.exec(line)?.[1];
    if (created !== undefined) {
      const life: Life = { calls: [], reuse: false };
      lives.push(life);
      current.set(created, life);
    }
    const [, call = '', fd = '', rest = ''] =
      /\b(setsockopt|bind|connect|listen)\((\d+), ?(.*)/u.exec(line) ?? [];
    const life = current.get(fd);
    if (life === undefined) {
      continue;
    }
    if (/SO_REUSEADDR|SO_REUSEPORT/u.test(rest)) {
      life.reuse = true;
    } else if (call !== 'setsockopt') {
      life.calls.push(describeCall(call, rest));
    }
  }
  return lives;
}

function describeCall(call: string, rest: string): string {
  const port = /htons\((\d+)\)/u.exec(rest)?.[1];
  const address = /inet_addr\("([^"]+)"\)|AF_INET6, "([^"]+)"/u.exec(rest);
  return `${call} ${address?.[1] ?? address?.[2] ?? ''}:${port ?? ''}`.replace(/ :$/u, '');
}

describe('strace -f -e setsockopt,bind,connect,listen', () => {
  let trace = '';
  let lives: Life[] = [];
  let ports: Readonly<Record<string, number>> = {};
  const folder = mkdtempSync(join(tmpdir(), 'sockets-strace-'));
  beforeAll(async () => {
    if (!hasStrace) {
      return;
    }
    const output = join(folder, 'trace');
    const wrapper = ['strace', '-f', '-o', output, '-e', 'trace=socket,setsockopt,bind,connect,listen'];
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { _handle: handle } = server as unknown as { _handle: { fd: number } };
    ports = (await runScript(SCRIPT, { wrapper, inherit: [handle.fd] })) as typeof ports;
    server.close();
    trace = readFileSync(output, 'utf8');
    lives = readLives(trace);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('ran, or the platform has no strace', () => {
    expect(hasStrace || process.platform !== 'linux', 'install strace to run these tests').toBe(true);
  });

  it('the backlog reaches listen(2), for an inherited descriptor too', () => {
    const backlogs = [...trace.matchAll(/\blisten\(\d+, (\d+)\)/gu)].map(([, backlog]) => Number(backlog));
    expect(backlogs).toStrictEqual(hasStrace ? [511, 7, 9] : []);
  });

  it('SO_REUSEADDR is on the listening sockets, the multicast member and connectFrom, and on no client and no other server', () => {
    const seen = lives.map(({ calls, reuse }) => [calls.join(', '), reuse] as const);
    const { listener = 0, listener6 = 0, server = 0 } = ports;
    const expected: (readonly [string, boolean])[] = [
      ['bind 127.0.0.1:0, listen', true],
      ['bind ::1:0, listen', true],
      ['bind 127.0.0.1:0', false], // the server
      [`connect 127.0.0.1:${listener}`, false],
      [`connect ::1:${listener6}`, false],
      [`bind 0.0.0.0:0, connect 127.0.0.1:${server}`, false],
      ['bind 127.0.0.1:0', false], // discover()
      [`bind 127.0.0.2:0, connect 127.0.0.1:${listener}`, true],
      ['bind 239.1.2.3:5005', true],
    ];
    expect(seen).toStrictEqual(hasStrace ? expected : []);
  });
});
