import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { discover, joinMulticast, serveDatagrams } from 'eslint-plugin-sockets/sockets';
import { countResources, judge, openOutputs, repeat, sleep } from './verdict.ts';

const DISCOVERIES = 10_000;
const GROUP = '239.255.77.7';
const PORT = 19_777;
openOutputs();

// A device that answers what it was asked, twice; and strangers that send whatever they like to whoever has asked.
const device = await serveDatagrams('127.0.0.1:0');
const strangers = await Promise.all(
  Array.from({ length: 3 }, async () => {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return socket;
  }),
);
const noise = [
  Buffer.alloc(0),
  Buffer.alloc(1200, 0xff),
  Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
  Buffer.from('id=0;'),
];
const member = await joinMulticast(GROUP, PORT, { interface: '127.0.0.1' }, ({ data, from }) => {
  for (const stranger of strangers) {
    for (const rubbish of noise) {
      stranger.send(rubbish, from.port, from.host);
    }
  }
  // The device is slower.
  setImmediate(() => {
    void device.send(data, from);
    void device.send(data, from);
  });
});

const counts = {
  answered: 0,
  'answers of the device to another question': 0,
  'answers of strangers': 0,
  failed: 0,
};
const controller = new AbortController();
const memory = () => {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};
const ask = async (index: number) => {
  const question = `id=${index};`;
  const options = {
    to: `${GROUP}:${PORT}`,
    interfaces: ['127.0.0.1'],
    timeoutMs: 2000,
    signal: controller.signal,
  };
  let mine = 0;
  try {
    for await (const { data, from } of discover(question, options)) {
      const text = String(data);
      if (from.port !== device.local.port) {
        counts['answers of strangers'] += 1;
      } else if (text === question) {
        mine += 1;
      } else {
        counts['answers of the device to another question'] += 1;
      }
      if (mine === 2) {
        break;
      }
    }
  } catch {
    counts.failed += 1;
  }
  if (mine > 0) {
    counts.answered += 1;
  }
};
await repeat(500, 10, ask);
Object.assign(counts, { answered: 0, 'answers of strangers': 0 });
await sleep(300);
const before = { ...countResources(), bytes: memory() };
await repeat(DISCOVERIES, 10, ask);
await sleep(300);
const after = { ...countResources(), bytes: memory() };
await Promise.all([member.close(), device.close()]);
judge(
  {
    discoveries: DISCOVERIES,
    ...counts,
    'strangers were heard': counts['answers of strangers'] > DISCOVERIES,
    'descriptors left': after.descriptors - before.descriptors,
    'resources left': after.resources === before.resources,
    'memory growth in KiB': Math.round((after.bytes - before.bytes) / 1024),
    'memory grows': after.bytes - before.bytes > 1_000_000,
  },
  {
    answered: DISCOVERIES,
    'strangers were heard': true,
    'answers of the device to another question': 0,
    failed: 0,
    'descriptors left': 0,
    'resources left': true,
    'memory grows': false,
  },
);
