import { spawnSync } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import {
  connect,
  connectDatagram,
  connectFrom,
  discover,
  joinMulticast,
  listen,
  serveDatagrams,
} from 'eslint-plugin-sockets/sockets';
import { judge } from './verdict.ts';

if (process.argv[2] === 'traced') {
  await useEverything();
} else {
  attack();
}

function attack(): void {
  const trace = `${process.cwd()}/trace`;
  const calls = 'trace=socket,setsockopt,bind,connect,listen,openat,close';
  const traced = spawnSync(
    'strace',
    ['-f', '-o', trace, '-e', calls, process.execPath, import.meta.filename, 'traced'],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (traced.status !== 0) {
    throw new Error(`strace ended with ${traced.status}`);
  }
  const phases: Record<string, { sockets: number; 'with a reuse option': number }> = {};
  const open = new Map<string, { phase: string; reuse: boolean }>();
  let phase = 'before';
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    phase = /openat\(.*"\/phase:([\w ]+)"/u.exec(line)?.[1] ?? phase;
    const created = /\bsocket\(AF_(?:INET6?|UNIX), SOCK_(?:STREAM|DGRAM).* = (\d+)$/u.exec(line)?.[1];
    if (created !== undefined) {
      const counts = (phases[phase] ??= { sockets: 0, 'with a reuse option': 0 });
      counts.sockets += 1;
      open.set(created, { phase, reuse: false });
    }
    const [, fd = ''] = /\bsetsockopt\((\d+), SOL_SOCKET, SO_REUSE/u.exec(line) ?? [];
    const socket = open.get(fd);
    if (socket === undefined || socket.reuse) {
      continue;
    }
    socket.reuse = true;
    const counts = phases[socket.phase];
    if (counts !== undefined) {
      counts['with a reuse option'] += 1;
    }
  }
  const of = (name: string) => phases[name]?.['with a reuse option'] ?? -1;
  judge(
    {
      phases,
      'clients with one': of('clients'),
      'datagram servers with one': of('datagram servers'),
      'unix sockets with one': of('unix'),
      'members with one': of('multicast'),
      'enough clients': (phases['clients']?.sockets ?? 0) > 230,
      'listeners have it': of('listeners') > 0,
      'connectFrom has it': of('connectFrom') > 0,
    },
    {
      'clients with one': 0,
      'datagram servers with one': 0,
      'unix sockets with one': 0,
      'members with one': 1,
      'enough clients': true,
      'listeners have it': true,
      'connectFrom has it': true,
    },
  );
}

async function useEverything(): Promise<void> {
  /** A mark in the trace. */
  const begin = (name: string) => {
    try {
      openSync(`/phase:${name}`, 'r');
    } catch {
      // It is not there, and need not be.
    }
  };
  const quiet = async (open: () => Promise<unknown>) => {
    try {
      await ((await open()) as Partial<AsyncDisposable> | undefined)?.[Symbol.asyncDispose]?.();
    } catch {
      // Failures set options, too.
    }
  };
  const addresses = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.2', family: 4 },
  ];
  const lookup = () => Promise.resolve(addresses);

  begin('listeners');
  const handler = (socket: Socket) => socket.resume();
  const listener = await listen('127.0.0.1:0', handler);
  await listen('[::1]:0', handler);
  await listen(0, handler);
  await listen('127.0.0.1:22000', { portTo: 22_005 }, handler);
  await quiet(() => listen('127.0.0.1:22100', { reusePort: true }));
  begin('unix');
  const path = `${process.cwd()}/socket`;
  await listen({ path }, { mode: 0o600 }, handler);
  await quiet(() => connect({ path }));
  begin('datagram servers');
  const server = await serveDatagrams('127.0.0.1:0', ({ data, reply }) => reply(data));
  await serveDatagrams(0);

  begin('clients');
  const { port } = listener.local;
  await quiet(() => connect(listener.local));
  await quiet(() => connect(port));
  await quiet(() => connect(`h:${port}`, { lookup }));
  await quiet(() => connect('h:1', { lookup, attemptDelayMs: 10 }));
  await quiet(() => connect('127.0.0.1:1', { retry: { attempts: 3, minMs: 1, maxMs: 2 } }));
  await quiet(() =>
    connect({ host: '127.0.0.1', port, keepAlive: true, keepAliveIdleSeconds: 5 }, { noDelay: false }),
  );
  await quiet(() => connect('192.0.2.1:1', { timeoutMs: 20 }));
  await quiet(() => connect('192.0.2.1:1', { signal: AbortSignal.timeout(5) }));
  await quiet(() => connectDatagram('[::1]:9'));
  await quiet(() => connectDatagram('h:9', { lookup, recvBufferSize: 100_000, sendBufferSize: 100_000 }));
  for (const to of ['239.1.2.3:5005', '255.255.255.255:5005', '[ff02::1]:5005']) {
    await quiet(() => discover('?', { to, timeoutMs: 30, ttl: 3, loopback: false, repeat: 2 }).next());
  }
  for (let count = 0; count < 220; count += 1) {
    await quiet(async () => {
      const client = await connectDatagram(server.local);
      await client.request('x', { match: 'any', retransmit: 1 });
      return client;
    });
  }
  begin('connectFrom');
  await quiet(() => connectFrom({ address: '127.0.0.2' }, listener.local));
  await quiet(() => connectFrom({ address: '127.0.0.2', port: 22_222 }, listener.local));
  begin('multicast');
  await quiet(() => joinMulticast('239.1.2.3', 5005, { interface: '127.0.0.1' }));
  process.exit();
}
