// Measures what the socket library costs, compared with plain node:net and node:dgram. Run by `npm run bench:sockets`, after a
// build; `-- --processes 9`.
//
// Each comparison runs in several processes, one after the other, because how well code is compiled differs from one to the next.
// In each the two forms take turns in short rounds, the first one changing from round to round, so that a disturbance hits both;
// what counts is the median of the ratios of all rounds. Memory is measured in processes of their own. The plain forms are what
// one writes by hand: the options of Node.js as they are, a promise of the connection with an `error` listener, and for UDP a map
// from ids to waiting requests, once without any time-out.
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import type { Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect as plainConnect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { connect, connectDatagram, listen, serveDatagrams } from 'eslint-plugin-sockets/sockets';
import { PROJECT } from '../../scripts/project.ts';
import { describeMachine } from './machine.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '5' },
    measure: { type: 'string' },
    memory: { type: 'string' },
  },
});
const PROCESSES = Number(values.processes);
/** Of each process. */
const ROUNDS = 40;
/** The first ones are for the compiler. */
const WARM_UP_ROUNDS = 40;

/** So many at a time. */
const WIDTH = 50;
const CONNECTIONS = 20_000;
const REQUESTS = 200_000;
/** Open at a time, while memory is measured. */
const HELD = 4000;
const MOST = { time: 1.15, bytes: 1024 };

const RESULTS = join(PROJECT, 'evidence/bench/results/sockets.json');

/** Runs `count` operations, and returns the milliseconds that they took. */
type Form = (count: number) => Promise<number>;

interface Comparison {
  readonly count: number;
  readonly plain: Form;
  readonly library: Form;
  /** How much more time the library may take, as a ratio. */
  readonly most?: number;
}

/** The microseconds for one operation in a round, plain and library. */
type Round = readonly [plain: number, library: number];

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  'connect and accept': {
    count: CONNECTIONS,
    plain: connectPlainly,
    library: connectByLibrary,
    most: MOST.time,
  },
  'request and reply': { count: REQUESTS, plain: askPlainly, library: askByLibrary, most: MOST.time },
  '… with a time-out, plainly too': { count: REQUESTS, plain: askWithDeadline, library: askByLibrary },
};

if (values.measure !== undefined) {
  await measureTurns(values.measure);
} else if (values.memory !== undefined) {
  await measureMemory(values.memory);
} else {
  compare();
}

function compare(): void {
  const comparisons = Object.entries(COMPARISONS).map(([name, { most }]) => {
    const rounds = Array.from(
      { length: PROCESSES },
      () => run(['--measure', name]) as readonly Round[],
    ).flat();
    const ratio = findMedian(rounds.map(([plain, library]) => library / plain));
    console.log(`${name.padEnd(32)} ${ratio.toFixed(3)} × the plain form`);
    return { name, most, ratio, rounds };
  });
  const [plain = 0, library = 0] = ['plain', 'library'].map((form) =>
    findMedian(Array.from({ length: 3 }, () => Number(run(['--memory', form])))),
  );
  console.log(`${'memory'.padEnd(32)} ${library - plain} bytes more for an open connection, both ends`);
  const result = {
    node: process.version,
    machine: describeMachine(),
    targets: { ratio: MOST.time, bytesPerConnection: MOST.bytes },
    comparisons: comparisons.map(({ name, ratio, rounds }) => ({
      name,
      ratio: Number(ratio.toFixed(4)),
      operations: PROCESSES * ROUNDS * countOperations(name),
      'microseconds for one, plain and library, of each round': rounds.map(([a, b]) => `${a} ${b}`),
    })),
    'bytes per open connection, both ends': { plain, library, connections: HELD },
  };
  mkdirSync(join(RESULTS, '..'), { recursive: true });
  writeFileSync(RESULTS, `${JSON.stringify(result, null, 2)}\n`);
  const isMet = comparisons.every(({ most = Infinity, ratio }) => ratio <= most);
  process.exitCode = isMet && library - plain <= MOST.bytes ? 0 : 1;
  console.log(process.exitCode === 0 ? 'met' : 'NOT MET');
}

/**
 * Runs this file in a process of its own.
 *
 * @returns what it prints
 */
function run(args: readonly string[]): unknown {
  const child = spawnSync(process.execPath, ['--expose-gc', import.meta.filename, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(child.stdout) as unknown;
}

/**
 * @param name of a comparison
 * @returns how many operations a round has
 */
function countOperations(name: string): number {
  return Math.ceil((COMPARISONS[name]?.count ?? 0) / (PROCESSES * ROUNDS));
}

/**
 * Lets the two forms take turns, and prints the microseconds for one operation, plain and library, of each round.
 *
 * @param name of a comparison
 */
async function measureTurns(name: string): Promise<void> {
  const forms = COMPARISONS[name];
  if (forms === undefined) {
    throw new Error(`no comparison '${name}'`);
  }
  const each = countOperations(name);
  const rounds: Round[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const times = { plain: 0, library: 0 };
    const turn: readonly ('plain' | 'library')[] =
      round % 2 === 0 ? ['plain', 'library'] : ['library', 'plain'];
    for (const form of turn) {
      times[form] = Number((((await forms[form](each)) * 1000) / each).toFixed(1));
    }
    if (round >= 0) {
      rounds.push([times.plain, times.library]);
    }
  }
  console.log(JSON.stringify(rounds));
}

function findMedian(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/** @returns milliseconds */
async function time(count: number, work: () => Promise<unknown>): Promise<number> {
  let begun = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      while (begun++ < count) {
        await work();
      }
    }),
  );
  return performance.now() - started;
}

async function connectPlainly(count: number): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ms = await time(count, async () => {
    const socket: Socket = await new Promise((resolve, reject) => {
      const opened = plainConnect({ port, host: '127.0.0.1' });
      opened.on('error', reject);
      opened.on('connect', () => {
        resolve(opened);
      });
    });
    await new Promise((resolve) => socket.on('close', resolve).resume().end());
  });
  server.close();
  await once(server, 'close');
  return ms;
}

async function connectByLibrary(count: number): Promise<number> {
  const listener = await listen('127.0.0.1:0', (socket) => socket.end());
  const { port } = listener.local;
  const ms = await time(count, async () => {
    const socket = await connect({ port, host: '127.0.0.1' });
    await new Promise((resolve) => socket.on('close', resolve).resume().end());
  });
  await listener.close();
  return ms;
}

/** A server that sends back what it gets, and its client with the requests that wait. */
interface PlainSockets {
  readonly server: DatagramSocket;
  readonly client: DatagramSocket;
  readonly waiting: Map<number, (reply: Buffer) => void>;
}

async function openPlainSockets(): Promise<PlainSockets> {
  const server = createSocket('udp4');
  server.on('message', (data, { port, address }) => {
    server.send(data, port, address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createSocket('udp4');
  client.connect(server.address().port, '127.0.0.1');
  await once(client, 'connect');
  const waiting = new Map<number, (reply: Buffer) => void>();
  client.on('message', (data) => {
    const id = data.readUInt32BE(0);
    waiting.get(id)?.(data);
    waiting.delete(id);
  });
  return { server, client, waiting };
}

function createRequest(id: number): Buffer {
  const request = Buffer.allocUnsafe(64);
  request.writeUInt32BE(id, 0);
  return request;
}

async function askPlainly(count: number): Promise<number> {
  const { server, client, waiting } = await openPlainSockets();
  let id = 0;
  const ms = await time(
    count,
    () =>
      new Promise((resolve) => {
        id += 1;
        waiting.set(id, resolve);
        client.send(createRequest(id));
      }),
  );
  server.close();
  client.close();
  return ms;
}

async function askWithDeadline(count: number): Promise<number> {
  const { server, client, waiting } = await openPlainSockets();
  let id = 0;
  const ms = await time(
    count,
    () =>
      new Promise((resolve, reject) => {
        id += 1;
        const timer = setTimeout(reject, 5000);
        waiting.set(id, (reply) => {
          clearTimeout(timer);
          resolve(reply);
        });
        client.send(createRequest(id), (error) => {
          if (error !== null) {
            reject(error);
          }
        });
      }),
  );
  server.close();
  client.close();
  return ms;
}

async function askByLibrary(count: number): Promise<number> {
  const server = await serveDatagrams('127.0.0.1:0', ({ data, reply }) => reply(data));
  const client = await connectDatagram(server.local);
  let last = 0;
  const ms = await time(count, () => {
    const id = ++last;
    return client.request(createRequest(id), { match: (reply) => reply.readUInt32BE(0) === id });
  });
  await client.close();
  await server.close();
  return ms;
}

/** Holds many connections, and prints how many bytes each takes, for both ends. */
async function measureMemory(form: string): Promise<void> {
  const held: unknown[] = [];
  let open: () => Promise<unknown>;
  if (form === 'library') {
    const { local } = await listen('127.0.0.1:0', (socket) => held.push(socket));
    open = () => connect({ host: '127.0.0.1', port: local.port });
  } else {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      held.push(socket);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    open = async () => {
      const socket = plainConnect({ host: '127.0.0.1', port });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    };
  }
  const count = async () => {
    for (let turn = 0; turn < 4; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      globalThis.gc?.();
    }
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  for (let index = 0; index < 200; index += 1) {
    held.push(await open());
  }
  const before = await count();
  for (let index = 0; index < HELD; index += 1) {
    held.push(await open());
  }
  console.log(Math.round(((await count()) - before) / HELD));
  process.exit();
}
