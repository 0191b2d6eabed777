import type { FileProblem } from './files/found-files.ts';
import type { FileOutcome, FileStatus } from './outcome.ts';
import type { ExitCode } from './exit-codes.ts';

/** All that a run has to tell, whatever form it is told in. */
export interface RunReport {
  readonly dryRun: boolean;
  readonly exitCode: ExitCode;
  /** Somebody stopped the run before its end. */
  readonly interrupted: boolean;
  /** How many files were searched. */
  readonly searched: number;
  /** Files that mention a reuse option, or failed; by path. */
  readonly outcomes: readonly FileOutcome[];
  /** Paths that lead to no file. */
  readonly problems: readonly FileProblem[];
  /** Links that lead outside of the given paths, absolute. */
  readonly notFollowed: readonly string[];
  /** Why nothing was written; the outcomes say to which file. */
  readonly refusal: string | undefined;
  /** The changed files that `git restore` brings back. */
  readonly restorable: readonly string[];
  /** How long the run took. */
  readonly milliseconds: number;
}

/**
 * The files that the run changed, or would have if it were no dry run. A run that is interrupted leaves others that it
 * was about to change; they count as unchanged.
 *
 * @param report the report
 */
export function changedFilesOf({ dryRun, outcomes }: RunReport): readonly FileOutcome[] {
  return outcomes.filter(({ status }) => status === (dryRun ? 'would-change' : 'changed'));
}

/** The run in numbers. */
export interface Totals {
  readonly changedFiles: number;
  readonly changedOptions: number;
  readonly left: number;
  readonly undecided: number;
  readonly failed: number;
  readonly unchanged: number;
}

/**
 * Counts what a report tells.
 *
 * @param report the report
 */
export function totalsOf(report: RunReport): Totals {
  const { outcomes, problems, searched } = report;
  const count = (wanted: FileStatus): number => outcomes.filter(({ status }) => status === wanted).length;
  const sum = (files: readonly FileOutcome[], list: 'changed' | 'left' | 'undecided'): number =>
    files.reduce((total, file) => total + file[list].length, 0);
  const changed = changedFilesOf(report);
  const failed = count('failed');
  return {
    changedFiles: changed.length,
    changedOptions: sum(changed, 'changed'),
    left: sum(outcomes, 'left'),
    undecided: sum(outcomes, 'undecided'),
    failed: failed + problems.length,
    unchanged: searched - changed.length - failed - count('refused'),
  };
}
