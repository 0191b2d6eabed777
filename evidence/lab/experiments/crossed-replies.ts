import { checkCount, checkExact } from '../check.ts';
import type { Check } from '../check.ts';
import type { Experiment, Lab, Skip, Table } from '../experiment.ts';
import { sumOfSame } from '../formulas/distribution.ts';
import {
  ballsInSharedBoxes,
  collisions,
  expectedSharedShare,
  expectedWrongShare,
} from '../formulas/occupancy.ts';
import { canOpenSockets, openFileLimit } from '../open-file-limit.ts';
import { countPorts, readPortRange, countReservedPorts, withPortRange } from '../port-range.ts';
import type { PortRange } from '../port-range.ts';
import { hasReusePort, runRound } from './datagram-clients.ts';
import type { ReuseOptions } from './datagram-clients.ts';
import { startEchoServer } from './echo-server.ts';

/** The reuse option that every client of a setting has. */
type ReuseName = 'none' | 'reuseAddr' | 'reusePort';

/** One setting, summed over its rounds. */
export interface CrossedReplies {
  readonly option: ReuseName;
  /** R, the number of ephemeral ports. */
  readonly ports: number;
  /** n, the clients open at once. */
  readonly clients: number;
  readonly rounds: number;
  readonly sharedPort: number;
  readonly right: number;
  readonly wrong: number;
  readonly lost: number;
}

/** Below every range used here, so that no client is given it. */
const SERVER_PORT = 7000;
const R256: PortRange = { low: 20000, high: 20255 };
const R1024: PortRange = { low: 20000, high: 21023 };
const DEFAULT: PortRange = { low: 32768, high: 60999 };

const OPTIONS: Readonly<Record<ReuseName, ReuseOptions>> = {
  none: { type: 'udp4' },
  reuseAddr: { type: 'udp4', reuseAddr: true },
  reusePort: { type: 'udp4', reusePort: true },
};

interface Setting {
  readonly range: PortRange | undefined;
  readonly clients: number;
  readonly rounds: number;
}

const FULL: readonly Setting[] = [
  { range: R256, clients: 20, rounds: 40 },
  { range: R256, clients: 50, rounds: 20 },
  { range: R256, clients: 100, rounds: 20 },
  { range: R256, clients: 200, rounds: 20 },
  { range: R1024, clients: 100, rounds: 20 },
  { range: R1024, clients: 300, rounds: 10 },
  { range: R1024, clients: 900, rounds: 5 },
  { range: DEFAULT, clients: 500, rounds: 5 },
  { range: DEFAULT, clients: 1000, rounds: 5 },
  { range: DEFAULT, clients: 2000, rounds: 5 },
  { range: DEFAULT, clients: 4000, rounds: 5 },
];
const QUICK: readonly Setting[] = [
  { range: R256, clients: 50, rounds: 6 },
  { range: R256, clients: 150, rounds: 4 },
  { range: R1024, clients: 300, rounds: 2 },
];
/** The host's own range, untouched: enough clients that some share a port, few enough to harm nobody. */
const SHARED_HOST: readonly Setting[] = [{ range: undefined, clients: 1000, rounds: 3 }];

async function measure(option: ReuseName, setting: Setting): Promise<CrossedReplies> {
  return withPortRange(setting.range, async () => {
    const range = readPortRange();
    const server = await startEchoServer(setting.range === undefined ? 0 : SERVER_PORT);
    const total = { sharedPort: 0, right: 0, wrong: 0, lost: 0 };
    try {
      for (let round = 0; round < setting.rounds; round++) {
        const seen = await runRound(setting.clients, OPTIONS[option], server.port);
        total.sharedPort += seen.sharedPort;
        total.right += seen.right;
        total.wrong += seen.wrong;
        total.lost += seen.lost;
      }
    } finally {
      server.close();
    }
    const ports = countPorts(range) - countReservedPorts(range);
    return { option, ports, clients: setting.clients, rounds: setting.rounds, ...total };
  });
}

function toChecks(row: CrossedReplies): Check[] {
  const where = `${row.option}, R = ${row.ports}, n = ${row.clients}, ${row.rounds} rounds`;
  if (row.option === 'none') {
    return [
      checkExact(`clients on a shared port (${where})`, row.sharedPort, 0),
      checkExact(`replies at the wrong client (${where})`, row.wrong, 0),
    ];
  }
  const wrong = collisions(row.clients, row.ports);
  const shared = ballsInSharedBoxes(row.clients, row.ports);
  return [
    checkCount(`clients on a shared port (${where})`, row.sharedPort, sumOfSame(row.rounds, shared)),
    checkCount(`replies at the wrong client (${where})`, row.wrong, sumOfSame(row.rounds, wrong)),
    // Every reply that the client misses is another client's, none is dropped.
    checkExact(`replies that came nowhere (${where})`, row.lost, 0),
  ];
}

function formatPercent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function toTable(rows: readonly CrossedReplies[]): Table {
  return {
    title: 'Replies at the wrong client',
    columns: [
      'option',
      'ports R',
      'clients n',
      'rounds',
      'on a shared port',
      '1−(1−1/R)^(n−1)',
      'wrong client',
      '1−R(1−(1−1/R)^n)/n',
      'lost',
    ],
    rows: rows.map((row) => {
      const total = row.clients * row.rounds;
      const hasOption = row.option !== 'none';
      return [
        row.option,
        String(row.ports),
        String(row.clients),
        String(row.rounds),
        formatPercent(row.sharedPort / total),
        hasOption ? formatPercent(expectedSharedShare(row.clients, row.ports)) : '0',
        formatPercent(row.wrong / total),
        hasOption ? formatPercent(expectedWrongShare(row.clients, row.ports)) : '0',
        String(row.lost),
      ];
    }),
  };
}

function getSettings(lab: Lab): { settings: readonly Setting[]; skipped: Skip[] } {
  const skipped: Skip[] = [];
  let wanted = lab.size === 'full' ? FULL : QUICK;
  if (!lab.isPrivate) {
    wanted = SHARED_HOST;
    const why = 'the port range belongs to the whole network namespace, and this one is not private';
    skipped.push({ what: 'crossed replies over small port ranges', why });
  }
  const settings = wanted.filter(({ clients }) => canOpenSockets(clients));
  if (settings.length < wanted.length) {
    const most = Math.max(...wanted.map(({ clients }) => clients));
    const why = `only ${openFileLimit()} files may be open`;
    skipped.push({ what: `crossed replies of up to ${most} clients`, why });
  }
  return { settings, skipped };
}

/** Experiment 1: n UDP clients, one echo server. Whose reply arrives where? */
export const crossedReplies: Experiment<readonly CrossedReplies[]> = {
  title: 'Crossed replies',
  async run(lab) {
    const { settings, skipped } = getSettings(lab);
    const options: ReuseName[] = ['none', 'reuseAddr'];
    if (hasReusePort()) {
      options.push('reusePort');
    } else {
      skipped.push({ what: 'clients with reusePort', why: 'Node has it from 22.12 on' });
    }
    const rows: CrossedReplies[] = [];
    for (const setting of settings) {
      for (const option of options) {
        lab.progress(`${setting.rounds} × ${setting.clients} clients, option: ${option}`);
        rows.push(await measure(option, setting));
      }
    }
    return { data: rows, tables: [toTable(rows)], checks: rows.flatMap(toChecks), skipped };
  },
};
