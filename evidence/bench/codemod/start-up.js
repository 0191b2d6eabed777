import { runTimed } from './run-timed.js';
import { summarize } from './statistics.js';
import { runTool } from './tools.js';

/** @import { Sample } from './run-timed.js' */
/** @import { Summary } from './statistics.js' */
/** @import { Tool } from './tools.js' */

/**
 * Measures a tool that finds nothing to do against a Node.js that does nothing, in turn.
 *
 * @param {Tool} tool
 * @param {string} project a folder with a few files
 * @param {number} rounds
 * @param {string} work a folder for the measurements
 * @returns {{ tool: Summary, node: Summary }}
 */
export function measureStartUp(tool, project, rounds, work) {
  /** @type {Sample[]} */
  const ofTool = [];
  /** @type {Sample[]} */
  const ofNode = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { sample, tally } = runTool(tool, project, work);
    if (tally.found > 0) throw new Error(`${tool.name} found something to do.`);
    const bare = runTimed({ program: process.execPath, args: ['-e', '0'], cwd: project }, work);
    if (round === 0) continue;
    ofTool.push(sample);
    ofNode.push(bare.sample);
  }
  return { tool: summarize(ofTool), node: summarize(ofNode) };
}
