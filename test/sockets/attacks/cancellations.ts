import { getEventListeners, once } from 'node:events';
import { createServer } from 'node:net';
import type { LookupFunction } from 'node:net';
import {
  connect,
  connectDatagram,
  connectFrom,
  discover,
  listen,
  serveDatagrams,
} from 'eslint-plugin-sockets/sockets';
import { countResources, judge, openOutputs, repeat, sleep } from './verdict.ts';

const OPERATIONS = 20_000;

interface Cancellation {
  signal?: AbortSignal;
  timeoutMs?: number;
}

/** What an operation may give. */
interface Opened {
  readonly destroy?: () => void;
  readonly [Symbol.asyncDispose]?: () => Promise<void>;
}

openOutputs();
const silent = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 });
await once(silent, 'listening');
const listener = await listen('127.0.0.1:0', (socket) => socket.destroy());
const server = await serveDatagrams('127.0.0.1:0');
const { port } = listener.local;
const path = `${process.cwd()}/listener`;
const unix = await listen({ path }, (socket) => socket.destroy());
const lookup: LookupFunction = (_host, _options, callback) => {
  setTimeout(() => {
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  }, Math.random() * 4);
};

const operations: ((options: Cancellation, index: number) => Promise<unknown>)[] = [
  (options) => connect({ host: '127.0.0.1', port }, options),
  (options) => connect(`h:${port}`, { ...options, lookup }),
  (options) => connect('h:1', { ...options, lookup, attemptDelayMs: 10 }),
  (options) => connect('h:1', { timeoutMs: 20, ...options, lookup, retry: { minMs: 1, maxMs: 3 } }),
  (options) => connect({ path }, options),
  (options) => connectFrom({ address: '127.0.0.2' }, `127.0.0.1:${port}`, options),
  (options) => connectDatagram(`h:${server.local.port}`, { ...options, lookup }),
  (options) => connectDatagram(server.local, options),
  (options) => serveDatagrams('127.0.0.1:0', options),
  (options) => listen('127.0.0.1:0', options),
  (options) => listen('h:0', { ...options, lookup }),
  (options, index) => listen({ path: `${process.cwd()}/${index}` }, options),
  async (options) => {
    const client = await connectDatagram(server.local);
    const request = { match: 'any' as const, timeoutMs: 30, ...options };
    await client.request('x', request).finally(() => client.close());
  },
  async (options) => {
    const asked = { to: server.local, interfaces: ['127.0.0.1'], timeoutMs: 5, ...options };
    const answers = discover('?', asked);
    while ((await answers.next()).done !== true) {}
  },
  async ({ signal }) => {
    const opened = await listen('127.0.0.1:0');
    const connections = opened.connections(signal === undefined ? {} : { signal });
    const next = connections.next();
    await (Math.random() < 0.5 ? connections.return() : opened.close({ timeoutMs: 0 }));
    await next.finally(() => opened.close({ timeoutMs: 0 }));
  },
];

await sleep(300);
const before = countResources();
const shared = new AbortController();
const endings: Record<string, number> = {};
let leftOnSignals = 0;
await repeat(OPERATIONS, 40, async (index) => {
  const controller = new AbortController();
  const how = Math.random();
  const options: Cancellation = {};
  if (how < 0.4 || (how >= 0.7 && how < 0.9)) {
    options.signal = controller.signal;
  }
  if (how >= 0.4 && how < 0.9) {
    options.timeoutMs = 1 + Math.floor(Math.random() * 5);
  }
  if (how >= 0.9) {
    options.signal = shared.signal;
  }
  const abort = () => {
    controller.abort();
  };
  const moment = Math.random() * 5;
  if (moment < 1) {
    queueMicrotask(abort);
  } else if (moment < 2) {
    setImmediate(abort);
  } else if (moment < 3) {
    process.nextTick(() =>
      setImmediate(() => {
        queueMicrotask(abort);
      }),
    );
  } else {
    setTimeout(abort, moment - 2);
  }
  let ending = 'done';
  try {
    const opened = (await operations[index % operations.length]?.(options, index)) as Opened | undefined;
    if (Math.random() < 0.5 && opened?.destroy) {
      opened.destroy();
    } else {
      await opened?.[Symbol.asyncDispose]?.();
    }
  } catch (error) {
    ending = (error as { code?: string }).code ?? String(error);
  }
  endings[ending] = (endings[ending] ?? 0) + 1;
  leftOnSignals += getEventListeners(controller.signal, 'abort').length;
});
await sleep(500);
const after = countResources();
judge(
  {
    operations: OPERATIONS,
    endings,
    'left on signals': leftOnSignals + getEventListeners(shared.signal, 'abort').length,
    'descriptors left': after.descriptors - before.descriptors,
    'resources left': after.resources === before.resources,
    unix: unix.local.type,
  },
  { 'left on signals': 0, 'descriptors left': 0, 'resources left': true },
);
