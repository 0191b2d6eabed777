import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connectDatagram } from 'eslint-plugin-sockets/sockets';
import { createRandom, judge, repeat } from './verdict.ts';

const REQUESTS = 100_000;
const random = createRandom(1);

// A server that drops one in twenty, doubles one in five and delays half of all; a tenth is forged as well, by a stranger.
const server = createSocket('udp4').bind(0, '127.0.0.1');
await once(server, 'listening');
server.setRecvBufferSize(4 << 20);
const stranger = createSocket('udp4');
server.on('message', (data, { port, address }) => {
  const luck = random();
  if (luck < 0.05) {
    return;
  }
  for (let copy = luck < 0.25 ? 2 : 1; copy > 0; copy -= 1) {
    const delay = random() < 0.5 ? 0 : random() * 30;
    if (delay === 0) {
      server.send(data, port, address);
    } else {
      setTimeout(() => {
        server.send(data, port, address);
      }, delay);
    }
  }
  if (luck > 0.9) {
    const forged = Buffer.from(data);
    forged.write('FORGED', forged.length - 6);
    stranger.send(forged, port, address);
  }
});

const clients = await Promise.all(
  Array.from({ length: 20 }, () =>
    connectDatagram({ host: '127.0.0.1', port: server.address().port }, { recvBufferSize: 1 << 20 }),
  ),
);
const counts = { right: 0, wrong: 0, timeouts: 0, other: 0 };
await repeat(REQUESTS, 200, async (index) => {
  const request = Buffer.from(`${String(index).padStart(8, '0')}:${'x'.repeat(8)}ORIGIN`);
  const match = (reply: Buffer) => reply.subarray(0, 8).equals(request.subarray(0, 8));
  try {
    const reply = await clients[index % clients.length]?.request(request, { match, timeoutMs: 200 });
    counts[reply?.equals(request) ? 'right' : 'wrong'] += 1;
  } catch (error) {
    counts[(error as { kind?: string }).kind === 'timeout' ? 'timeouts' : 'other'] += 1;
  }
});
const dropped = clients.reduce((sum, client) => sum + client.dropped, 0);
await Promise.all(clients.map((client) => client.close()));
judge(
  { requests: REQUESTS, ...counts, 'late and doubled ones that had to go': dropped },
  { wrong: 0, other: 0 },
);
