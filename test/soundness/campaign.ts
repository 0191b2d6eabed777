import fc from 'fast-check';
import { compileProgram } from './compile.ts';
import { splitProgram } from './files/split.ts';
import { runInHostileWorlds, toRunnable } from './hostile-world.ts';
import type { RunnableProgram } from './hostile-world.ts';
import { createWorlds, findContradictions, getProjectVerdicts, getVerdicts } from './judge.ts';
import type { Contradiction, Judged } from './judge.ts';
import { programPlan, writeProgram } from './program.ts';
import type { ProgramPlan } from './program.ts';
import { VerdictCounts } from './verdict-counts.ts';

/** A program whose verdict a run contradicts, made as short as could be. */
interface Unsoundness {
  readonly plan: ProgramPlan;
  /** All that was analyzed. */
  readonly text: string;
  readonly contradictions: readonly Contradiction[];
}

/** A program that could not be judged. */
interface Crash {
  readonly plan: ProgramPlan;
  readonly error: unknown;
}

/** What a campaign found. */
export interface CampaignResult {
  readonly programs: number;
  /** How many of them were contradicted. */
  readonly contradicted: number;
  /** One program for each combination of transfers that is contradicted, made as short as could be. */
  readonly unsound: readonly Unsoundness[];
  /** Programs that the analysis, a compiler or the world ended with an error on. */
  readonly crashes: readonly Crash[];
  readonly counts: VerdictCounts;
  /** Programs that ended with an error that no socket threw: the generator's fault. */
  readonly broken: readonly { readonly text: string; readonly error: string }[];
}

/** What a campaign does. */
export interface CampaignOptions {
  /** How many programs, from 1. */
  readonly programs: number;
  /** The programs themselves, where they are not to be chosen. */
  readonly plans?: Iterable<ProgramPlan>;
  /** Chooses the programs: the same seed gives the same ones. */
  readonly seed: number;
  /** How many of {@link CampaignResult.unsound} end the campaign. */
  readonly stopAfter?: number;
  /** Is told of each program. */
  readonly onProgram?: (judged: Judged, index: number) => void;
  /** Is told of each new combination of transfers that is contradicted. */
  readonly onUnsound?: (unsoundness: Unsoundness) => void;
}

/** Judges generated programs by running them. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const counts = new VerdictCounts();
  const unsound: Unsoundness[] = [];
  const broken: { text: string; error: string }[] = [];
  const causes = new Set<string>();
  const crashes: Crash[] = [];
  let index = 0;
  let contradicted = 0;
  const restore = ignoreRejections();
  try {
    for (const plan of options.plans ?? samplePlans(options.programs, options.seed)) {
      index += 1;
      const judged = await judge(plan).catch((error: unknown) => {
        crashes.push({ plan, error });
      });
      if (judged === undefined) {
        continue;
      }
      options.onProgram?.(judged, index);
      counts.add(judged);
      const error = findFault(judged);
      if (error !== undefined && broken.length < 50) {
        broken.push({ text: toText(judged), error });
      }
      if (judged.contradictions.length === 0) {
        continue;
      }
      contradicted += 1;
      const short = await shorten(judged);
      const cause = short.written.transfers.join(', ');
      if (!causes.has(cause)) {
        causes.add(cause);
        const found = { plan: short.plan, text: toText(short), contradictions: short.contradictions };
        unsound.push(found);
        options.onUnsound?.(found);
      }
      if (unsound.length >= (options.stopAfter ?? 20)) {
        break;
      }
    }
  } finally {
    restore();
  }
  return { programs: index, contradicted, unsound, crashes, counts, broken };
}

/** Plans in batches, so that no list of all is held. */
export function* samplePlans(
  count: number,
  seed: number,
  plans: fc.Arbitrary<ProgramPlan> = programPlan,
): Generator<ProgramPlan> {
  const size = 500;
  for (let from = 0; from < count; from += size) {
    yield* fc.sample(plans, { seed: seed + from, numRuns: Math.min(size, count - from) });
  }
}

/** Writes, compiles, analyzes and runs the program of a plan. */
export async function judge(plan: ProgramPlan): Promise<Judged> {
  const { written, files, verdicts, runnable } = analyzePlan(plan);
  const worlds = createWorlds(plan.seed);
  const runs = await runInHostileWorlds(runnable, worlds);
  return {
    plan,
    written,
    files,
    verdicts,
    runs,
    contradictions: findContradictions(verdicts, runs, worlds),
  };
}

interface Analyzed extends Pick<Judged, 'written' | 'files' | 'verdicts'> {
  readonly runnable: RunnableProgram;
}

function analyzePlan(plan: ProgramPlan): Analyzed {
  const written = writeProgram(plan);
  const { language } = written;
  const isModule = plan.form === 'as written' && language !== 'commonjs';
  if (!plan.split) {
    const file = compileProgram(written, plan.form);
    const runnable = toRunnable(file.runnable, isModule);
    return { written, files: [file], verdicts: getVerdicts(file), runnable };
  }
  const project = splitProgram({ ...written, isCompiled: plan.form !== 'as written' }, plan.split);
  const files = project.files.map(({ path, text, imported }) => ({
    ...compileProgram({ text, language }, plan.form),
    path,
    imported,
    isModule,
  }));
  return {
    written: {
      ...written,
      isOpen: written.isOpen || project.isOpen,
      transfers: [...written.transfers, ...project.kinds],
    },
    files,
    verdicts: getProjectVerdicts(files, project.manifest),
    runnable: {
      start: project.start,
      reachable: project.reachable,
      files: files.map((file) => ({ ...file, text: file.runnable })),
    },
  };
}

function toText({ files }: Judged): string {
  return files.map(({ path, text }) => (files.length === 1 ? text : `// ${path}\n${text}`)).join('\n');
}

/** Leaves out whatever is not needed for the contradiction. */
async function shorten(judged: Judged): Promise<Judged> {
  let shortest = judged;
  let isShorter = true;
  while (isShorter) {
    isShorter = false;
    for (const plan of getShorter(shortest.plan)) {
      const tried = await judge(plan).catch(() => undefined);
      if (tried && tried.contradictions.length > 0) {
        shortest = tried;
        isShorter = true;
        break;
      }
    }
  }
  return shortest;
}

function* getShorter(plan: ProgramPlan): Generator<ProgramPlan> {
  if (plan.split) {
    const { split, ...whole } = plan;
    yield whole;
    if (split.files > 2) {
      yield { ...plan, split: { ...split, files: split.files - 1 } };
    }
  }
  for (const index of plan.steps.keys()) {
    yield { ...plan, steps: plan.steps.toSpliced(index, 1) };
  }
  if (plan.form !== 'as written') {
    yield { ...plan, form: 'as written' };
  }
  if (plan.language !== 'commonjs') {
    yield { ...plan, language: 'commonjs' };
  }
  for (const end of [0, 29]) {
    if (plan.end !== end && plan.end > 0) {
      yield { ...plan, end };
    }
  }
}

/** An error that is the generator's fault. */
function findFault({ plan, written, runs }: Judged): string | undefined {
  // Other code can make an open project fail before it has started.
  if (plan.split !== undefined && written.isOpen) {
    return undefined;
  }
  return runs.map(({ error }) => getFault(error)).find((fault) => fault !== undefined);
}

/** An error of a program that neither a socket nor a step that ends it means to throw. */
function getFault(error: unknown): string | undefined {
  if (!(error instanceof Object) || !('name' in error) || !('message' in error)) {
    return undefined;
  }
  const text = `${String(error.name)}: ${String(error.message)}`;
  return /^(?:SyntaxError|ReferenceError|TypeError)/u.test(text) ? text : undefined;
}

/** Programs reject promises that nobody waits for; the process goes on. */
export function ignoreRejections(): () => void {
  const known = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', () => undefined);
  return () => {
    process.removeAllListeners('unhandledRejection');
    for (const listener of known) {
      process.on('unhandledRejection', listener);
    }
  };
}
