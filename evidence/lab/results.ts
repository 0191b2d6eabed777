import type { Check } from './check.ts';
import type { Environment } from './environment.ts';
import type { Outcome, Skip } from './experiment.ts';
import type { BindBeforeConnect } from './experiments/bind-before-connect.ts';
import type { ClusterRow } from './experiments/cluster.ts';
import type { CrossedReplies } from './experiments/crossed-replies.ts';
import type { ImmuneClients } from './experiments/immune-clients.ts';
import type { Restart } from './experiments/listener-restart.ts';
import type { Theft } from './experiments/stolen-replies.ts';
import type { Simulation } from './simulation.ts';

/** The parts of the lab and what each of them finds. */
export interface Parts {
  readonly crossedReplies: readonly CrossedReplies[];
  readonly stolenReplies: readonly Theft[];
  readonly bindBeforeConnect: BindBeforeConnect;
  readonly cluster: readonly ClusterRow[];
  readonly listenerRestart: readonly Restart[];
  readonly immuneClients: readonly ImmuneClients[];
  readonly simulation: Simulation;
}

/** A part as it ran. */
export interface PartResult<Data> extends Outcome<Data> {
  readonly title: string;
  readonly seconds: number;
}

/** Everything a run found: the content of results.json, from which the report and the plots are made. */
export interface Results {
  readonly environment: Environment;
  /** Parts that the size of the run leaves out are missing. */
  readonly parts: { readonly [Name in keyof Parts]?: PartResult<Parts[Name]> };
  /** Whether the simulated Linux does what the real one did. */
  readonly agreement: readonly Check[];
  /** What the whole run could not do. */
  readonly skipped: readonly Skip[];
}

/** All checks of a run, in the order of its parts. */
export function allChecks(results: Results): Check[] {
  return [...Object.values(results.parts).flatMap(({ checks }) => checks), ...results.agreement];
}

/** All that a run left out. */
export function allSkipped(results: Results): Skip[] {
  return [...results.skipped, ...Object.values(results.parts).flatMap(({ skipped }) => skipped)];
}
