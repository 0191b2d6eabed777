import type { Measured } from './compare.ts';
import type { Parsing } from './parsing.ts';
import type { Growth } from './scale.ts';
import type { StartUp } from './start-up.ts';

/** What is promised, and what was measured. */
export interface Target {
  readonly promise: string;
  readonly limit: number;
  readonly measured: number;
  readonly isMet: boolean;
}

/** Holds the measurements against what is promised. All times are medians of one run of the bench. */
export function checkTargets(
  compared: readonly Measured[],
  scale: readonly Growth[],
  parsing: Parsing,
  startUp: StartUp,
): Target[] {
  const byId = new Map(compared.map((measured) => [measured.tool.id, measured]));
  const getSeconds = (id: string) => byId.get(id)?.seconds.median ?? NaN;
  const ours = getSeconds('sockets-codemod');
  const getSteps = (id: string) => scale.find((growth) => growth.id === id)?.steps ?? [];
  const scaled = getSteps('sockets-codemod');
  const getGrowth = (id: string) =>
    getRatioOfExtremes(
      getSteps(id).flatMap(({ microsecondsPerFurtherFile }) => microsecondsPerFurtherFile?.median ?? []),
    );
  const peaks = [byId.get('sockets-codemod'), ...scaled].map((summary) => summary?.peakMiB.most ?? NaN);
  const largest = scaled.at(-1);
  return [
    atMost('time by that of rg', 3, ours / getSeconds('rg')),
    atMost(
      `time by that of rg for ${largest?.files} files`,
      3,
      (largest?.seconds.median ?? NaN) / (getSteps('rg').at(-1)?.seconds.median ?? NaN),
    ),
    atLeast('time of ast-grep by ours', 12, getSeconds('ast-grep') / ours),
    atLeast('time of jscodeshift --parser babel by ours', 150, getSeconds('jscodeshift-babel') / ours),
    atLeast('time of jscodeshift --parser tsx by ours', 150, getSeconds('jscodeshift-tsx') / ours),
    atMost('peak memory in MiB, at every size', 200, Math.max(...peaks)),
    atMost('time of a further file at one size by that at another', 1.2, getGrowth('sockets-codemod')),
    atMost(
      'time of a further file at one size by that at another, with one thread',
      1.2,
      getGrowth('sockets-codemod --concurrency=1'),
    ),
    atMost(
      `time for ${parsing.files} files with an option on ${parsing.processors} processors by that on one, divided by ${parsing.processors}`,
      1.2,
      parsing.all.seconds.median / (parsing.one.seconds.median / parsing.processors),
    ),
    atMost(
      'time for a small project with nothing to do by that of node -e 0',
      2,
      startUp.tool.seconds.median / startUp.node.seconds.median,
    ),
  ];
}

/** A difference of two times can come out negative, which is a measurement that says nothing. */
function getRatioOfExtremes(numbers: readonly number[]): number {
  const least = Math.min(...numbers);
  return least > 0 ? Math.max(...numbers) / least : Infinity;
}

function atMost(what: string, limit: number, measured: number): Target {
  return { promise: `${what}: at most ${limit}`, limit, measured, isMet: measured <= limit };
}

function atLeast(what: string, limit: number, measured: number): Target {
  return { promise: `${what}: at least ${limit}`, limit, measured, isMet: measured >= limit };
}
