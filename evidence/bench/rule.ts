// Measures what the rule costs ESLint on real files. Run by `npm run bench:rule`, after a build; `-- --rounds 9`,
// `-- --files 3000`, `-- --profile-only` (the rule's files in a loop, for `node --cpu-prof`).
//
// Each file is linted with three configurations in turn, in one process: without our rule, with it, and with a rule
// that looks for the same calls by ReferenceTracker. A process for each run would measure mostly start-up and how the
// compiler warmed up, which differ by some per cent, far more than the 0.5 % in question. In one process all three share
// warm code, and a disturbance hits neighbours in time alike. The order rotates by file and round, so that no
// configuration always profits from a cache that the one before it filled. Time is the processor time of the process.
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import typescriptParser from '@typescript-eslint/parser';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import plugin from 'eslint-plugin-sockets';
import { SOCKET_APIS } from '../../analysis/apis/index.ts';
import { mentionsReuseOption } from '../../analysis/index.ts';
import { PROJECT } from '../../scripts/project.ts';
import { readLabels } from '../accuracy/labels.ts';
import { CACHE, MANIFEST, downloadSources } from '../accuracy/npm-rows.ts';
import { describeMachine } from './machine.ts';
import { findPrograms, sample } from './program-files.ts';
import { createReferenceTrackerRule } from './reference-tracker-rule.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    files: { type: 'string', default: '1500' },
    'profile-only': { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);
const FILES = Number(values.files);
const SHARE_ROUNDS = Math.min(3, ROUNDS);

/** A small group gets more rounds, so that each one lints as many files. */
const LEAST_LINTED = 1500;

/** Files that people write; what is longer, or has such lines, is mostly bundled or generated. */
const LONGEST = 30_000;
const LONGEST_LINE = 500;

const TARGETS = { without: 0.5, with: 15 };

/** `eslint:recommended`, which ESLint 10 has in a package of its own. */
const RECOMMENDED = Object.fromEntries(
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the other way is one more package to install
  [...builtinRules].filter(([, rule]) => rule.meta?.docs?.recommended).map(([id]) => [id, 'error']),
);

const BASE: Linter.Config[] = [
  {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    rules: RECOMMENDED as Linter.RulesRecord,
  },
  { files: ['**/*.{js,mjs}'], languageOptions: { sourceType: 'module' } },
  { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: typescriptParser } },
];

const tracking = { rules: { tracker: createReferenceTrackerRule(SOCKET_APIS) } };
const CONFIGURATIONS: Record<string, Linter.Config[]> = {
  none: BASE,
  ours: [...BASE, { plugins: { sockets: plugin }, rules: { 'sockets/no-client-reuse-address': 'error' } }],
  tracker: [...BASE, { plugins: { tracking }, rules: { 'tracking/tracker': 'error' } }],
};
const NAMES = Object.keys(CONFIGURATIONS);

/**
 * An ESLint for each configuration. The class `Linter` would check the configuration, and compile the options' schema, for
 * each file anew, which costs more than the rule.
 *
 * @param stats whether ESLint keeps statistics
 */
function createLinters(stats: boolean): Record<string, ESLint> {
  return Object.fromEntries(
    Object.entries(CONFIGURATIONS).map(([name, overrideConfig]) => [
      name,
      new ESLint({ overrideConfigFile: true, overrideConfig, stats }),
    ]),
  );
}

/** A file that is linted. */
interface File {
  readonly path: string;
  readonly text: string;
}

const linters = createLinters(false);

/** @param name of the configuration */
async function lint(
  { path, text }: File,
  name: string,
  which: Record<string, ESLint> = linters,
): Promise<ESLint.LintResult> {
  const [result] = (await which[name]?.lintText(text, { filePath: path })) ?? [];
  if (!result) {
    throw new Error(`${path} is ignored.`);
  }
  return result;
}

/**
 * @param name of the configuration
 * @returns microseconds of processor time
 */
async function measure(file: File, name: string): Promise<number> {
  const start = process.cpuUsage();
  await lint(file, name);
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/** @returns those that people wrote and that ESLint can read */
async function readFiles(
  root: string,
  paths: readonly string[],
  isWanted: (text: string) => boolean = () => true,
): Promise<File[]> {
  const files = [];
  for (const path of paths) {
    if (/\.d\.[cm]?ts$|\.min\./.test(path)) {
      continue;
    }
    const text = readFileSync(join(root, path), 'utf8');
    if (!isWanted(text) || text.length > LONGEST) {
      continue;
    }
    if (text.split('\n').some((line) => line.length > LONGEST_LINE)) {
      continue;
    }
    // ESLint ignores node_modules.
    const name = `published/${path.replaceAll('node_modules', 'modules')}`;
    const file = { path: isCommonJs(path, text) ? name.replace(/\.js$/, '.cjs') : name, text };
    const { messages } = await lint(file, 'none');
    if (!messages.some(({ fatal }) => fatal)) {
      files.push(file);
    }
  }
  return files;
}

function isCommonJs(path: string, text: string): boolean {
  return path.endsWith('.js') && !/^(?:import|export)\b/m.test(text);
}

function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

function getRounds(files: readonly File[], least: number): number {
  return Math.max(least, Math.ceil(LEAST_LINTED / files.length));
}

/** Milliseconds of each configuration. */
interface Measured {
  readonly files: number;
  readonly bytes: number;
  readonly rounds: readonly Readonly<Record<string, number>>[];
  readonly fastest: Readonly<Record<string, number>>;
}

/** @returns milliseconds of each configuration: in each round, and of each file's fastest round */
async function measureGroup(files: readonly File[]): Promise<Measured> {
  const rounds: Record<string, number>[] = [];
  const fastest = files.map(() => Object.fromEntries(NAMES.map((name) => [name, Infinity])));
  const count = getRounds(files, ROUNDS);
  // The first round warms up, and is not counted.
  for (let round = 0; round <= count; round += 1) {
    const totals = Object.fromEntries(NAMES.map((name) => [name, 0]));
    for (const [index, file] of files.entries()) {
      for (let turn = 0; turn < NAMES.length; turn += 1) {
        const name = NAMES[(index + round + turn) % NAMES.length] ?? '';
        const time = (await measure(file, name)) / 1000;
        totals[name] = (totals[name] ?? 0) + time;
        const best = fastest[index];
        if (best && round > 0) {
          best[name] = Math.min(best[name] ?? time, time);
        }
      }
    }
    if (round > 0) {
      rounds.push(totals);
    }
  }
  return {
    files: files.length,
    bytes: files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0),
    rounds,
    fastest: Object.fromEntries(
      NAMES.map((name) => [name, fastest.reduce((sum, times) => sum + (times[name] ?? 0), 0)]),
    ),
  };
}

/** Per cent of the time without a rule. */
interface Overhead {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly fastest: number;
}

function getOverhead({ rounds, fastest }: Measured, name: string): Overhead {
  const overheads = rounds.map((times) => 100 * ((times[name] ?? 0) / (times['none'] ?? 1) - 1));
  return {
    median: median(overheads),
    least: Math.min(...overheads),
    most: Math.max(...overheads),
    fastest: 100 * ((fastest[name] ?? 0) / (fastest['none'] ?? 1) - 1),
  };
}

/**
 * What ESLint's own statistics say of the rule, which are not blurred by the noise of everything else.
 *
 * @returns the rule's share of ESLint's time, in per cent; the median of the rounds
 */
async function getShare(files: readonly File[], name: string, ruleId: string): Promise<number> {
  const counting = createLinters(true);
  const shares = [];
  for (let round = 0; round < getRounds(files, SHARE_ROUNDS); round += 1) {
    let rule = 0;
    let all = 0;
    for (const file of files) {
      const { stats } = await lint(file, name, counting);
      for (const pass of stats?.times.passes ?? []) {
        rule += pass.rules?.[ruleId]?.total ?? 0;
        all += pass.total;
      }
    }
    shares.push((100 * rule) / (all - rule));
  }
  return median(shares);
}

const root = join(PROJECT, 'node_modules');
const labels = readLabels(MANIFEST);
downloadSources(labels);
const programs = sample(findPrograms(root), 4 * FILES);
const others = (await readFiles(root, programs)).slice(0, FILES);
const published = await readFiles(CACHE, findPrograms(CACHE), mentionsReuseOption);
const all = [...others, ...published];
const groups = {
  without: all.filter(({ text }) => !mentionsReuseOption(text)),
  with: all.filter(({ text }) => mentionsReuseOption(text)),
};

if (values['profile-only']) {
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const file of groups.with) {
      await lint(file, 'ours');
    }
  }
} else {
  await report();
}

async function report(): Promise<void> {
  const { version } = createRequire(import.meta.url)('eslint/package.json') as { readonly version: string };
  const results = [];
  for (const [group, files] of Object.entries(groups)) {
    const measured = await measureGroup(files);
    results.push({
      group: `${group} an option name`,
      target: TARGETS[group as keyof typeof TARGETS],
      ...measured,
      overhead: { ours: getOverhead(measured, 'ours'), tracker: getOverhead(measured, 'tracker') },
      share: {
        ours: await getShare(files, 'ours', 'sockets/no-client-reuse-address'),
        tracker: await getShare(files, 'tracker', 'tracking/tracker'),
      },
    });
  }

  for (const { group, target, files, bytes, rounds, overhead, share } of results) {
    console.log(`\nfiles ${group}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${rounds.length} rounds`);
    console.log(
      `ESLint without the rule: ${median(rounds.map((times) => times['none'] ?? 0)).toFixed(0)} ms`,
    );
    for (const name of ['ours', 'tracker'] as const) {
      const { median: middle, least, most, fastest } = overhead[name];
      console.log(
        `${name.padEnd(8)} overhead ${format(middle)} (${format(least)} to ${format(most)}), ` +
          `by each file's fastest round ${format(fastest)}, by ESLint's own statistics ${format(share[name])}`,
      );
    }
    console.log(
      `target: below ${target} %: ${share.ours < target ? 'met' : 'missed'} by ESLint's statistics`,
    );
  }

  const folder = join(PROJECT, 'evidence/bench/results');
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'rule.json'),
    `${JSON.stringify(
      {
        date: new Date().toISOString().slice(0, 10),
        machine: describeMachine(),
        versions: { node: process.version, eslint: version },
        method: [
          'eslint:recommended; espree for JavaScript, @typescript-eslint/parser for TypeScript, without types',
          'each file with three configurations in turn, in one process, in rotating order; one round to warm up',
          'processor time of the process, user and system, in milliseconds for all files of a round',
          'overhead: time with the rule by time without it in the same round, minus 1, in per cent; median, least, most',
          "fastest: the same of the sums of each file's fastest round",
          'share: time of the rule by time of all else, by the statistics of ESLint itself, in per cent',
          `files: a fixed sample of ${FILES} below node_modules, and those with an option name of ${new Set(labels.map(({ source }) => source)).size} packages`,
        ],
        results,
      },
      undefined,
      2,
    )}\n`,
  );
}

function format(percent: number): string {
  return `${percent.toFixed(2)} %`;
}
