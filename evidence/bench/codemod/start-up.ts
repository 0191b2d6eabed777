import { runTimed } from './run-timed.ts';
import { summarize } from './statistics.ts';
import { runTool } from './tools.ts';
import type { Sample } from './run-timed.ts';
import type { Summary } from './statistics.ts';
import type { Tool } from './tools.ts';

/** What the tool takes to start, and Node.js without it. */
export interface StartUp {
  readonly tool: Summary;
  readonly node: Summary;
}

/**
 * Measures a tool that finds nothing to do against a Node.js that does nothing, in turn.
 *
 * @param project a folder with a few files
 * @param work a folder for the measurements
 */
export function measureStartUp(tool: Tool, project: string, rounds: number, work: string): StartUp {
  const ofTool: Sample[] = [];
  const ofNode: Sample[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const { sample, tally } = runTool(tool, project, work);
    if (tally.found > 0) {
      throw new Error(`${tool.name} found something to do.`);
    }
    const bare = runTimed({ program: process.execPath, args: ['-e', '0'], cwd: project }, work);
    if (round === 0) {
      continue;
    }
    ofTool.push(sample);
    ofNode.push(bare.sample);
  }
  return { tool: summarize(ofTool), node: summarize(ofNode) };
}
