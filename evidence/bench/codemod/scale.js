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
 * @typedef {Summary & { files: number, microsecondsPerFurtherFile?: Spread }} Scaled
 */

/**
 * How a tool's time grows.
 *
 * @typedef {object} Growth
 * @property {string} id
 * @property {string} what it does
 * @property {Summary} alone with the candidates alone
 * @property {readonly Scaled[]} steps each but the first with what each file takes that the one before does not have
 */

/**
 * Measures how the time grows with the number of files, the tools in turn. What a run takes whatever their number, to start, to
 * get warm and to parse the candidates, which are the same in each step, cancels out between two steps of a round.
 *
 * @param {readonly Tool[]} tools
 * @param {ScaleStep} candidates a folder with the candidates alone
 * @param {readonly ScaleStep[]} steps
 * @param {number} rounds
 * @param {string} work a folder for the measurements
 * @returns {Growth[]} of each tool
 */
export function measureScale(tools, candidates, steps, rounds, work) {
  const samples = tools.map(() => [candidates, ...steps].map(() => /** @type {Sample[]} */ ([])));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [column, { files, folder }] of [candidates, ...steps].entries()) {
      for (const [row, tool] of tools.entries()) {
        const { sample, tally } = runTool(tool, folder, work);
        if (tally.files !== files)
          throw new Error(`${tool.name} was given ${tally.files} of ${files} files.`);
        if (round > 0) samples[row]?.[column]?.push(sample);
      }
    }
  }
  return tools.map(({ id, what }, row) => {
    const [alone = [], ...others] = samples[row] ?? [];
    return {
      id,
      what,
      alone: summarize(alone),
      steps: steps.map(({ files }, index) => {
        const step = others[index] ?? [];
        const smaller = steps[index - 1];
        if (smaller === undefined) return { files, ...summarize(step) };
        const perFile = step.map(
          ({ seconds }, round) =>
            (1e6 * (seconds - (others[index - 1]?.[round]?.seconds ?? NaN))) / (files - smaller.files),
        );
        return { files, microsecondsPerFurtherFile: spreadOf(perFile), ...summarize(step) };
      }),
    };
  });
}
