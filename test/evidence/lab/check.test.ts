import { describe, expect, it } from 'vitest';
import { ALPHA, checkCount, checkExact, falseFailureBound } from '../../../evidence/lab/check.ts';
import { binomial } from '../../../evidence/lab/formulas/distribution.ts';

describe('checkExact', () => {
  it('holds for equal values only', () => {
    expect(checkExact('bind()', 'EADDRINUSE', 'EADDRINUSE').holds).toBe(true);
    expect(checkExact<string>('bind()', 'ok', 'EADDRINUSE').holds).toBe(false);
  });
});

describe('checkCount', () => {
  // 1000 coins: 500 on average, standard deviation 15.8; 1e-9 is 6.1 of those.
  const law = binomial(1000, 0.5);

  it('holds at both bounds and fails just beyond them', () => {
    const [low = 0, high = 0] =
      /\((\d+) to (\d+)\)/
        .exec(checkCount('', 500, law).expected)
        ?.slice(1)
        .map(Number) ?? [];
    expect([low, high]).toEqual([404, 596]);
    expect([low, high].map((count) => checkCount('', count, law).holds)).toEqual([true, true]);
    expect([low - 1, high + 1].map((count) => checkCount('', count, law).holds)).toEqual([false, false]);
  });

  it('states how likely it fails falsely', () => {
    const { falseFailure } = checkCount('', 500, law);
    expect(falseFailure).toBeGreaterThan(0);
    expect(falseFailure).toBeLessThanOrEqual(ALPHA);
    expect(falseFailureBound([checkCount('', 500, law), checkExact('', 1, 1)])).toBe(falseFailure);
  });
});
