import { availableParallelism } from 'node:os';
import { summarize } from './statistics.ts';
import { runTool, withOneProcessor } from './tools.ts';
import type { Sample } from './run-timed.ts';
import type { Summary } from './statistics.ts';
import type { Tool } from './tools.ts';

/** What it takes to judge files that all have to be parsed. */
export interface Parsing {
  readonly files: number;
  /** How many there are. */
  readonly processors: number;
  /** With all of them. */
  readonly all: Summary;
  /** With one of them. */
  readonly one: Summary;
}

/**
 * Measures a tool where every file has to be parsed, on all processors and on one, in turn.
 *
 * @param folder that holds the files
 * @param files how many there are
 * @param rounds after one that is not counted
 * @param work a folder for the measurements
 * @throws {Error} when the tool was given other files
 */
export function measureParsing(
  tool: Tool,
  folder: string,
  files: number,
  rounds: number,
  work: string,
): Parsing {
  const withAll: Sample[] = [];
  const withOne: Sample[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    for (const [each, samples] of [
      [tool, withAll],
      [withOneProcessor(tool), withOne],
    ] as const) {
      const { sample, tally } = runTool(each, folder, work);
      if (tally.files !== files) {
        throw new Error(`${each.name} was given ${tally.files} of ${files} files.`);
      }
      if (round > 0) {
        samples.push(sample);
      }
    }
  }
  return {
    files,
    processors: availableParallelism(),
    all: summarize(withAll),
    one: summarize(withOne),
  };
}
