// Runs the analysis on every JavaScript and TypeScript file below node_modules, on the trees of each parser. Run by
// `npm run torture`, after a build; `-- --help` lists the options.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { parseWithBabel } from '../../codemods/parsers/babel.ts';
import { findPrograms, sample } from '../../evidence/bench/program-files.ts';
import { PROJECT } from '../../scripts/project.ts';
import { inspectFile } from './inspect-file.ts';
import { createBabelEslintTreeMaker, createTreeMakers } from './syntax-trees.ts';
import type { Inspection } from './tree-makers.ts';

/** For the trees of TypeScript's own compiler, a file of 9 MB. */
const HEAP_IN_MB = 6000;

/** How many of the slowest files are shown. */
const SLOWEST = 10;

const NODE_MODULES = join(PROJECT, 'node_modules');

const USAGE = `npm run torture [-- options]

Runs the analysis on every JavaScript and TypeScript file below a folder, on the trees of each parser. It ends with 1 if one of
them makes it fail, or if two parsers come to different findings.

  --root <folder>  where to look (default: node_modules of this project)
  --limit <n>      a sample of n files
  --threads <n>    how many threads (default: one for each processor)
  --help           this text`;

if (isMainThread) {
  await inspectAll();
} else {
  inspectOwnShare();
}

/** What a thread is told. */
interface Share {
  readonly root: string;
  readonly paths: readonly string[];
  /** Which of the threads it is. */
  readonly index: number;
  readonly threads: number;
}

/** Every n-th file: the threads get their share of each package. */
function inspectOwnShare(): void {
  const { root, paths, index, threads } = workerData as Share;
  const makers = [...createTreeMakers({ parseSource, parseWithBabel }), createBabelEslintTreeMaker()];
  for (const [at, path] of paths.entries()) {
    if (at % threads !== index) {
      continue;
    }
    parentPort?.postMessage(inspectFile(makers, analyze, path, readFileSync(join(root, path), 'utf8')));
  }
}

async function inspectAll(): Promise<void> {
  const values = readOptions();
  if (values.help === true) {
    console.log(USAGE);
    return;
  }
  const limit = readCount('--limit', values.limit);
  const threads = readCount('--threads', values.threads) ?? availableParallelism();
  const root = values.root ?? NODE_MODULES;
  const all = findPrograms(root);
  const paths = limit === undefined ? all : sample(all, limit);
  const inspections: Inspection[] = [];
  await Promise.all(
    Array.from({ length: threads }, async (_, index) => {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { root, paths, index, threads } satisfies Share,
        resourceLimits: { maxOldGenerationSizeMb: HEAP_IN_MB },
      });
      worker.on('message', (inspection: Inspection) => {
        inspections.push(inspection);
        for (const failure of inspection.failures) {
          tell(`FAILURE ${failure}`);
        }
        for (const disagreement of inspection.disagreements) {
          tell(`DISAGREEMENT ${disagreement}`);
        }
        showProgress(inspections.length, paths.length);
      });
      await new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject));
    }),
  );
  showProgress();
  report(inspections, values.root ?? 'node_modules');
  const isSound = inspections.every(
    ({ failures, disagreements }) => failures.length === 0 && disagreements.length === 0,
  );
  process.exitCode = isSound && inspections.length === paths.length ? 0 : 1;
}

interface Options {
  readonly limit?: string;
  readonly root?: string;
  readonly threads?: string;
  readonly help?: boolean;
}

function readOptions(): Options {
  try {
    return parseArgs({
      options: {
        limit: { type: 'string' },
        root: { type: 'string' },
        threads: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function readCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const count = Number(text);
  return Number.isSafeInteger(count) && count > 0
    ? count
    : refuse(`${name} needs a whole number from 1 on, not '${text}'.`);
}

function refuse(message: string): never {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function report(inspections: readonly Inspection[], root: string): void {
  const readings = inspections.flatMap(({ path, readings }) =>
    readings.map((reading) => ({ path, ...reading })),
  );
  console.log(`${inspections.length} files below ${root}`);
  for (const maker of new Set(readings.map((reading) => reading.maker))) {
    const own = readings.filter((reading) => reading.maker === maker);
    const findings = own.reduce((sum, reading) => sum + reading.findings.length, 0);
    const seconds = own.reduce((sum, reading) => sum + reading.time, 0) / 1000;
    console.log(
      `  ${maker}: read ${own.length}, ${findings} findings, ${seconds.toFixed(1)} s in the analysis`,
    );
  }
  const unread = inspections.filter(({ readings, failures }) => readings.length + failures.length === 0);
  console.log(`${unread.length} that no parser takes`);
  for (const { path } of unread) {
    console.log(`  ${path}`);
  }
  console.log(`${inspections.flatMap(({ failures }) => failures).length} failures`);
  console.log(`${inspections.flatMap(({ disagreements }) => disagreements).length} disagreements`);
  console.log('the slowest');
  for (const { path, maker, time } of readings.toSorted((a, b) => b.time - a.time).slice(0, SLOWEST)) {
    console.log(`  ${time.toFixed(0).padStart(5)} ms  ${path} (${maker})`);
  }
}

function tell(message: string): void {
  showProgress();
  console.log(message);
}

/** One line that is written over, on a terminal only. */
function showProgress(done?: number, total?: number): void {
  if (!process.stderr.isTTY) {
    return;
  }
  process.stderr.write(done === undefined ? '\r\u001b[K' : `\r${done} of ${total} files`);
}
