import { connect, connectDatagram, listen } from 'eslint-plugin-sockets/sockets';
import { getCode, countResources, judge, openOutputs, sleep } from './verdict.ts';

openOutputs();
// The first socket makes libuv keep a descriptor in reserve.
await (await listen('127.0.0.1:0')).close();
await sleep(50);
const before = countResources();
const endings: Record<string, number> = {};
const note = (ending: string) => {
  endings[ending] = (endings[ending] ?? 0) + 1;
};
for (let round = 0; round < 200; round += 1) {
  const listener = await listen('127.0.0.1:0');
  const { local } = listener;
  const connecting = Array.from({ length: 20 }, () =>
    connect(local).then(
      async (connection) => {
        note('connected');
        await connection[Symbol.asyncDispose]();
      },
      (error: unknown) => {
        note(getCode(error));
      },
    ),
  );
  const close = () => listener[Symbol.asyncDispose]();
  if (round % 3 === 0) {
    await close();
  } else if (round % 3 === 1) {
    setImmediate(() => void close());
  } else {
    setTimeout(() => void close(), 1);
  }
  await Promise.all(connecting);
  await listener.close();
}
const refused: Record<string, number> = {};
await Promise.all(
  Array.from({ length: 3000 }, () =>
    connect('127.0.0.1:1').catch((error: unknown) => {
      const code = getCode(error);
      refused[code] = (refused[code] ?? 0) + 1;
    }),
  ),
);
const client = await connectDatagram('127.0.0.1:1');
const refusedDatagrams: Record<string, number> = {};
const started = performance.now();
await Promise.all(
  Array.from({ length: 1000 }, (_, index) =>
    client
      .request(String(index), { match: (data) => String(data) === String(index), timeoutMs: 5000 })
      .catch((error: unknown) => {
        const code = getCode(error);
        refusedDatagrams[code] = (refusedDatagrams[code] ?? 0) + 1;
      }),
  ),
);
const hung = performance.now() - started > 4000;
await client.close();
await sleep(100);
const after = countResources();
judge(
  {
    endings,
    refused,
    refusedDatagrams,
    'a request hung': hung,
    'descriptors left': after.descriptors - before.descriptors,
    'resources left': after.resources === before.resources,
  },
  {
    refused: { ECONNREFUSED: 3000 },
    refusedDatagrams: { ECONNREFUSED: 1000 },
    'a request hung': false,
    'descriptors left': 0,
    'resources left': true,
  },
);
