import { getEventListeners } from 'node:events';
import { createServer } from 'node:net';
import { once } from 'node:events';
import {
  connect,
  connectDatagram,
  connectFrom,
  discover,
  listen,
  serveDatagrams,
} from '../../../dist/sockets/index.js';
import { countResources, judge, repeat, sleep } from './verdict.js';

const OPERATIONS = 20_000;
/** @typedef {{ signal?: AbortSignal, timeoutMs?: number }} Cancellation */

void [process.stdout, process.stderr];
const silent = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 });
await once(silent, 'listening');
const listener = await listen('127.0.0.1:0', (socket) => socket.destroy());
const server = await serveDatagrams('127.0.0.1:0');
const { port } = listener.local;
const path = `${process.cwd()}/listener`;
const unix = await listen({ path }, (socket) => socket.destroy());
const lookup = (
  /** @type {string} */ _host,
  /** @type {object} */ _options,
  /** @type {Function} */ callback,
) =>
  setTimeout(
    () =>
      callback(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]),
    Math.random() * 4,
  );

/** @type {((options: Cancellation, index: number) => Promise<unknown>)[]} */
const operations = [
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
    const request = { match: /** @type {const} */ ('any'), timeoutMs: 30, ...options };
    await client.request('x', request).finally(() => client.close());
  },
  async (options) => {
    const asked = { to: server.local, interfaces: ['127.0.0.1'], timeoutMs: 5, ...options };
    for await (const answer of discover('?', asked)) void answer;
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
/** @type {Record<string, number>} */
const endings = {};
let leftOnSignals = 0;
await repeat(OPERATIONS, 40, async (index) => {
  const controller = new AbortController();
  const how = Math.random();
  /** @type {Cancellation} */
  const options = {};
  if (how < 0.4 || (how >= 0.7 && how < 0.9)) options.signal = controller.signal;
  if (how >= 0.4 && how < 0.9) options.timeoutMs = 1 + Math.floor(Math.random() * 5);
  if (how >= 0.9) options.signal = shared.signal;
  const abort = () => controller.abort();
  const moment = Math.random() * 5;
  if (moment < 1) queueMicrotask(abort);
  else if (moment < 2) setImmediate(abort);
  else if (moment < 3) process.nextTick(() => setImmediate(() => queueMicrotask(abort)));
  else setTimeout(abort, moment - 2);
  let ending = 'done';
  try {
    const opened = /** @type {any} */ (await operations[index % operations.length]?.(options, index));
    if (Math.random() < 0.5 && opened?.destroy) opened.destroy();
    else await opened?.[Symbol.asyncDispose]?.();
  } catch (error) {
    ending = /** @type {{ code?: string }} */ (error).code ?? String(error);
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
