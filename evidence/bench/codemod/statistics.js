/** @import { Sample } from './run-timed.js' */

/**
 * The middle and the ends of some numbers.
 *
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} least
 * @property {number} most
 */

/**
 * Several runs of the same command.
 *
 * @typedef {object} Summary
 * @property {Spread} seconds
 * @property {Spread} cpuSeconds
 * @property {Spread} peakMiB
 * @property {readonly Sample[]} rounds
 */

/**
 * @param {readonly Sample[]} rounds at least one
 * @returns {Summary}
 */
export function summarize(rounds) {
  return {
    seconds: spreadOf(rounds.map(({ seconds }) => seconds)),
    cpuSeconds: spreadOf(rounds.map(({ cpuSeconds }) => cpuSeconds)),
    peakMiB: spreadOf(rounds.map(({ peakMiB }) => peakMiB)),
    rounds,
  };
}

/**
 * @param {readonly number[]} numbers at least one
 * @returns {Spread}
 */
export function spreadOf(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? NaN;
  const high = sorted[Math.ceil(middle)] ?? NaN;
  return { median: (low + high) / 2, least: sorted[0] ?? NaN, most: sorted.at(-1) ?? NaN };
}
