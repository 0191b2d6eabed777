import { checkAgreement } from './agreement.ts';
import { falseFailureBound } from './check.ts';
import { describeEnvironment } from './environment.ts';
import type { Environment } from './environment.ts';
import type { Experiment, Lab, Size, Skip } from './experiment.ts';
import { bindBeforeConnect } from './experiments/bind-before-connect.ts';
import { clusterWorkers } from './experiments/cluster.ts';
import { crossedReplies } from './experiments/crossed-replies.ts';
import { immuneClients } from './experiments/immune-clients.ts';
import { listenerRestart } from './experiments/listener-restart.ts';
import { stolenReplies } from './experiments/stolen-replies.ts';
import { allChecks, allSkipped } from './results.ts';
import type { PartResult, Parts, Results } from './results.ts';
import { simulation } from './simulation.ts';
import { renderTextTable } from './text-table.ts';

type Experiments = { readonly [Name in keyof Parts]: Experiment<Parts[Name]> };

const EXPERIMENTS: Experiments = {
  crossedReplies,
  stolenReplies,
  bindBeforeConnect,
  cluster: clusterWorkers,
  listenerRestart,
  immuneClients,
  simulation,
};

/** The parts of a quick run: experiments 1, 3 and 6, and the simulator. */
const QUICK: readonly (keyof Parts)[] = [
  'crossedReplies',
  'bindBeforeConnect',
  'immuneClients',
  'simulation',
];

/** What a run is to be. */
interface Run {
  readonly size: Size;
  readonly user: Environment['user'];
  readonly isLinux: boolean;
  readonly isPrivate: boolean;
  readonly canSwitchUser: boolean;
}

function showProgress(title: string): (what: string) => void {
  return (what) => {
    if (process.stderr.isTTY) {
      process.stderr.write(`\r\u001b[K${title}: ${what}`);
    }
  };
}

function clearProgress(): void {
  if (process.stderr.isTTY) {
    process.stderr.write('\r\u001b[K');
  }
}

async function runPart<Data>(experiment: Experiment<Data>, run: Run): Promise<PartResult<Data>> {
  const { title } = experiment;
  const start = performance.now();
  const lab: Lab = { ...run, progress: showProgress(title) };
  try {
    const outcome = await experiment.run(lab);
    return { title, seconds: (performance.now() - start) / 1000, ...outcome };
  } finally {
    clearProgress();
  }
}

/**
 * Runs the lab, printing tables as it goes.
 *
 * @param run what to run, and what the system allows
 * @param print takes one or more lines
 * @throws {Error} when an experiment cannot be carried out at all
 */
export async function runLab(run: Run, print: (text: string) => void): Promise<Results> {
  const skipped: Skip[] = [];
  const entries: [keyof Parts, PartResult<unknown>][] = [];
  for (const name of run.size === 'quick' ? QUICK : (Object.keys(EXPERIMENTS) as (keyof Parts)[])) {
    const experiment: Experiment<unknown> = EXPERIMENTS[name];
    if (!run.isLinux && name !== 'simulation') {
      skipped.push({ what: experiment.title, why: 'it measures Linux' });
      continue;
    }
    const part = await runPart(experiment, run);
    entries.push([name, part]);
    const holding = part.checks.filter((check) => check.holds).length;
    const took = `${part.seconds.toFixed(1)} s`;
    print(`\n── ${part.title}: ${holding} of ${part.checks.length} checks hold, ${took}`);
    for (const table of part.tables) {
      print(`\n${renderTextTable(table)}`);
    }
  }
  const parts = Object.fromEntries(entries) as Results['parts'];
  const { crossedReplies: crossed, bindBeforeConnect: bound } = parts;
  return {
    environment: describeEnvironment(run.size, run.user, run.isPrivate),
    parts,
    agreement: crossed && bound ? checkAgreement(crossed.data, bound.data) : [],
    skipped,
  };
}

/**
 * What a run comes to.
 *
 * @param results of the run
 * @returns lines to print, and the exit code: 1 when a check does not hold, else 0
 */
export function summarize(results: Results): { readonly text: string; readonly exitCode: 0 | 1 } {
  const checks = allChecks(results);
  const failed = checks.filter((check) => !check.holds);
  const lines = [
    `${checks.length - failed.length} of ${checks.length} checks hold (${results.agreement.length} of them: the simulated Linux does what the real one did).`,
    `A correct system fails any of them with a probability of at most ${falseFailureBound(checks).toExponential(1)}.`,
    ...allSkipped(results).map(({ what, why }) => `Skipped: ${what} (${why}).`),
    ...failed.map((check) => `CONTRADICTED: ${check.claim}: ${check.measured}, expected ${check.expected}.`),
  ];
  return { text: lines.join('\n'), exitCode: failed.length === 0 ? 0 : 1 };
}
