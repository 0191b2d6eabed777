import type { ExitCode } from '../exit-codes.ts';
import type { FileProblem, UnsearchedPath } from '../files/found-files.ts';
import type { OptionSite } from '../../rewrite.ts';
import type { FileOutcome, FileStatus } from './outcome.ts';

/** All that a run has to report, in whatever form. */
export interface RunReport {
  /** Where the command was started, absolute. */
  readonly cwd: string;
  readonly dryRun: boolean;
  readonly exitCode: ExitCode;
  /** Somebody stopped the run before its end. */
  readonly interrupted: boolean;
  /** Every file that was searched, absolute. */
  readonly searched: ReadonlySet<string>;
  /** Files that mention a reuse option, or failed; by path. */
  readonly outcomes: readonly FileOutcome[];
  /** Paths that lead to no file. */
  readonly problems: readonly FileProblem[];
  /** What does not change the result, but should be known. */
  readonly warnings: readonly FileProblem[];
  /** Paths that were given and led to no file that is searched. */
  readonly unsearched: readonly UnsearchedPath[];
  /** Paths of a list that lead nowhere. */
  readonly gone: readonly string[];
  /** Links that lead outside of the given paths, absolute. */
  readonly notFollowed: readonly string[];
  /** Why nothing was written; the outcomes say to which file. */
  readonly refusal: string | undefined;
  /** The record to undo the run with, absolute. */
  readonly undoRecord: string | undefined;
  /** How long the run took. */
  readonly milliseconds: number;
}

/**
 * The files that the run changed, or would have if it were no dry run. A run that is interrupted leaves others that it
 * was about to change; they count as unchanged.
 *
 * @param report the report
 */
export function getChangedFiles({ dryRun, outcomes }: RunReport): readonly FileOutcome[] {
  return outcomes.filter(({ status }) => status === (dryRun ? 'would-change' : 'changed'));
}

/** The run in numbers. */
export interface Totals {
  readonly changedFiles: number;
  readonly changedOptions: number;
  readonly left: number;
  readonly undecided: number;
  /** Options of clients that a comment keeps. */
  readonly suppressed: number;
  readonly failed: number;
  readonly unchanged: number;
}

/**
 * Counts what a report holds.
 *
 * @param report the report
 */
export function toTotals(report: RunReport): Totals {
  const { outcomes, problems, searched } = report;
  const count = (wanted: FileStatus): number => outcomes.filter(({ status }) => status === wanted).length;
  const sum = (files: readonly FileOutcome[], list: 'changed' | 'left' | 'undecided'): number =>
    files.reduce((total, file) => total + file[list].length, 0);
  const changed = getChangedFiles(report);
  const failed = count('failed');
  return {
    changedFiles: changed.length,
    changedOptions: sum(changed, 'changed'),
    left: sum(outcomes, 'left'),
    undecided: sum(outcomes, 'undecided'),
    suppressed: outcomes.flatMap(({ suppressed }) => suppressed).filter(isClient).length,
    failed: failed + problems.length,
    unchanged: searched.size - changed.length - failed - count('refused'),
  };
}

/** Whether an option is that of a client. */
export function isClient({ verdict }: OptionSite): boolean {
  return verdict === 'client';
}

/** What can make a run end with 1. */
export type FailReason = 'changes' | 'left' | 'undecided';

/**
 * Whether there is work of the kinds that end a run with 1.
 *
 * @param report the report
 * @param kinds the kinds
 */
export function hasWork(report: RunReport, kinds: ReadonlySet<FailReason>): boolean {
  const { changedFiles, left, undecided } = toTotals(report);
  return (
    (kinds.has('changes') && changedFiles > 0) ||
    (kinds.has('left') && left > 0) ||
    (kinds.has('undecided') && undecided > 0)
  );
}
