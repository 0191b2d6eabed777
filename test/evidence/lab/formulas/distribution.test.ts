import { describe, expect, it } from 'vitest';
import {
  acceptanceRegion,
  binomial,
  mean,
  probabilityOutside,
  toSum,
  sumOfSame,
} from '../../../../evidence/lab/formulas/distribution.ts';
import type { Distribution } from '../../../../evidence/lab/formulas/distribution.ts';

function expectMasses({ first, mass }: Distribution, expected: readonly number[]): void {
  expect(first).toBe(0);
  expect(mass).toHaveLength(expected.length);
  for (const [count, probability] of mass.entries()) {
    expect(probability, `P(${count})`).toBeCloseTo(expected[count] ?? 0, 12);
  }
}

const coin = { first: 0, mass: [0.5, 0.5], lost: 0 };

describe('binomial', () => {
  it('has the textbook values', () => {
    expectMasses(binomial(4, 0.5), [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]);
    expect(mean(binomial(3000, 0.0416))).toBeCloseTo(124.8, 6);
  });

  it('is certain at both ends', () => {
    expect(binomial(7, 0)).toEqual({ first: 0, mass: [1], lost: 0 });
    expect(binomial(7, 1)).toEqual({ first: 7, mass: [1], lost: 0 });
  });
});

describe('sumOf', () => {
  it('convolves', () => {
    expectMasses(sumOfSame(4, coin), [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16]);
  });

  it('adds the counts of parts that start elsewhere', () => {
    expect(mean(toSum([{ first: 10, mass: [1], lost: 0 }, coin]))).toBeCloseTo(10.5, 12);
  });

  it('keeps account of what it prunes', () => {
    const total = sumOfSame(500, binomial(20, 0.3));
    expect(total.mass.length).toBeLessThan(1500);
    expect(total.lost).toBeGreaterThan(0);
    expect(total.lost).toBeLessThan(1e-15);
    expect(mean(total)).toBeCloseTo(3000, 6);
  });
});

describe('acceptanceRegion', () => {
  it('cuts off at most half of alpha at either end, and as much as that allows', () => {
    // Tails of 10 coins: 1/1024, 11/1024, 56/1024.
    const ten = binomial(10, 0.5);
    const region = acceptanceRegion(ten, 0.05);
    expect(region).toMatchObject({ low: 2, high: 8 });
    expect(region.falseFailure).toBeCloseTo(22 / 1024, 10);
    expect(acceptanceRegion(ten, 0.001)).toEqual({ low: 0, high: 10, falseFailure: 0 });
  });

  it('is as likely to be missed as probabilityOutside says', () => {
    const ten = binomial(10, 0.5);
    const { low, high, falseFailure } = acceptanceRegion(ten, 0.05);
    expect(probabilityOutside(ten, low, high)).toBeCloseTo(falseFailure, 12);
    expect(probabilityOutside(ten, 0, 9)).toBeCloseTo(1 / 1024, 12);
  });

  it('counts the pruned mass as a possible false failure', () => {
    expect(acceptanceRegion({ ...binomial(10, 0.5), lost: 1e-6 }, 0.001).falseFailure).toBe(1e-6);
  });
});
