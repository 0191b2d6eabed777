import { expect, it } from 'vitest';
import { acceptanceRegion, binomial } from '../../../../evidence/lab/formulas/distribution.ts';
import { seededRandom } from '../../../../evidence/lab/simulator/random.ts';

it('repeats itself for the same seed, and only for that', () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random(1_000_000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

it('gives every value equally often', () => {
  const random = seededRandom(5);
  const counts = new Array<number>(16).fill(0);
  for (let i = 0; i < 16_000; i++) {
    const value = random(16);
    counts[value] = (counts[value] ?? 0) + 1;
  }
  const { low, high } = acceptanceRegion(binomial(16_000, 1 / 16), 1e-9);
  expect(counts).toHaveLength(16);
  for (const count of counts) {
    expect(count >= low && count <= high, `${count} in ${low} to ${high}`).toBe(true);
  }
});
