import { acceptanceRegion, mean } from './formulas/distribution.ts';
import type { Distribution } from './formulas/distribution.ts';

/**
 * The level of every statistical check: a system that follows the formula fails one such check with at most this
 * probability. {@link falseFailureBound} adds them up; a run with a hundred of them stays below 10⁻⁶.
 */
export const ALPHA = 1e-9;

/** One claim, held against what was measured. */
export interface Check {
  readonly claim: string;
  readonly measured: string;
  readonly expected: string;
  /** An upper bound of the probability that a system for which the claim is true fails the check. */
  readonly falseFailure: number;
  readonly holds: boolean;
}

/**
 * A claim without chance in it.
 *
 * @param claim what is claimed
 * @param measured what was seen
 * @param expected what must have been seen; equal by value (`===`)
 */
export function checkExact<T extends number | string | boolean>(
  claim: string,
  measured: T,
  expected: T,
): Check {
  return {
    claim,
    measured: String(measured),
    expected: String(expected),
    falseFailure: 0,
    holds: measured === expected,
  };
}

/**
 * A claim that a count follows a law: it must lie in the exact acceptance region at level {@link ALPHA}.
 *
 * @param claim what is claimed
 * @param measured the count, a non-negative integer
 * @param law the distribution that it must follow
 */
export function checkCount(claim: string, measured: number, law: Distribution): Check {
  const { low, high, falseFailure } = acceptanceRegion(law, ALPHA);
  return {
    claim,
    measured: String(measured),
    expected: `${mean(law).toFixed(1)} (${low} to ${high})`,
    falseFailure,
    holds: measured >= low && measured <= high,
  };
}

/**
 * @param checks all checks of a run
 * @returns the sum of the bounds: the probability that a run on a correct system exits non-zero is at most this
 */
export function falseFailureBound(checks: readonly Check[]): number {
  return checks.reduce((sum, check) => sum + check.falseFailure, 0);
}
