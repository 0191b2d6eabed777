import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { checkExact } from '../check.ts';
import type { Check } from '../check.ts';
import type { Experiment, Skip, Table } from '../experiment.ts';
import { hasPerl, startPerlListener } from './perl-listener.ts';

/** A listener, and its successor on the same port. */
export interface Restart {
  readonly program: 'Node' | 'perl';
  /** Whether the first one, and the second one, set SO_REUSEADDR. */
  readonly before: boolean;
  readonly after: boolean;
  /** Connections in TIME_WAIT on the port when the second one started. */
  readonly timeWait: number;
  /** `listening`, or the errno of the second one. */
  readonly result: string;
}

/** TCP_TIME_WAIT in the `st` column of /proc/net/tcp (include/net/tcp_states.h). */
const TIME_WAIT = '06';

/** The close of a connection may still be on its way through the loopback: this bounds the wait for it. */
const SETTLE_MS = 10_000;

/** Connections on the local port `port` in TIME_WAIT, once there are any. */
async function countTimeWait(port: number): Promise<number> {
  const deadline = performance.now() + SETTLE_MS;
  let count = readTimeWait(port);
  while (count === 0 && performance.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    count = readTimeWait(port);
  }
  return count;
}

function readTimeWait(port: number): number {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const rows = readFileSync('/proc/net/tcp', 'ascii').split('\n').slice(1);
  return rows.filter((row) => {
    const [, local, , state] = row.trim().split(/\s+/);
    return local?.endsWith(suffix) === true && state === TIME_WAIT;
  }).length;
}

/** Connects, waits until the listener has closed, and closes. */
async function visit(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const closed = once(socket, 'close');
  socket.resume();
  await closed;
}

async function restartNode(): Promise<Restart> {
  const first = createServer((socket) => socket.resume().end());
  first.listen(0, '127.0.0.1');
  await once(first, 'listening');
  const { port } = first.address() as AddressInfo;
  await visit(port);
  first.close();
  await once(first, 'close');
  const timeWait = await countTimeWait(port);
  const second = createServer();
  second.listen(port, '127.0.0.1');
  const result = await once(second, 'listening').then(
    () => 'listening',
    (error: unknown) => (error as NodeJS.ErrnoException).code ?? String(error),
  );
  second.close();
  return { program: 'Node', before: true, after: true, timeWait, result };
}

async function restartPerl(before: boolean, after: boolean): Promise<Restart> {
  const first = await startPerlListener(0, before);
  if (first.result !== 'listening') {
    throw new Error(`the first listener cannot listen: ${first.result}`);
  }
  await visit(first.port);
  await first.ended;
  const timeWait = await countTimeWait(first.port);
  const second = await startPerlListener(first.port, after);
  second.stop();
  await second.ended;
  return { program: 'perl', before, after, timeWait, result: second.result };
}

function toCheck({ program, before, after, result }: Restart): Check {
  const options = `SO_REUSEADDR ${before ? 'on' : 'off'} before, ${after ? 'on' : 'off'} after`;
  return checkExact(
    `restart over TIME_WAIT (${program}, ${options})`,
    result,
    // Linux wants it on both (inet_bind_conflict): a TIME_WAIT record remembers its listener's option.
    before && after ? 'listening' : 'EADDRINUSE',
  );
}

function toTable(restarts: readonly Restart[]): Table {
  return {
    title: 'Restart of a listener while a connection of its port is in TIME_WAIT',
    columns: ['program', 'SO_REUSEADDR before', 'SO_REUSEADDR after', 'in TIME_WAIT', 'second listener'],
    rows: restarts.map((restart) => [
      restart.program,
      restart.before ? 'on' : 'off',
      restart.after ? 'on' : 'off',
      String(restart.timeWait),
      restart.result,
    ]),
  };
}

/** Experiment 5: what SO_REUSEADDR is for. */
export const listenerRestart: Experiment<readonly Restart[]> = {
  title: 'Why listeners need it',
  async run(lab) {
    lab.progress('Node');
    const restarts = [await restartNode()];
    const skipped: Skip[] = [];
    if (hasPerl()) {
      for (const before of [false, true]) {
        for (const after of [false, true]) {
          lab.progress(`perl, before ${before ? 'on' : 'off'}, after ${after ? 'on' : 'off'}`);
          restarts.push(await restartPerl(before, after));
        }
      }
    } else {
      const why = 'Node always sets it, and there is no perl here to leave it off';
      skipped.push({ what: 'restart without SO_REUSEADDR', why });
    }
    const checks = restarts.flatMap((restart) => [
      checkExact(`a connection is in TIME_WAIT (${restart.program})`, restart.timeWait, 1),
      toCheck(restart),
    ]);
    return { data: restarts, tables: [toTable(restarts)], checks, skipped };
  },
};
