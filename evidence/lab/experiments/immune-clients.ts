import { createSocket } from 'node:dgram';
import { checkExact } from '../check.ts';
import type { Check } from '../check.ts';
import type { Experiment, Lab, Skip, Table } from '../experiment.ts';
import { countPorts, withPortRange } from '../port-range.ts';
import type { PortRange } from '../port-range.ts';
import { plainClients } from './client-library.ts';
import type { ClientLibrary, DatagramClient, StreamClient } from './client-library.ts';
import { startEchoServer } from './echo-server.ts';
import { loadSocketsLibrary } from './sockets-library.ts';
import { tryListen } from './tcp-clients.ts';
import { openDestinations } from './tcp-destinations.ts';

/** What the loads of experiments 1 to 3 did to the clients of one library. */
export interface ImmuneClients {
  readonly library: string;
  readonly datagramClients: number;
  /** UDP ports in use by them. */
  readonly datagramPorts: number;
  readonly wrongReplies: number;
  readonly lostReplies: number;
  /** What a thief's bind() with `reuseAddr` got on the port of a UDP client. */
  readonly theft: string;
  /** What a listener got on the port of a TCP client. */
  readonly listener: string;
  readonly destinations: number;
  readonly streamAttempts: number;
  readonly streamsOpen: number;
}

const DATAGRAM_RANGE: PortRange = { low: 20000, high: 20255 };
const STREAM_RANGE: PortRange = { low: 20000, high: 20063 };
const DATAGRAM_CLIENTS = 200;
const DESTINATIONS = 4;

/** What bind() to the port of another socket gets when it sets `reuseAddr`: `ok` only if that one has it too. */
async function trySteal(port: number): Promise<string> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  return new Promise((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      resolve(error.code ?? error.message);
    });
    socket.bind(port, '127.0.0.1', () => {
      socket.close();
      resolve('ok');
    });
  });
}

async function loadDatagrams(library: ClientLibrary, serverPort: number) {
  const clients: DatagramClient[] = [];
  try {
    for (let i = 0; i < DATAGRAM_CLIENTS; i++) {
      clients.push(await library.openDatagram(serverPort));
    }
    let wrongReplies = 0;
    let lostReplies = 0;
    for (const [index, client] of clients.entries()) {
      const request = Buffer.alloc(4);
      request.writeUInt32BE(index);
      try {
        if (Buffer.compare(await client.request(request), request) !== 0) {
          wrongReplies++;
        }
      } catch {
        lostReplies++;
      }
    }
    const ports = new Set(clients.map((client) => client.localPort));
    const theft = await trySteal(clients[0]?.localPort ?? 0);
    return {
      datagramClients: clients.length,
      datagramPorts: ports.size,
      wrongReplies,
      lostReplies,
      theft,
    };
  } finally {
    await Promise.all(clients.map((client) => client.close()));
  }
}

async function loadStreams(library: ClientLibrary, ports: readonly number[], attempts: number) {
  const clients: StreamClient[] = [];
  try {
    for (let i = 0; i < attempts; i++) {
      const client = await library.openStream(ports[i % ports.length] ?? 0).catch(() => undefined);
      if (client !== undefined) {
        clients.push(client);
      }
    }
    const listener = await tryListen(clients[0]?.localPort ?? 0);
    return {
      listener,
      destinations: ports.length,
      streamAttempts: attempts,
      streamsOpen: clients.length,
    };
  } finally {
    for (const client of clients) {
      client.reset();
    }
  }
}

async function measure(library: ClientLibrary, lab: Lab): Promise<ImmuneClients> {
  const server = await startEchoServer(lab.isPrivate ? 7000 : 0);
  const destinations = await openDestinations(DESTINATIONS, !lab.isPrivate);
  // On a host that is not ours, a handful of connections: enough for the oracle.
  const attempts = lab.isPrivate ? countPorts(STREAM_RANGE) * DESTINATIONS : DESTINATIONS;
  const range = (wanted: PortRange): PortRange | undefined => (lab.isPrivate ? wanted : undefined);
  try {
    const datagrams = await withPortRange(range(DATAGRAM_RANGE), () => loadDatagrams(library, server.port));
    const streams = await withPortRange(range(STREAM_RANGE), () =>
      loadStreams(library, destinations.ports, attempts),
    );
    return { library: library.name, ...datagrams, ...streams };
  } finally {
    server.close();
    await destinations.close();
  }
}

function toChecks(row: ImmuneClients): Check[] {
  const { library } = row;
  return [
    checkExact(
      `different ports of ${row.datagramClients} UDP clients, ${library}`,
      row.datagramPorts,
      row.datagramClients,
    ),
    checkExact(`replies at the wrong client, ${library}`, row.wrongReplies, 0),
    checkExact(`replies that came nowhere, ${library}`, row.lostReplies, 0),
    checkExact(`a thief's bind(), ${library}`, row.theft, 'EADDRINUSE'),
    checkExact(`a listener on a client's port, ${library}`, row.listener, 'EADDRINUSE'),
    checkExact(
      `connections to ${row.destinations} destinations, ${library}`,
      row.streamsOpen,
      row.streamAttempts,
    ),
  ];
}

function toTable(rows: readonly ImmuneClients[]): Table {
  return {
    title: 'The same loads with clients that set nothing',
    columns: [
      'clients',
      'UDP clients',
      'UDP ports',
      'wrong',
      'lost',
      "thief's bind()",
      'listener on its port',
      'TCP attempts',
      'TCP open',
    ],
    rows: rows.map((row) => [
      row.library,
      String(row.datagramClients),
      String(row.datagramPorts),
      String(row.wrongReplies),
      String(row.lostReplies),
      row.theft,
      row.listener,
      `${row.streamAttempts} to ${row.destinations} destinations`,
      String(row.streamsOpen),
    ]),
  };
}

/** Experiment 6: the loads of experiments 1 to 3 on clients that are opened right. */
export const immuneClients: Experiment<readonly ImmuneClients[]> = {
  title: 'The library is immune',
  async run(lab) {
    const skipped: Skip[] = [];
    const libraries = [plainClients];
    const sockets = await loadSocketsLibrary();
    if (sockets === undefined) {
      skipped.push({ what: 'the sockets/ library', why: 'it is not in this tree' });
    } else {
      libraries.push(sockets);
    }
    const rows: ImmuneClients[] = [];
    for (const library of libraries) {
      lab.progress(library.name);
      rows.push(await measure(library, lab));
    }
    return { data: rows, tables: [toTable(rows)], checks: rows.flatMap(toChecks), skipped };
  },
};
