import { checkCount, checkExact } from './check.ts';
import type { Check } from './check.ts';
import type { Experiment, Size, Table } from './experiment.ts';
import { connectFailure, firstFailureWithin, medianFirstFailure } from './formulas/connect-failure.ts';
import { binomial, mean, sumOfSame } from './formulas/distribution.ts';
import { collisions } from './formulas/occupancy.ts';
import { countPorts } from './port-range.ts';
import type { PortRange } from './port-range.ts';
import { freebsd } from './simulator/freebsd.ts';
import type { Kernel } from './simulator/kernel.ts';
import { linux } from './simulator/linux.ts';
import { macos } from './simulator/macos.ts';
import { openbsd } from './simulator/openbsd.ts';
import { connectLoop, datagramClients, failuresAmongTimeWait } from './simulator/scenarios.ts';
import type { ClientStyle, PortChoice } from './simulator/scenarios.ts';

/** How often one more connect failed among N in TIME_WAIT, over all seeds. */
export interface FailureRow {
  readonly kernel: string;
  readonly choice: PortChoice;
  readonly reuseAddress: boolean;
  readonly timeWait: number;
  readonly trials: number;
  readonly failures: number;
  /** The probability by the formula: N/M where the kernel draws again for nobody, else 0. */
  readonly expected: number;
}

/** QEMU's loop: connect, close, again. */
interface LoopRow {
  readonly kernel: string;
  readonly choice: PortChoice;
  readonly reuseAddress: boolean;
  /** Loops, each from an empty table. */
  readonly runs: number;
  /** Connects in each loop. */
  readonly connects: number;
  /** Failed connects, over all loops. */
  readonly failures: number;
  /** The median over the loops of the first connect that failed; null when it was none in half of them. */
  readonly medianFirstFailure: number | null;
}

/** UDP clients that all set SO_REUSEADDR. */
interface DatagramRow {
  readonly kernel: string;
  readonly ports: number;
  readonly clients: number;
  readonly rounds: number;
  readonly wrong: number;
}

/** What the simulator found. */
export interface Simulation {
  readonly failures: readonly FailureRow[];
  readonly loops: readonly LoopRow[];
  readonly datagrams: readonly DatagramRow[];
}

const KERNELS: readonly Kernel[] = [linux, openbsd, freebsd, macos];
const STYLES: readonly ClientStyle[] = [
  { choice: 'at connect', reuseAddress: false },
  { choice: 'at connect', reuseAddress: true },
  { choice: 'bind first', reuseAddress: true },
];
const SEEDS = [1, 2, 3];
/** As many connects a loop as QEMU's commit names ports in TIME_WAIT. */
const LOOP_CONNECTS = 2000;
const R256: PortRange = { low: 20000, high: 20255 };

const SIZES = {
  full: { timeWait: [100, 500, 1000, 2000, 4000, 8000, 12000, 16000], trials: 1000, loops: 1000, rounds: 20 },
  quick: { timeWait: [500, 2000, 8000], trials: 300, loops: 60, rounds: 10 },
} as const satisfies Record<Size, object>;

/**
 * The number of ports from which a kernel draws blindly, M; undefined when it only takes ports that are free for
 * the connection. The BSD scan reaches the first port of its range only by wrapping around, hence one less.
 */
function countBlindPorts(
  { name, defaultRange }: Kernel,
  { choice, reuseAddress }: ClientStyle,
): number | undefined {
  const isBlind = reuseAddress && (name === 'OpenBSD' || (name === 'FreeBSD' && choice === 'bind first'));
  return isBlind ? countPorts(defaultRange) - 1 : undefined;
}

function simulateFailures(kernel: Kernel, style: ClientStyle, timeWait: number, trials: number): FailureRow {
  const ports = countBlindPorts(kernel, style);
  return {
    kernel: kernel.name,
    ...style,
    timeWait,
    trials: trials * SEEDS.length,
    failures: SEEDS.reduce(
      (sum, seed) => sum + failuresAmongTimeWait(kernel, style, timeWait, trials, seed),
      0,
    ),
    expected: ports === undefined ? 0 : connectFailure(timeWait, ports),
  };
}

function simulateLoop(kernel: Kernel, style: ClientStyle, most: number): { row: LoopRow; checks: Check[] } {
  const ports = countBlindPorts(kernel, style);
  // Where none may fail, no number of loops makes it more certain: the rules leave no other way.
  const runs = ports === undefined ? 20 : most;
  let failures = 0;
  const firstFailures: number[] = [];
  for (let seed = 1; seed <= runs; seed++) {
    const loop = connectLoop(kernel, style, LOOP_CONNECTS, seed);
    failures += loop.failures;
    if (loop.firstFailure !== undefined) {
      firstFailures.push(loop.firstFailure);
    }
  }
  const middle = firstFailures.toSorted((a, b) => a - b)[Math.floor(runs / 2)];
  const row: LoopRow = {
    kernel: kernel.name,
    ...style,
    runs,
    connects: LOOP_CONNECTS,
    failures,
    medianFirstFailure: middle ?? null,
  };
  const where = `${kernel.name}, ${describe(style)}`;
  const claim = `failures in ${runs} loops of ${LOOP_CONNECTS} connects, ${where}`;
  if (ports === undefined) {
    return { row, checks: [checkExact(claim, failures, 0)] };
  }
  const median = medianFirstFailure(ports);
  const early = firstFailures.filter((first) => first <= median).length;
  return {
    row,
    checks: [
      checkCount(claim, failures, sumOfSame(runs, collisions(LOOP_CONNECTS, ports))),
      checkCount(
        `loops out of ${runs} whose first failure comes within ${median} connects, ${where}`,
        early,
        binomial(runs, firstFailureWithin(median, ports)),
      ),
    ],
  };
}

function simulateDatagrams(rounds: number): DatagramRow[] {
  return KERNELS.flatMap((kernel) =>
    [50, 200].map((clients) => {
      let wrong = 0;
      for (let seed = 1; seed <= rounds; seed++) {
        wrong += datagramClients(kernel, { reuseAddress: true }, R256, clients, seed).wrong;
      }
      return { kernel: kernel.name, ports: countPorts(R256), clients, rounds, wrong };
    }),
  );
}

function describe({ choice, reuseAddress }: Pick<ClientStyle, keyof ClientStyle>): string {
  return `port ${choice}, SO_REUSEADDR ${reuseAddress ? 'on' : 'off'}`;
}

function createFailureCheck(row: FailureRow): Check {
  const claim = `EADDRINUSE among ${row.timeWait} in TIME_WAIT, ${row.kernel}, ${describe(row)}`;
  return row.expected === 0
    ? checkExact(claim, row.failures, 0)
    : checkCount(claim, row.failures, binomial(row.trials, row.expected));
}

function createDatagramCheck({ kernel, ports, clients, rounds, wrong }: DatagramRow): Check {
  const claim = `UDP clients that are not the newest on their port, ${kernel}, R = ${ports}, n = ${clients}`;
  if (kernel !== 'Linux') {
    return checkExact(claim, wrong, 0);
  }
  const law = collisions(clients, ports);
  return checkCount(claim, wrong, sumOfSame(rounds, law));
}

function formatRate(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)} %`;
}

function toTables({ failures, loops, datagrams }: Simulation): Table[] {
  return [
    {
      title: 'Simulated: EADDRINUSE on one more connect to the same peer',
      columns: ['kernel', 'client', 'in TIME_WAIT', 'trials', 'failed', 'formula'],
      rows: failures
        .filter((row) => row.timeWait === 2000 || row.expected > 0)
        .map((row) => [
          row.kernel,
          describe(row),
          String(row.timeWait),
          String(row.trials),
          formatRate(row.failures, row.trials),
          row.expected === 0 ? '0' : formatRate(row.expected, 1),
        ]),
    },
    {
      title: "Simulated: QEMU's loop, connect and close",
      columns: ['kernel', 'client', 'loops', 'connects each', 'failures a loop', 'median of first failure'],
      rows: loops.map((row) => [
        row.kernel,
        describe(row),
        String(row.runs),
        String(row.connects),
        (row.failures / row.runs).toFixed(1),
        row.medianFirstFailure === null ? 'none' : String(row.medianFirstFailure),
      ]),
    },
    {
      title: 'Simulated: UDP clients with SO_REUSEADDR, unconnected',
      columns: ['kernel', 'ports', 'clients', 'rounds', 'not the newest on their port', 'Linux formula'],
      rows: datagrams.map((row) => [
        row.kernel,
        String(row.ports),
        String(row.clients),
        String(row.rounds),
        formatRate(row.wrong, row.clients * row.rounds),
        formatRate(mean(collisions(row.clients, row.ports)), row.clients),
      ]),
    },
  ];
}

/** The kernels that cannot run here, by their rules, seeded: the same numbers on every machine. */
export const simulation: Experiment<Simulation> = {
  title: 'Simulator',
  run(lab) {
    const size = SIZES[lab.size];
    const failures: FailureRow[] = [];
    for (const kernel of KERNELS) {
      for (const style of STYLES) {
        for (const timeWait of size.timeWait) {
          lab.progress(`${kernel.name}, ${describe(style)}, ${timeWait} in TIME_WAIT`);
          failures.push(simulateFailures(kernel, style, timeWait, size.trials));
        }
      }
    }
    lab.progress("QEMU's loop");
    const loops = KERNELS.flatMap((kernel) => STYLES.map((style) => simulateLoop(kernel, style, size.loops)));
    const datagrams = simulateDatagrams(size.rounds);
    const data = { failures, loops: loops.map(({ row }) => row), datagrams };
    const checks = [
      ...failures.map(createFailureCheck),
      ...loops.flatMap((loop) => loop.checks),
      ...datagrams.map(createDatagramCheck),
    ];
    return Promise.resolve({ data, tables: toTables(data), checks, skipped: [] });
  },
};
