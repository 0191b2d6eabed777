import cluster from 'node:cluster';
import type { Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { checkExact } from '../check.ts';
import type { Check } from '../check.ts';
import type { Experiment, Table } from '../experiment.ts';
import type { FromWorker, ToWorker, WorkerBind } from './cluster-worker.ts';
import { startEchoServer } from './echo-server.ts';

/** Three workers that bind in one way. */
export interface ClusterRow {
  readonly bind: WorkerBind;
  /** The local port of each worker. */
  readonly ports: readonly number[];
  /** Replies to its own requests, for each worker. */
  readonly right: readonly number[];
  /** Replies to another worker's requests, for each worker. */
  readonly wrong: readonly number[];
}

const WORKERS = 3;
/** Few enough that all of them fit into one receive buffer, should a process get no time for a while. */
const REQUESTS = 50;
const SILENCE_MS = 10_000;
const MODULE = fileURLToPath(new URL('./cluster-worker.js', import.meta.url));

/** @throws {Error} when the worker says anything else next, or nothing for ten seconds */
async function hear<Kind extends FromWorker['says']>(
  worker: Worker,
  says: Kind,
): Promise<Extract<FromWorker, { says: Kind }>> {
  const [message] = (await once(worker, 'message', { signal: AbortSignal.timeout(SILENCE_MS) })) as [
    FromWorker,
  ];
  if (message.says !== says) {
    throw new Error(`worker ${worker.id} says ${message.says} instead of ${says}`);
  }
  return message as Extract<FromWorker, { says: Kind }>;
}

function tell(worker: Worker, message: ToWorker): void {
  worker.send(message);
}

async function report(workers: readonly Worker[]): Promise<{ right: number[]; wrong: number[] }> {
  const reports = await Promise.all(
    workers.map((worker) => {
      const answer = hear(worker, 'report');
      tell(worker, { do: 'report' });
      return answer;
    }),
  );
  return { right: reports.map(({ right }) => right), wrong: reports.map(({ wrong }) => wrong) };
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

async function measure(bind: WorkerBind): Promise<ClusterRow> {
  const server = await startEchoServer(0);
  const workers: Worker[] = [];
  try {
    const ports: number[] = [];
    for (let id = 0; id < WORKERS; id++) {
      cluster.setupPrimary({ exec: MODULE, args: [bind, String(server.port), String(id)] });
      const worker = cluster.fork();
      workers.push(worker);
      ports.push((await hear(worker, 'ready')).port);
    }
    await Promise.all(
      workers.map((worker) => {
        const sent = hear(worker, 'sent');
        tell(worker, { do: 'send', count: REQUESTS });
        return sent;
      }),
    );
    let counts = await report(workers);
    for (
      let tries = 0;
      tries < 500 && total([...counts.right, ...counts.wrong]) < WORKERS * REQUESTS;
      tries++
    ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      counts = await report(workers);
    }
    return { bind, ports, ...counts };
  } finally {
    await Promise.all(
      workers.map(async (worker) => {
        if (worker.isDead()) {
          return;
        }
        const ended = once(worker, 'exit');
        worker.disconnect();
        await ended;
      }),
    );
    server.close();
  }
}

function toChecks({ bind, ports, right, wrong }: ClusterRow): Check[] {
  const isShared = bind === 'bind(0)';
  const checks = [
    checkExact(`different ports of ${WORKERS} workers, ${bind}`, new Set(ports).size, isShared ? 1 : WORKERS),
    checkExact(`replies that arrived, ${bind}`, total([...right, ...wrong]), WORKERS * REQUESTS),
  ];
  // How many of a shared port's replies go astray depends on which worker wakes up first: counted, not predicted.
  if (!isShared) {
    checks.push(checkExact(`replies at the wrong worker, ${bind}`, total(wrong), 0));
  }
  return checks;
}

function toTable(rows: readonly ClusterRow[]): Table {
  return {
    title: `${WORKERS} cluster workers, ${REQUESTS} requests each, no reuse option anywhere`,
    columns: ['how', 'different ports', 'own replies of each worker', "other workers' replies"],
    rows: rows.map(({ bind, ports, right, wrong }) => [
      bind,
      String(new Set(ports).size),
      right.join(', '),
      wrong.join(', '),
    ]),
  };
}

/** Experiment 4: in cluster workers, bind(0) without `exclusive` shares one port among all of them. */
export const clusterWorkers: Experiment<readonly ClusterRow[]> = {
  title: 'Cluster',
  async run(lab) {
    const rows: ClusterRow[] = [];
    for (const bind of ['bind(0)', 'bind(0), exclusive', 'no bind'] as const) {
      lab.progress(bind);
      rows.push(await measure(bind));
    }
    return { data: rows, tables: [toTable(rows)], checks: rows.flatMap(toChecks), skipped: [] };
  },
};
