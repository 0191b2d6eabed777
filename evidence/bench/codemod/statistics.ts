import type { Sample } from './run-timed.ts';

/** The middle and the ends of some numbers. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Several runs of the same command. */
export interface Summary {
  readonly seconds: Spread;
  readonly cpuSeconds: Spread;
  readonly peakMiB: Spread;
  readonly rounds: readonly Sample[];
}

/** @param rounds at least one */
export function summarize(rounds: readonly Sample[]): Summary {
  return {
    seconds: getSpread(rounds.map(({ seconds }) => seconds)),
    cpuSeconds: getSpread(rounds.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: getSpread(rounds.map(({ peakMiB }) => peakMiB)),
    rounds,
  };
}

/** @param numbers at least one */
export function getSpread(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? NaN;
  const high = sorted[Math.ceil(middle)] ?? NaN;
  return { median: (low + high) / 2, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}
