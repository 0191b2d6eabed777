import { summarize } from './statistics.js';
import { runTool } from './tools.js';

/** @import { Sample } from './run-timed.js' */
/** @import { Summary } from './statistics.js' */
/** @import { Tally, Tool } from './tools.js' */

/**
 * A tool, what it said of its runs, and what they took.
 *
 * @typedef {Summary & { tool: Tool, tally: Tally }} Measured
 */

/**
 * How often each tool runs.
 *
 * @typedef {object} Rounds
 * @property {number} fast how often those that take seconds, after one run that is not counted
 * @property {number} slow how often those that take minutes
 */

/**
 * Runs the tools in turn, so that a disturbance hits neighbours in time alike. The slow ones run in the first rounds.
 *
 * @param {readonly Tool[]} tools
 * @param {string} corpus the folder to look at
 * @param {number} files how many there are
 * @param {Rounds} rounds
 * @param {string} work a folder for the measurements
 * @returns {Measured[]} in the same order
 * @throws {Error} when a tool fails, was given other files than the others, or says something else the next time
 */
export function compareTools(tools, corpus, files, rounds, work) {
  const runs = new Map(tools.map((tool) => [tool, /** @type {{ sample: Sample, tally: Tally }[]} */ ([])]));
  for (let round = 0; round <= rounds.fast; round += 1) {
    for (const tool of tools) {
      if (tool.isSlow ? round === 0 || round > rounds.slow : false) continue;
      const run = runTool(tool, corpus, work);
      if (run.tally.files !== files) {
        throw new Error(`${tool.name} was given ${run.tally.files} of ${files} files.`);
      }
      // The first round fills the caches of the system.
      if (round > 0) runs.get(tool)?.push(run);
      console.error(
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${tool.name} ${run.sample.seconds.toFixed(2)} s`,
      );
    }
  }
  return tools.map((tool) => {
    const ofTool = runs.get(tool) ?? [];
    const tallies = new Set(ofTool.map(({ tally }) => JSON.stringify(tally)));
    if (tallies.size !== 1)
      throw new Error(`${tool.name} does not say the same each time: ${[...tallies].join(' ')}`);
    const tally = /** @type {Tally} */ (ofTool[0]?.tally);
    return { tool, tally, ...summarize(ofTool.map(({ sample }) => sample)) };
  });
}
