// Measures the codemod against tools that people use for the same work, on 40 000 published source files; how its time
// grows with the number of files; and what it costs where there is nothing to do. Run by `npm run bench:codemod`.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import plugin from 'eslint-plugin-sockets';
import { rewrite } from '../../codemods/rewrite.ts';
import { PROJECT } from '../../scripts/project.ts';
import { findBadEdit } from '../accuracy/edits.ts';
import { drawComparison } from './codemod/chart.ts';
import { compareTools } from './codemod/compare.ts';
import {
  LONGEST,
  LONGEST_LINE,
  toFingerprint,
  isCandidate,
  readSources,
  repeat,
  sampleSources,
  writeSources,
} from './codemod/corpus.ts';
import type { Source } from './codemod/corpus.ts';
import { measureParsing } from './codemod/parsing.ts';
import { measureScale } from './codemod/scale.ts';
import { measureStartUp } from './codemod/start-up.ts';
import { formatComparison, formatScale, formatTargets } from './codemod/tables.ts';
import { checkTargets } from './codemod/targets.ts';
import { prepareTools, withOneThread } from './codemod/tools.ts';
import { groupDigits } from '../lab/group-digits.ts';
import { describeMachine } from './machine.ts';

const HELP = `Usage: npm run bench:codemod -- [options]

  --rounds N       runs of each tool that takes seconds (default 7)
  --slow-rounds N  runs of each tool that takes minutes (default 2)
  --quick          3 rounds, the slow tools left out, nothing kept: for trying
  --help

Needs GNU time and taskset. Downloads the corpus and the tools to .cache, and takes about a GiB of the temporary folder meanwhile.
Writes evidence/bench/results/codemod.json and codemod.svg. The exit code is 1 when a target is missed.
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string' },
    'slow-rounds': { type: 'string', default: '2' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds ?? (values.quick ? 3 : 7));
const SLOW_ROUNDS = values.quick ? 0 : Number(values['slow-rounds']);

/** The sizes differ by less than the rounds do. */
const SCALE_ROUNDS = values.quick ? 3 : 61;

/** Starting takes so little time that it takes many rounds to measure. */
const START_UP_ROUNDS = 4 * ROUNDS;

/** There are not so many sources: all files with an option, and copies of the others. */
const FILES = 40_000;
const SAMPLE = FILES / 2;
const SMALL_PROJECT = 100;

/** Files that all have to be parsed: those with an option, again and again. */
const PARSED = 2000;

/** A round takes a minute. */
const PARSED_ROUNDS = values.quick ? 1 : 3;

if (values.help) {
  process.stdout.write(HELP);
} else {
  const work = mkdtempSync(join(tmpdir(), 'sockets-codemod-bench-'));
  try {
    await measure(work);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** @param work an empty folder */
async function measure(work: string): Promise<void> {
  const sources = readSources();
  const sample = sampleSources(sources, 1, SAMPLE);
  const candidates = sample.filter(isCandidate);
  checkEdits(candidates);

  const tools = prepareTools().filter(({ isSlow }) => SLOW_ROUNDS > 0 || !isSlow);
  const [ours, ripgrep] = tools;
  if (!ours || !ripgrep) {
    return;
  }
  const folders = {
    all: join(work, 'all'),
    twice: join(work, 'twice'),
    threefold: join(work, 'threefold'),
    candidates: join(work, 'candidates'),
    parsed: join(work, 'parsed'),
    small: join(work, 'small'),
  };
  const others = sampleSources(sources, 0, SAMPLE);
  writeSources([sample, others], folders.all);
  writeSources([sample, others, others, others], folders.twice);
  writeSources([sample, others, others, others, others, others], folders.threefold);
  writeSources([candidates], folders.candidates);
  writeSources(repeat(candidates, PARSED), folders.parsed);
  writeSources([sampleSources(sample, 0, SMALL_PROJECT)], folders.small);
  const before = toFingerprint(folders.all);

  const compared = compareTools(tools, folders.all, FILES, { fast: ROUNDS, slow: SLOW_ROUNDS }, work);
  const scale = measureScale(
    [ours, withOneThread(ours), ripgrep],
    { files: candidates.length, folder: folders.candidates },
    [
      { files: FILES, folder: folders.all },
      { files: 2 * FILES, folder: folders.twice },
      { files: 3 * FILES, folder: folders.threefold },
    ],
    SCALE_ROUNDS,
    work,
  );
  const parsing = measureParsing(ours, folders.parsed, PARSED, PARSED_ROUNDS, work);
  const startUp = measureStartUp(ours, folders.small, START_UP_ROUNDS, work);
  if (toFingerprint(folders.all) !== before) {
    throw new Error('A tool changed the files.');
  }

  const targets = checkTargets(compared, scale, parsing, startUp);
  console.log(formatComparison(compared));
  console.log(formatScale(scale, candidates.length, parsing, startUp));
  console.log(formatTargets(targets));
  process.exitCode = targets.some(({ isMet, measured }) => !isMet && !Number.isNaN(measured)) ? 1 : 0;
  if (values.quick) {
    return;
  }

  const folder = join(PROJECT, 'evidence/bench/results');
  mkdirSync(folder, { recursive: true });
  const results = {
    date: new Date().toISOString().slice(0, 10),
    machine: describeMachine(),
    versions: { node: process.version, ...Object.fromEntries(tools.map(({ id, version }) => [id, version])) },
    corpus: {
      files: FILES,
      bytes: [...sample, ...others].reduce((sum, { bytes }) => sum + bytes.length, 0),
      candidates: candidates.length,
      candidateBytes: candidates.reduce((sum, { bytes }) => sum + bytes.length, 0),
    },
    method: [
      `a fixed sample of the sources of the packages in evidence/bench/codemod/corpus-packages.json, all files with an option among them, and another without one; no declarations, no file above ${groupDigits(LONGEST)} bytes or with a line above ${LONGEST_LINE} bytes`,
      'every tool looks at all files of the same folder, with its own ignoring turned off, and says how many they are; none writes',
      `the tools in turn, ${ROUNDS} rounds, the slow ones ${SLOW_ROUNDS}; before them one round, which is not counted, of those that take seconds`,
      'seconds: wall clock time; cpuSeconds: user and system time; peakMiB: of the largest process; each as median, least and most',
      'found: files in which the tool found something, by its own lights: names, properties that are true, or clients',
      `scale: the same files with an option at each size, among ever more without one, up to three times as many; microsecondsPerFurtherFile: between one size and the next, by the times of the same round, ${SCALE_ROUNDS} rounds`,
      `parsing: ${PARSED} files, copies of those with an option; on all processors, and with all processes on one by taskset, in turn, ${PARSED_ROUNDS} rounds`,
      `startUp: ${SMALL_PROJECT} files without an option, and \`node -e 0\`, in turn, ${START_UP_ROUNDS} rounds`,
    ],
    targets,
    compared: compared.map(({ tool, ...rest }) => ({
      tool: tool.id,
      name: tool.name,
      what: tool.what,
      ...rest,
    })),
    scale,
    parsing,
    startUp,
  };
  writeFileSync(join(folder, 'codemod.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(folder, 'codemod.svg'), await drawComparison(results.compared, FILES));
}

/** Speed is worth nothing where an edit does harm. */
function checkEdits(candidates: readonly Source[]): void {
  for (const { name, bytes } of candidates) {
    const problem = findBadEdit(bytes.toString(), name, { plugin, rewrite });
    if (problem !== undefined) {
      throw new Error(`${name}: ${problem}`);
    }
  }
}
