import type { Check } from './check.ts';

/** A table as printed and as written to the report. Every row has as many cells as there are columns. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Something that could not run here. */
export interface Skip {
  readonly what: string;
  readonly why: string;
}

/** What an experiment found. `data` goes to results.json as it is. */
export interface Outcome<Data> {
  readonly data: Data;
  readonly tables: readonly Table[];
  readonly checks: readonly Check[];
  readonly skipped: readonly Skip[];
}

/** How large a run is. */
export type Size = 'full' | 'quick';

/** Where the experiments run. */
export interface Lab {
  readonly size: Size;
  /** Whether the network namespace is ours alone: only then may sysctls change and ports run out. */
  readonly isPrivate: boolean;
  /** Whether processes can run as another user. */
  readonly canSwitchUser: boolean;
  /** Says what is under way; shown on a terminal only. */
  progress(what: string): void;
}

/** One experiment. `run` takes no state from another one and leaves none behind. */
export interface Experiment<Data> {
  readonly title: string;
  run(lab: Lab): Promise<Outcome<Data>>;
}
