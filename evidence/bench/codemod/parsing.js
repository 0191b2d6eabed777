import { availableParallelism } from 'node:os';
import { summarize } from './statistics.js';
import { runTool, withOneProcessor } from './tools.js';

/** @import { Sample } from './run-timed.js' */
/** @import { Summary } from './statistics.js' */
/** @import { Tool } from './tools.js' */

/**
 * What it takes to judge files that all have to be parsed.
 *
 * @typedef {object} Parsing
 * @property {number} files
 * @property {number} processors how many there are
 * @property {Summary} all with all of them
 * @property {Summary} one with one of them
 */

/**
 * Measures a tool where every file has to be parsed, on all processors and on one, in turn.
 *
 * @param {Tool} tool
 * @param {string} folder that holds the files
 * @param {number} files how many there are
 * @param {number} rounds after one that is not counted
 * @param {string} work a folder for the measurements
 * @returns {Parsing}
 * @throws {Error} when the tool was given other files
 */
export function measureParsing(tool, folder, files, rounds, work) {
  /** @type {Sample[]} */
  const withAll = [];
  /** @type {Sample[]} */
  const withOne = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [each, samples] of /** @type {const} */ ([
      [tool, withAll],
      [withOneProcessor(tool), withOne],
    ])) {
      const { sample, tally } = runTool(each, folder, work);
      if (tally.files !== files) throw new Error(`${each.name} was given ${tally.files} of ${files} files.`);
      if (round > 0) samples.push(sample);
    }
  }
  return {
    files,
    processors: availableParallelism(),
    all: summarize(withAll),
    one: summarize(withOne),
  };
}
