import { summarize } from './statistics.ts';
import { runTool } from './tools.ts';
import type { Sample } from './run-timed.ts';
import type { Summary } from './statistics.ts';
import type { Tally, Tool } from './tools.ts';

/** A tool, what it said of its runs, and what they took. */
export type Measured = Summary & { readonly tool: Tool; readonly tally: Tally };

/** How often each tool runs. */
export interface Rounds {
  /** How often those that take seconds, after one run that is not counted. */
  readonly fast: number;
  /** How often those that take minutes. */
  readonly slow: number;
}

interface Run {
  readonly sample: Sample;
  readonly tally: Tally;
}

/**
 * Runs the tools in turn, so that a disturbance hits neighbours in time alike. The slow ones run in the first rounds.
 *
 * @param corpus the folder to look at
 * @param files how many there are
 * @param work a folder for the measurements
 * @returns in the same order
 * @throws {Error} when a tool fails, was given other files than the others, or says something else the next time
 */
export function compareTools(
  tools: readonly Tool[],
  corpus: string,
  files: number,
  rounds: Rounds,
  work: string,
): Measured[] {
  const runs = new Map(tools.map((tool) => [tool, [] as Run[]]));
  for (let round = 0; round <= rounds.fast; round += 1) {
    for (const tool of tools.filter(({ isSlow }) => !isSlow || (round > 0 && round <= rounds.slow))) {
      const run = runTool(tool, corpus, work);
      if (run.tally.files !== files) {
        throw new Error(`${tool.name} was given ${run.tally.files} of ${files} files.`);
      }
      // The first round fills the caches of the system.
      if (round > 0) {
        runs.get(tool)?.push(run);
      }
      console.error(
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${tool.name} ${run.sample.seconds.toFixed(2)} s`,
      );
    }
  }
  return tools.map((tool) => summarizeRuns(tool, runs.get(tool) ?? []));
}

function summarizeRuns(tool: Tool, runs: readonly Run[]): Measured {
  const [first] = runs;
  const tallies = new Set(runs.map(({ tally }) => JSON.stringify(tally)));
  if (first === undefined || tallies.size !== 1) {
    throw new Error(`${tool.name} does not say the same each time: ${[...tallies].join(' ')}`);
  }
  return { tool, tally: first.tally, ...summarize(runs.map(({ sample }) => sample)) };
}
