// Measures what the rule costs ESLint on real files. Run by `npm run bench:rule`, after a build; `-- --rounds 9`,
// `-- --files 3000`, `-- --profile-only` (the rule's files in a loop, for `node --cpu-prof`).
//
// Each file is linted with three configurations in turn, in one process: without our rule, with it, and with a rule
// that looks for the same calls by ReferenceTracker. A process for each run would measure mostly start-up and how the
// compiler warmed up, which differ by some per cent, far more than the 0.5 % in question. In one process all three share
// warm code, and a disturbance hits neighbours in time alike. The order rotates by file and round, so that no
// configuration always profits from a cache that the one before it filled. Time is the processor time of the process.
import { ESLint } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import typescriptParser from '@typescript-eslint/parser';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readLabels } from '../accuracy/labels.js';
import { CACHE, MANIFEST, downloadSources } from '../accuracy/npm-rows.js';
import { SOCKET_APIS } from '../../.cache/compiled/analysis/apis/index.js';
import { mentionsReuseOption } from '../../.cache/compiled/analysis/index.js';
import plugin from '../../dist/index.js';
import { findPrograms, sample } from '../../test/robustness/syntax-trees.js';
import { describeMachine } from './machine.js';
import { createReferenceTrackerRule } from './reference-tracker-rule.js';

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
  [...builtinRules].filter(([, rule]) => rule.meta?.docs?.recommended).map(([id]) => [id, 'error']),
);

/** @type {import('eslint').Linter.Config[]} */
const BASE = [
  {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' },
    rules: /** @type {import('eslint').Linter.RulesRecord} */ (RECOMMENDED),
  },
  { files: ['**/*.{js,mjs}'], languageOptions: { sourceType: 'module' } },
  { files: ['**/*.{ts,cts,mts,tsx}'], languageOptions: { parser: typescriptParser } },
];

const tracking = { rules: { tracker: createReferenceTrackerRule(SOCKET_APIS) } };
/** @type {Record<string, import('eslint').Linter.Config[]>} */
const CONFIGURATIONS = {
  none: BASE,
  ours: [...BASE, { plugins: { sockets: plugin }, rules: { 'sockets/no-client-reuse-address': 'error' } }],
  tracker: [...BASE, { plugins: { tracking }, rules: { 'tracking/tracker': 'error' } }],
};
const NAMES = Object.keys(CONFIGURATIONS);

/**
 * An ESLint for each configuration. The class `Linter` would check the configuration, and compile the options' schema, for
 * each file anew, which costs more than the rule.
 *
 * @param {boolean} stats whether ESLint keeps statistics
 * @returns {Record<string, ESLint>}
 */
function createLinters(stats) {
  return Object.fromEntries(
    Object.entries(CONFIGURATIONS).map(([name, overrideConfig]) => [
      name,
      new ESLint({ overrideConfigFile: true, overrideConfig, stats }),
    ]),
  );
}

/** @typedef {{ path: string, text: string }} File */

const linters = createLinters(false);

/**
 * @param {File} file
 * @param {string} name of the configuration
 * @param {Record<string, ESLint>} [which]
 * @returns {Promise<ESLint.LintResult>}
 */
async function lint({ path, text }, name, which = linters) {
  const [result] = (await which[name]?.lintText(text, { filePath: path })) ?? [];
  if (!result) throw new Error(`${path} is ignored.`);
  return result;
}

/**
 * @param {File} file
 * @param {string} name of the configuration
 * @returns {Promise<number>} microseconds of processor time
 */
async function measure(file, name) {
  const start = process.cpuUsage();
  await lint(file, name);
  const { user, system } = process.cpuUsage(start);
  return user + system;
}

/**
 * @param {string} root
 * @param {readonly string[]} paths
 * @param {(text: string) => boolean} isWanted
 * @returns {Promise<File[]>} those that people wrote and that ESLint can read
 */
async function readFiles(root, paths, isWanted = () => true) {
  const files = [];
  for (const path of paths) {
    if (/\.d\.[cm]?ts$|\.min\./.test(path)) continue;
    const text = readFileSync(join(root, path), 'utf8');
    if (!isWanted(text) || text.length > LONGEST) continue;
    if (text.split('\n').some((line) => line.length > LONGEST_LINE)) continue;
    // ESLint ignores node_modules.
    const name = `published/${path.replaceAll('node_modules', 'modules')}`;
    const file = { path: isCommonJs(path, text) ? name.replace(/\.js$/, '.cjs') : name, text };
    const { messages } = await lint(file, 'none');
    if (!messages.some(({ fatal }) => fatal)) files.push(file);
  }
  return files;
}

/**
 * @param {string} path
 * @param {string} text
 */
function isCommonJs(path, text) {
  return path.endsWith('.js') && !/^(?:import|export)\b/m.test(text);
}

/** @param {number[]} numbers */
function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * @param {readonly File[]} files
 * @param {number} least
 */
function getRounds(files, least) {
  return Math.max(least, Math.ceil(LEAST_LINTED / files.length));
}

/** @typedef {{ files: number, bytes: number, rounds: Record<string, number>[], fastest: Record<string, number> }} Measured */

/**
 * @param {readonly File[]} files
 * @returns {Promise<Measured>} milliseconds of each configuration: in each round, and of each file's fastest round
 */
async function measureGroup(files) {
  /** @type {Record<string, number>[]} */
  const rounds = [];
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
        if (best && round > 0) best[name] = Math.min(best[name] ?? time, time);
      }
    }
    if (round > 0) rounds.push(totals);
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

/**
 * @param {Measured} group
 * @param {string} name
 * @returns {{ median: number, least: number, most: number, fastest: number }} per cent of the time without a rule
 */
function getOverhead({ rounds, fastest }, name) {
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
 * @param {readonly File[]} files
 * @param {string} name
 * @param {string} ruleId
 * @returns {Promise<number>} the rule's share of ESLint's time, in per cent; the median of the rounds
 */
async function getShare(files, name, ruleId) {
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

const root = fileURLToPath(new URL('../../node_modules', import.meta.url));
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
    for (const file of groups.with) await lint(file, 'ours');
  }
} else {
  await report();
}

async function report() {
  const { version } = createRequire(import.meta.url)('eslint/package.json');
  const results = [];
  for (const [group, files] of Object.entries(groups)) {
    const measured = await measureGroup(files);
    results.push({
      group: `${group} an option name`,
      target: TARGETS[/** @type {keyof typeof TARGETS} */ (group)],
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
    for (const name of /** @type {const} */ (['ours', 'tracker'])) {
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

  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL('rule.json', folder),
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

/** @param {number} percent */
function format(percent) {
  return `${percent.toFixed(2)} %`;
}
