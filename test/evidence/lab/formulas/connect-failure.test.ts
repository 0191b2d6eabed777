import { describe, expect, it } from 'vitest';
import {
  connectFailure,
  firstFailureWithin,
  medianFirstFailure,
} from '../../../../evidence/lab/formulas/connect-failure.ts';
import { mean } from '../../../../evidence/lab/formulas/distribution.ts';
import { collisions } from '../../../../evidence/lab/formulas/occupancy.ts';

/** The ports from which OpenBSD draws: 1025 to 49151. */
const OPENBSD = 48127;

describe("QEMU's numbers on OpenBSD", () => {
  it('4.2 % a connect with 2000 connections in TIME_WAIT', () => {
    expect(connectFailure(2000, OPENBSD)).toBeCloseTo(0.0416, 4);
  });

  it('the first failure comes at a median of 258 connects', () => {
    expect(Math.abs(medianFirstFailure(OPENBSD) - 258)).toBeLessThanOrEqual(1);
  });

  it('2000 connects pass without a failure once in 10¹⁸ loops', () => {
    expect(firstFailureWithin(2000, OPENBSD)).toBeCloseTo(1, 15);
  });

  it('41 of the first 2000 connects fail', () => {
    expect(mean(collisions(2000, OPENBSD))).toBeCloseTo(41, 0);
  });
});

describe('firstFailureWithin', () => {
  it('is the birthday problem', () => {
    expect(firstFailureWithin(22, 365)).toBeCloseTo(0.4757, 4);
    expect(firstFailureWithin(23, 365)).toBeCloseTo(0.5073, 4);
    expect(medianFirstFailure(365)).toBe(23);
  });

  it('is certain when there are more connects than ports', () => {
    expect(firstFailureWithin(3, 2)).toBe(1);
    expect(firstFailureWithin(1, 2)).toBe(0);
  });
});
