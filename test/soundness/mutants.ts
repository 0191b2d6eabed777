import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { SourceFile } from '../../analysis/index.ts';
import type { Run } from './hostile-world.ts';
import type { CompiledFile } from './compile.ts';
import type { Behavior, SummaryMutant } from './summary-mutants.ts';
import type { SyntaxMutant } from './syntax-mutants.ts';

const USAGE = `npm run soundness:mutants [-- options]

Makes each row of the analysis wrong, one after the other, and says whether the runs of generated programs contradict a verdict then.

  --directed <n>  how many programs for each transfer alone (default: 4)
  --programs <n>  how many random programs beside (default: 2000)
  --tries <n>     how many of those that can show a mutant are analyzed for it (default: 200)
  --seed <n>      which random programs (default: 1)
  --only <text>   only the mutants whose name holds the text
  --help          this text`;

/** Tables that their modules keep to themselves, which this run has to change. */
const TABLES = [
  { file: 'globals', table: 'FUNCTIONS', name: '' },
  { file: 'globals', table: 'PROCESS_FUNCTIONS', name: 'process' },
  { file: 'node-modules', table: 'OPERATIONS', name: 'module' },
  { file: 'compiler-helpers', table: 'HELPERS', name: 'helper' },
  { file: 'compiler-helpers', table: 'TSLIB', name: 'tslib' },
] as const;

/** How many places of a program a row is made wrong in, one after the other. */
const PLACES = 8;

/** A program that some run binds to an explicit port, and that the analysis judges rightly. */
interface Witness {
  readonly program: CompiledFile;
  readonly runs: readonly Run[];
  readonly seed: number;
  readonly rows: ReadonlySet<string>;
}

const { values } = parseArgs({
  options: {
    directed: { type: 'string', default: '4' },
    programs: { type: 'string', default: '2000' },
    tries: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  await run({
    directed: Number(values.directed),
    programs: Number(values.programs),
    tries: Number(values.tries),
    seed: Number(values.seed),
    only: values.only,
  });
}

interface Options {
  readonly directed: number;
  readonly programs: number;
  readonly tries: number;
  readonly seed: number;
  readonly only: string;
}

async function run({ directed, programs, tries, seed, only }: Options): Promise<void> {
  exportTables();
  const { judge, samplePlans, ignoreRejections } = await import('./campaign.ts');
  const { createWorlds, findContradictions, getVerdicts } = await import('./judge.ts');
  const { createDirectedPlans } = await import('./program.ts');
  const { createSyntaxMutants, findRows } = await import('./syntax-mutants.ts');
  const { createSummaryMutants } = await import('./summary-mutants.ts');
  ignoreRejections();

  const witnesses: Witness[] = [];
  const plans = [...createDirectedPlans(directed), ...samplePlans(programs, seed)];
  for (const plan of plans) {
    const judged = await judge(plan).catch(() => undefined);
    const isBound = judged?.runs.some(({ records }) => records.some(({ port, reuses }) => port && reuses));
    const program = judged?.files[0];
    if (program && isBound && judged.contradictions.length === 0) {
      const { runs } = judged;
      let rows: ReadonlySet<string> = new Set();
      getVerdicts(program, (ast) => {
        rows = findRows(ast);
      });
      witnesses.push({ program, runs, seed: plan.seed, rows });
    }
  }
  // Those that say little are more likely to be judged by one row alone.
  witnesses.sort((a, b) => a.program.text.length - b.program.text.length);
  console.log(`${witnesses.length} of ${plans.length} programs bind a socket that has the option\n`);

  const getTries = (isAble: (witness: Witness) => boolean): readonly Witness[] =>
    witnesses.filter(isAble).slice(0, tries);

  const isCaught = (able: readonly Witness[], change?: (ast: SourceFile['ast']) => void): boolean =>
    able.some(({ program, runs, seed: worldSeed }) => {
      try {
        const verdicts = getVerdicts(program, change);
        return findContradictions(verdicts, runs, createWorlds(worldSeed)).length > 0;
      } catch {
        // A tree that cannot be says nothing.
        return false;
      }
    });

  const isCaughtAnywhere = (able: readonly Witness[], change: SyntaxMutant['change']): boolean =>
    Array.from({ length: PLACES }).some((_, nth) =>
      isCaught(able, (ast) => {
        change(ast, nth);
      }),
    );

  const outcomes: Outcome[] = [];
  const { mutants, equivalent } = createSyntaxMutants();
  for (const { name, change } of mutants.filter((mutant) => mutant.name.includes(only))) {
    const able = getTries(({ rows }) => rows.has(name));
    outcomes.push({ name: `syntax ${name}`, able: able.length, isCaught: isCaughtAnywhere(able, change) });
  }
  const summaries = createSummaryMutants(await readTables());
  for (const mutant of summaries.filter(({ name }) => name.includes(only))) {
    const able = getTries(({ program }) => program.text.includes(mutant.mention));
    outcomes.push({
      name: mutant.name,
      able: able.length,
      isCaught: withMutant(mutant, () => isCaught(able)),
    });
  }
  print(outcomes, equivalent);
}

interface Outcome {
  readonly name: string;
  readonly able: number;
  readonly isCaught: boolean;
}

function withMutant<Result>(mutant: SummaryMutant, act: () => Result): Result {
  const restore = mutant.apply();
  try {
    return act();
  } finally {
    restore();
  }
}

/** Why a mutant of a row that is not caught is no mutant; undefined where one has to look. */
function getEquivalence(name: string): string | undefined {
  if (/: (?:primitive|undefined) -> /u.test(name)) {
    return 'what the row gives is neither a socket nor a port that a program carries: without it less is known, never more';
  }
  if (
    /^(?:Iterator\.prototype\.(?!next|return|throw|@@)|Promise\.(?:try|withResolvers)|Object\.groupBy|Array\.fromAsync|Set\.prototype\.(?:union|intersection|difference|symmetricDifference|is\w+)\b)/u.test(
      name,
    )
  ) {
    return 'Node.js 20, which runs the programs, does not have it';
  }
  if (name.includes(': unknown -> ')) {
    return 'a value of which nothing is known is missing where nothing else is: nothing is known either';
  }
  return undefined;
}

function print(
  outcomes: readonly Outcome[],
  equivalent: readonly { readonly name: string; readonly reason: string }[],
): void {
  const missed = outcomes.filter((outcome) => !outcome.isCaught);
  const reasoned = missed.filter(({ name }) => getEquivalence(name) !== undefined);
  const rest = missed.filter(({ name }) => getEquivalence(name) === undefined);
  console.log('equivalent, by what the row says:');
  for (const { name, reason } of equivalent) {
    console.log(`  syntax ${name}: ${reason}`);
  }
  console.log('\nequivalent, by what is dropped:');
  for (const { name } of reasoned) {
    console.log(`  ${name}: ${getEquivalence(name) ?? ''}`);
  }
  console.log('\nnot reached by any program:');
  for (const { name } of rest.filter(({ able }) => able === 0)) {
    console.log(`  ${name}`);
  }
  console.log('\nnot caught:');
  for (const { name, able } of rest.filter(({ able: count }) => count > 0)) {
    console.log(`  ${name} (${able} programs)`);
  }
  const caught = outcomes.length - missed.length;
  const unreached = rest.filter(({ able }) => able === 0).length;
  console.log(
    `\n${outcomes.length + equivalent.length} rows: ${caught} caught, ${equivalent.length + reasoned.length} equivalent, ` +
      `${unreached} not reached, ${rest.length - unreached} not caught`,
  );
}

/** The compiled analysis of this run lets its tables be changed. */
function exportTables(): void {
  for (const file of new Set(TABLES.map((table) => table.file))) {
    const url = getCompiled(file);
    const names = TABLES.filter((table) => table.file === file).map(
      ({ table }) => `${table} as ${table}_TO_CHANGE`,
    );
    const line = `\nexport { ${names.join(', ')} };\n`;
    const text = readFileSync(url, 'utf8');
    if (!text.includes('_TO_CHANGE')) {
      writeFileSync(url, text + line);
    }
  }
}

async function readTables(): Promise<Record<string, Record<string, Behavior>>> {
  const tables: Record<string, Record<string, Behavior>> = {};
  for (const { file, table, name } of TABLES) {
    const module = (await import(getCompiled(file).href)) as Record<string, Record<string, Behavior>>;
    tables[name] = module[`${table}_TO_CHANGE`] ?? {};
  }
  return tables;
}

function getCompiled(file: string): URL {
  return new URL(`../../analysis/dataflow/builtins/${file}.js`, import.meta.url);
}
