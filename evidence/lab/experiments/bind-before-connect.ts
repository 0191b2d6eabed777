import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { checkCount, checkExact } from '../check.ts';
import type { Check } from '../check.ts';
import type { Experiment, Lab, Skip, Table } from '../experiment.ts';
import { autobindReuseLaw } from '../formulas/autobind-reuse.ts';
import { mean } from '../formulas/distribution.ts';
import { canOpenSockets, openFileLimit } from '../open-file-limit.ts';
import { countPorts, withPortRange } from '../port-range.ts';
import type { PortRange } from '../port-range.ts';
import { openAndClose, openClient, openInTurn, tryListen } from './tcp-clients.ts';
import type { LocalPort, Opened } from './tcp-clients.ts';
import { openDestinations } from './tcp-destinations.ts';

/** Open connections to D destinations at once. */
export interface CapacityRow extends Opened {
  readonly local: LocalPort;
  /** `net.ipv4.ip_autobind_reuse` */
  readonly autobindReuse: boolean;
  readonly destinations: number;
  readonly attempts: number;
}

/** A loop of connects that all end in TIME_WAIT. */
interface TimeWaitLoop {
  readonly local: LocalPort;
  readonly connects: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** What experiment 3 found. */
export interface BindBeforeConnect {
  /** What a listener gets on the port of a client: `listening` shows SO_REUSEADDR. */
  readonly oracle: Readonly<Record<LocalPort, string>>;
  /** The range of the capacity rows; undefined when there are none. */
  readonly range: PortRange | undefined;
  readonly capacity: readonly CapacityRow[];
  readonly timeWaitLoops: readonly TimeWaitLoop[];
}

/** 64 ports: few enough to run out of, and a multiple of 8, so that its halves have as many odd ports as even. */
const RANGE: PortRange = { low: 20000, high: 20063 };
const TIME_WAIT_RANGE: PortRange = { low: 32768, high: 60999 };
const AUTOBIND_REUSE = '/proc/sys/net/ipv4/ip_autobind_reuse';
const LOCAL_PORTS: readonly LocalPort[] = ['automatic', 'localAddress'];

async function askOracle(): Promise<Readonly<Record<LocalPort, string>>> {
  const destination = await openDestinations(1, true);
  const oracle: Record<LocalPort, string> = { automatic: '', localAddress: '' };
  try {
    for (const local of LOCAL_PORTS) {
      const socket = await openClient(destination.ports[0] ?? 0, local);
      oracle[local] = await tryListen(socket.localPort ?? 0);
      socket.resetAndDestroy();
    }
  } finally {
    await destination.close();
  }
  return oracle;
}

async function measureCapacity(
  local: LocalPort,
  destinations: number,
  attempts: number,
  autobindReuse: boolean,
): Promise<CapacityRow> {
  const listeners = await openDestinations(destinations);
  const former = autobindReuse ? readFileSync(AUTOBIND_REUSE, 'ascii') : '';
  if (autobindReuse) {
    writeFileSync(AUTOBIND_REUSE, '1');
  }
  try {
    const opened = await withPortRange(RANGE, () => openInTurn(listeners.ports, local, attempts));
    return { local, autobindReuse, destinations, attempts, ...opened };
  } finally {
    if (autobindReuse) {
      writeFileSync(AUTOBIND_REUSE, former);
    }
    await listeners.close();
  }
}

async function measureTimeWait(local: LocalPort, connects: number): Promise<TimeWaitLoop> {
  const listeners = await openDestinations(1);
  try {
    return await withPortRange(TIME_WAIT_RANGE, async () => ({
      local,
      connects,
      errors: await openAndClose(listeners.ports[0] ?? 0, local, connects),
    }));
  } finally {
    await listeners.close();
  }
}

/** The number of connections that the kernel's rules allow. */
function createCapacityCheck(row: CapacityRow): Check {
  const ports = countPorts(RANGE);
  const claim = `connections to ${row.destinations} destinations over ${ports} ports, ${row.local}`;
  if (row.local === 'automatic') {
    return checkExact(claim, row.opened, ports * row.destinations);
  }
  if (!row.autobindReuse) {
    return checkExact(claim, row.opened, ports);
  }
  return checkCount(
    `${claim}, ip_autobind_reuse`,
    row.opened,
    autobindReuseLaw(ports, row.destinations, row.attempts),
  );
}

function getErrors(errors: Readonly<Record<string, number>>): string {
  const list = Object.entries(errors).map(([code, count]) => `${count} × ${code}`);
  return list.length === 0 ? 'none' : list.join(', ');
}

function toTables({ oracle, capacity, timeWaitLoops }: BindBeforeConnect): Table[] {
  const tables: Table[] = [
    {
      title: 'A listener on the port of an open client',
      columns: ['client', 'listener', 'so SO_REUSEADDR is'],
      rows: LOCAL_PORTS.map((local) => [
        local,
        oracle[local],
        oracle[local] === 'listening' ? 'set' : 'not set',
      ]),
    },
  ];
  if (capacity.length > 0) {
    tables.push({
      title: `Connections open at once over ${countPorts(RANGE)} ports`,
      columns: ['client', 'ip_autobind_reuse', 'destinations', 'attempts', 'open', 'by the rules', 'errors'],
      rows: capacity.map((row) => [
        row.local,
        row.autobindReuse ? '1' : '0',
        String(row.destinations),
        String(row.attempts),
        String(row.opened),
        row.autobindReuse
          ? mean(autobindReuseLaw(countPorts(RANGE), row.destinations, row.attempts)).toFixed(1)
          : String(row.local === 'automatic' ? countPorts(RANGE) * row.destinations : countPorts(RANGE)),
        getErrors(row.errors),
      ]),
    });
  }
  if (timeWaitLoops.length > 0) {
    tables.push({
      title: 'Connect and close in a loop, each connection left in TIME_WAIT',
      columns: ['client', 'connects', 'errors'],
      rows: timeWaitLoops.map((loop) => [loop.local, String(loop.connects), getErrors(loop.errors)]),
    });
  }
  return tables;
}

function listDestinationCounts({ size }: Lab): readonly number[] {
  return size === 'full' ? [1, 2, 4, 8] : [1, 4];
}

/** Both ends of every connection are in this process. */
function fits(destinations: number): boolean {
  return canOpenSockets(2 * countPorts(RANGE) * destinations);
}

function skips(lab: Lab): Skip[] {
  if (!lab.isPrivate) {
    return [{ what: 'capacity and TIME_WAIT', why: 'it would use up the ports of the whole host' }];
  }
  const skipped: Skip[] = [];
  if (!existsSync(AUTOBIND_REUSE)) {
    skipped.push({ what: 'capacity with ip_autobind_reuse', why: 'Linux has it from 5.7 on' });
  }
  const tooMany = listDestinationCounts(lab).filter((destinations) => !fits(destinations));
  if (tooMany.length > 0) {
    const why = `only ${openFileLimit()} files may be open`;
    skipped.push({ what: `capacity with ${tooMany.join(', ')} destinations`, why });
  }
  return skipped;
}

async function measureAll(lab: Lab): Promise<Omit<BindBeforeConnect, 'oracle'>> {
  if (!lab.isPrivate) {
    return { range: undefined, capacity: [], timeWaitLoops: [] };
  }
  const ports = countPorts(RANGE);
  const capacity: CapacityRow[] = [];
  for (const destinations of listDestinationCounts(lab).filter(fits)) {
    // One attempt more for each destination than can succeed shows the error too.
    const attempts = (ports + 1) * destinations;
    for (const local of LOCAL_PORTS) {
      lab.progress(`${destinations} destinations, ${local}`);
      capacity.push(await measureCapacity(local, destinations, attempts, false));
    }
    if (!existsSync(AUTOBIND_REUSE)) {
      continue;
    }
    lab.progress(`${destinations} destinations, localAddress, ip_autobind_reuse`);
    capacity.push(await measureCapacity('localAddress', destinations, attempts, true));
  }
  const timeWaitLoops: TimeWaitLoop[] = [];
  for (const local of lab.size === 'full' ? LOCAL_PORTS : []) {
    lab.progress(`4000 connections in TIME_WAIT, ${local}`);
    timeWaitLoops.push(await measureTimeWait(local, 4000));
  }
  return { range: RANGE, capacity, timeWaitLoops };
}

/** Experiment 3: what bind() before connect() costs a TCP client, and the SO_REUSEADDR that libuv adds to it. */
export const bindBeforeConnect: Experiment<BindBeforeConnect> = {
  title: 'Bind before connect',
  async run(lab) {
    lab.progress('the bind oracle');
    const data = { oracle: await askOracle(), ...(await measureAll(lab)) };
    const checks = [
      checkExact('a listener on the port of an automatic client', data.oracle.automatic, 'EADDRINUSE'),
      checkExact('a listener on the port of a localAddress client', data.oracle.localAddress, 'listening'),
      ...data.capacity.map(createCapacityCheck),
      ...data.timeWaitLoops.map((loop) =>
        checkExact(
          `errors among ${loop.connects} connects into TIME_WAIT, ${loop.local}`,
          getErrors(loop.errors),
          'none',
        ),
      ),
    ];
    return { data, tables: toTables(data), checks, skipped: skips(lab) };
  },
};
