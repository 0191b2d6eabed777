import { connectDatagram, serveDatagrams } from 'eslint-plugin-sockets/sockets';
import { getCode, judge, sleep } from './verdict.ts';

const server = await serveDatagrams('127.0.0.1:0');
const client = await connectDatagram(server.local);
const sent: Record<string, number> = {};
const data = Buffer.alloc(1200);
await Promise.all(
  Array.from({ length: 100_000 }, () =>
    client.send(data).then(
      () => {
        sent['taken'] = (sent['taken'] ?? 0) + 1;
      },
      (error: unknown) => {
        const code = getCode(error);
        sent[code] = (sent[code] ?? 0) + 1;
      },
    ),
  ),
);
await sleep(100);
const slow = await connectDatagram(server.local, { sendBufferSize: 1 });
let settled = 0;
const sending = Array.from({ length: 2000 }, () =>
  slow.send(Buffer.alloc(60_000)).then(
    () => (settled += 1),
    () => (settled += 1),
  ),
);
await slow.close();
await Promise.race([Promise.all(sending), sleep(3000)]);
await client.close();
await server.close();
judge({ sent, settled }, { sent: { taken: 100_000 }, settled: 2000 });
