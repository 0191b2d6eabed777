// @ts-check
import { spreadOf, summarize } from './statistics.js';
import { runTool } from './tools.js';

/** @import { Sample } from './run-timed.js' */
/** @import { Spread, Summary } from './statistics.js' */
/** @import { Tool } from './tools.js' */

/**
 * @typedef {object} ScaleStep
 * @property {number} files
 * @property {string} folder that holds them
 */

/**
 * @typedef {Summary & { files: number, microsecondsPerFile: Spread }} Scaled
 */

/**
 * Measures how the time grows with the number of files. What a run takes to start and to parse the candidates, which are
 * the same in each step, is measured by itself and taken off within each round, so that what slows a whole round cancels out.
 *
 * @param {Tool} tool
 * @param {ScaleStep} candidates a folder with the candidates alone
 * @param {readonly ScaleStep[]} steps
 * @param {number} rounds
 * @param {string} work a folder for the measurements
 * @returns {{ candidates: number, alone: Summary, steps: Scaled[] }} times by file are those of the other files
 */
export function measureScale(tool, candidates, steps, rounds, work) {
  const all = [candidates, ...steps];
  const samples = all.map(() => /** @type {Sample[]} */ ([]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, { files, folder }] of all.entries()) {
      const { sample, tally } = runTool(tool, folder, work);
      if (tally.files !== files) throw new Error(`${tool.name} was given ${tally.files} of ${files} files.`);
      if (round > 0) samples[index]?.push(sample);
    }
  }
  const [alone = [], ...others] = samples;
  return {
    candidates: candidates.files,
    alone: summarize(alone),
    steps: steps.map(({ files }, index) => {
      const step = others[index] ?? [];
      const perFile = step.map(
        ({ seconds }, round) =>
          (1e6 * (seconds - (alone[round]?.seconds ?? NaN))) / (files - candidates.files),
      );
      return { files, microsecondsPerFile: spreadOf(perFile), ...summarize(step) };
    }),
  };
}
