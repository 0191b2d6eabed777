import { parseArgs } from 'node:util';
import { runCampaign, samplePlans } from './campaign.ts';
import { createDirectedPlans, projectPlan } from './program.ts';
import { formatRow } from './verdict-counts.ts';

const USAGE = `npm run soundness [-- options]

Runs generated programs in a hostile world. No verdict "client" may be contradicted by what they bind.

  --programs <n>  how many programs (default: 100000)
  --projects <n>  n programs, each spread over two to five files of a project, instead
  --seed <n>      which programs (default: 6056)
  --directed <n>  n short programs for each transfer alone, instead of random ones
  --stop <n>      end after so many contradictions (default: 20)
  --all           print every kind of transfer, not only those that are decided less than 90 %
  --help          this text`;

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '100000' },
    projects: { type: 'string' },
    seed: { type: 'string', default: '6056' },
    directed: { type: 'string' },
    stop: { type: 'string', default: '20' },
    all: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  console.log(USAGE);
} else {
  const programs = readNumber('--programs', values.programs);
  const seed = readNumber('--seed', values.seed);
  const plans =
    values.directed !== undefined
      ? createDirectedPlans(readNumber('--directed', values.directed))
      : values.projects !== undefined
        ? samplePlans(readNumber('--projects', values.projects), seed, projectPlan)
        : undefined;
  const start = performance.now();
  const result = await runCampaign({
    programs,
    seed,
    ...(plans && { plans }),
    stopAfter: readNumber('--stop', values.stop),
    onProgram: (_judged, index) => {
      if (index % 1000 === 0 && process.stderr.isTTY) {
        process.stderr.write(`\r${index} programs`);
      }
    },
    onUnsound: ({ text, contradictions, plan }) => {
      console.log(`\nUNSOUND ${JSON.stringify(plan)}\n${text}`);
      for (const { site, evidence, port, world } of contradictions) {
        console.log(`site ${site}: client (${evidence}), but bound to ${port}; ${JSON.stringify(world)}`);
      }
    },
  });
  for (const { plan, error } of result.crashes) {
    console.log(
      `\nCRASH ${JSON.stringify(plan)}\n${error instanceof Error ? String(error.stack) : String(error)}`,
    );
  }
  for (const { text, error } of result.broken.slice(0, values.all ? 50 : 3)) {
    console.log(`\nBROKEN ${error}\n${text}`);
  }
  const { counts } = result;
  console.log('\nclosed programs with constant ports:\nprograms  decided clients    found  kind of transfer');
  for (const row of [counts.all, ...counts.groups]) {
    console.log(formatRow(row));
  }
  console.log(values.all ? '\nby kind:' : '\nkinds of which less than 90 % are decided:');
  for (const row of counts.rows) {
    if (values.all || row.decided < 0.9 * row.programs) {
      console.log(formatRow(row));
    }
  }
  const verdicts = [...counts.verdicts].map(([verdict, count]) => `${verdict} ${count}`).join(', ');
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`\n${result.programs} programs in ${seconds} s: ${verdicts}`);
  console.log(
    `${result.contradicted} contradicted, ${result.unsound.length} of them different; ${result.crashes.length} crashes, ${result.broken.length} broken programs`,
  );
  process.exitCode = result.unsound.length + result.crashes.length > 0 ? 1 : 0;
}

function readNumber(name: string, text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0 || text.trim() === '') {
    console.error(`${name} needs a whole number, not '${text}'.\n\n${USAGE}`);
    process.exit(2);
  }
  return number;
}
