import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { analyze, mentionsReuseOption } from '../../analysis/index.ts';
import type { Finding, SourceFile, Verdict } from '../../analysis/index.ts';
import { createFileProject, parseProjectFile } from '../../codemods/file-project.ts';
import { parseSource } from '../../codemods/parse.ts';
import type { CompiledFile } from './compile.ts';
import type { Moment, Run, WorldPlan } from './hostile-world.ts';
import type { ProgramPlan, WrittenProgram } from './program.ts';

/** The verdicts of a program, by the number of the options that they are about. */
export type Verdicts = ReadonlyMap<number, { readonly verdict: Verdict; readonly evidence: string }>;

/** A verdict `client` about a socket that a run bound to an explicit port. */
export interface Contradiction {
  readonly site: number;
  readonly evidence: string;
  readonly port: number;
  readonly world: WorldPlan;
}

/** One program that was judged. */
export interface Judged {
  readonly plan: ProgramPlan;
  readonly written: WrittenProgram;
  /** One, if the plan does not split it. */
  readonly files: readonly CompiledFile[];
  readonly verdicts: Verdicts;
  readonly runs: readonly Run[];
  readonly contradictions: readonly Contradiction[];
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
  { text, path }: Pick<CompiledFile, 'path' | 'text'>,
  change?: (ast: SourceFile['ast']) => void,
): Verdicts {
  const parsed = parseSource(text, path);
  if (!parsed.ok) {
    throw new Error(`${parsed.error.message}\n${text}`);
  }
  change?.(parsed.file.ast);
  const verdicts: MutableVerdicts = new Map();
  addVerdicts(verdicts, text, analyze(parsed.file));
  return verdicts;
}

/**
 * What the analysis says about each numbered options object of a project, with the files on disk, as the command has them.
 *
 * @param files with paths below the folder of the project
 * @param manifest what `package.json` holds; undefined for no such file
 * @throws {Error} when a file does not parse
 */
export function getProjectVerdicts(files: readonly CompiledFile[], manifest: object | undefined): Verdicts {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'generated-project-')));
  try {
    if (manifest) {
      writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
    }
    for (const { path, text } of files) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    // A function of its own, so that nothing is kept of the programs before.
    const parse: typeof parseProjectFile = (path, text) => parseProjectFile(path, text);
    const verdicts: MutableVerdicts = new Map();
    for (const { path, text } of files) {
      const file = parse(join(root, path), text);
      if (!file) {
        throw new Error(`${path} is no program:\n${text}`);
      }
      if (mentionsReuseOption(text)) {
        addVerdicts(verdicts, text, analyze(file, undefined, createFileProject(file, { root, parse })));
      }
    }
    return verdicts;
  } finally {
    rmSync(root, { recursive: true });
  }
}

type MutableVerdicts = Map<number, { verdict: Verdict; evidence: string }>;

function addVerdicts(verdicts: MutableVerdicts, text: string, findings: readonly Finding[]): void {
  for (const { node, verdict, evidence } of findings) {
    const [, site] = /^[^{}]*\bsite: (\d+)/u.exec(text.slice(node.range[0])) ?? [];
    const known = site === undefined ? undefined : verdicts.get(Number(site));
    if (site !== undefined && known?.verdict !== 'client') {
      verdicts.set(Number(site), { verdict, evidence });
    }
  }
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
