import { type SourceFile, type Verdict, analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import type { CompiledProgram } from './compile.ts';
import type { Moment, Run, WorldPlan } from './hostile-world.ts';

/** The verdicts of a program, by the number of the options that they are about. */
export type Verdicts = ReadonlyMap<number, { readonly verdict: Verdict; readonly evidence: string }>;

/** A verdict `client` about a socket that a run bound to an explicit port. */
export interface Contradiction {
  readonly site: number;
  readonly evidence: string;
  readonly port: number;
  readonly world: WorldPlan;
}

const MOMENTS: readonly Moment[] = ['at once', 'in a microtask', 'at the end', 'any'];

/** The worlds in which each program is run: one for each moment, each with an environment of its own. */
export function createWorlds(seed: number): readonly WorldPlan[] {
  return MOMENTS.map((moment, index) => ({
    moment,
    seed: Math.imul(seed + 1, 2_654_435_761) + index * 7919,
  }));
}

/**
 * What the analysis says about each numbered options object.
 *
 * @param program the program
 * @param change changes the tree before it is analyzed; without it, nothing is changed
 * @throws {Error} when the program does not parse
 */
export function getVerdicts(
  { text, path }: Pick<CompiledProgram, 'path' | 'text'>,
  change?: (ast: SourceFile['ast']) => void,
): Verdicts {
  const parsed = parseSource(text, path);
  if (!parsed.ok) {
    throw new Error(`${parsed.error.message}\n${text}`);
  }
  change?.(parsed.file.ast);
  const verdicts = new Map<number, { verdict: Verdict; evidence: string }>();
  for (const { node, verdict, evidence } of analyze(parsed.file)) {
    const [, site] = /^[^{}]*\bsite: (\d+)/u.exec(text.slice(node.range[0])) ?? [];
    const known = site === undefined ? undefined : verdicts.get(Number(site));
    if (site !== undefined && known?.verdict !== 'client') {
      verdicts.set(Number(site), { verdict, evidence });
    }
  }
  return verdicts;
}

/** The verdicts that the runs contradict. */
export function findContradictions(
  verdicts: Verdicts,
  runs: readonly Run[],
  worlds: readonly WorldPlan[],
): readonly Contradiction[] {
  const found = new Map<number, Contradiction>();
  for (const [index, { records }] of runs.entries()) {
    const world = worlds[index];
    for (const { site, port, reuses } of records) {
      const given = site === undefined ? undefined : verdicts.get(site);
      if (world && site !== undefined && given?.verdict === 'client' && reuses && port) {
        found.set(site, { site, evidence: given.evidence, port, world });
      }
    }
  }
  return [...found.values()];
}
