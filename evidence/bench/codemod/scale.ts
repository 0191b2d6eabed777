import { getSpread, summarize } from './statistics.ts';
import { runTool } from './tools.ts';
import type { Sample } from './run-timed.ts';
import type { Spread, Summary } from './statistics.ts';
import type { Tool } from './tools.ts';

/** So many files in a folder. */
export interface ScaleStep {
  readonly files: number;
  /** The folder that holds them. */
  readonly folder: string;
}

type Scaled = Summary & { readonly files: number; readonly microsecondsPerFurtherFile?: Spread };

/** How a tool's time grows. */
export interface Growth {
  readonly id: string;
  /** What it does. */
  readonly what: string;
  /** With the candidates alone. */
  readonly alone: Summary;
  /** Each but the first with what each file takes that the one before does not have. */
  readonly steps: readonly Scaled[];
}

/**
 * Measures how the time grows with the number of files, the tools in turn. What a run takes whatever their number, to start, to
 * get warm and to parse the candidates, which are the same in each step, cancels out between two steps of a round.
 *
 * @param candidates a folder with the candidates alone
 * @param work a folder for the measurements
 * @returns of each tool
 */
export function measureScale(
  tools: readonly Tool[],
  candidates: ScaleStep,
  steps: readonly ScaleStep[],
  rounds: number,
  work: string,
): Growth[] {
  const samples = tools.map(() => [candidates, ...steps].map(() => [] as Sample[]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [column, { files, folder }] of [candidates, ...steps].entries()) {
      for (const [row, tool] of tools.entries()) {
        const { sample, tally } = runTool(tool, folder, work);
        if (tally.files !== files) {
          throw new Error(`${tool.name} was given ${tally.files} of ${files} files.`);
        }
        if (round > 0) {
          samples[row]?.[column]?.push(sample);
        }
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
        if (smaller === undefined) {
          return { files, ...summarize(step) };
        }
        const perFile = step.map(
          ({ seconds }, round) =>
            (1e6 * (seconds - (others[index - 1]?.[round]?.seconds ?? NaN))) / (files - smaller.files),
        );
        return { files, microsecondsPerFurtherFile: getSpread(perFile), ...summarize(step) };
      }),
    };
  });
}
