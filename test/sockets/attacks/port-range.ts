import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { listen } from 'eslint-plugin-sockets/sockets';
import { getCode, judge } from './verdict.ts';

const FIRST = 21_000;

if (process.argv[2] === 'take') {
  await take();
} else if (process.argv[2] === 'child' || cluster.isWorker) {
  race();
} else {
  await attack();
}

async function attack(): Promise<void> {
  const children = Array.from({ length: 8 }, () => fork(import.meta.filename, ['child']));
  const processes = await collect(children);
  const workers = await collect(Array.from({ length: 4 }, () => cluster.fork()));

  // A range that is taken: the clock must be heard.
  const taker = fork(import.meta.filename, ['take']);
  await once(taker, 'message');
  let ticks = 0;
  const clock = setInterval(() => (ticks += 1), 1);
  const started = performance.now();
  const ended = await listen('127.0.0.1:10000', { portTo: 12_999, timeoutMs: 20 }).catch(
    (error: unknown) => (error as Error).name,
  );
  const ms = performance.now() - started;
  clearInterval(clock);
  taker.disconnect();

  // Half a port: another program has it for IPv4.
  const half = createServer().listen(21_500, '0.0.0.0');
  await once(half, 'listening');
  const { local, ipv6Only } = await listen(21_500, { portTo: 21_510 });
  judge(
    {
      processes,
      workers,
      ended,
      'milliseconds until the time-out': Math.round(ms),
      'clock was heard': ticks > 0,
      next: local.port,
      ipv6Only,
    },
    {
      processes: { asked: 40, distinct: 40 },
      workers: { asked: 20, distinct: 20 },
      ended: 'TimeoutError',
      'clock was heard': true,
      next: 21_501,
      ipv6Only: false,
    },
  );
}

async function collect(racers: (ChildProcess | Worker)[]): Promise<{ asked: number; distinct: number }> {
  await Promise.all(racers.map((racer) => once(racer, 'message')));
  const ports = await Promise.all(
    racers.map(async (racer) => {
      const answer = once(racer, 'message');
      racer.send('go');
      return (await answer)[0] as unknown[];
    }),
  );
  for (const racer of racers) {
    racer.disconnect();
  }
  const all = ports.flat();
  return { asked: all.length, distinct: new Set(all.filter((port) => typeof port === 'number')).size };
}

function race(): void {
  const takePorts = async () => {
    const ports: (number | string)[] = [];
    for (let count = 0; count < 5; count += 1) {
      ports.push(
        await listen(`127.0.0.1:${FIRST}`, { portTo: FIRST + 40 }).then(({ local }) => local.port, getCode),
      );
    }
    process.send?.(ports);
  };
  process.on('message', () => void takePorts());
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

async function take(): Promise<void> {
  for (let port = 10_000; port < 13_000; port += 1) {
    const server = createServer();
    server.on('error', () => undefined);
    await new Promise((resolve) => {
      server.on('error', resolve).listen(port, '127.0.0.1', () => {
        resolve(undefined);
      });
    });
  }
  process.on('disconnect', () => process.exit());
  process.send?.('taken');
}
