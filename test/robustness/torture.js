// Runs the analysis on every JavaScript and TypeScript file below node_modules, on the trees of each parser, in as many
// threads as there are processors. Run by `npm run torture`, after a build; `-- --limit 500` takes a sample,
// `-- --root DIR` another folder, `-- --threads 1` leaves the other processors alone.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { analyze } from '../../.cache/compiled/analysis/index.js';
import { parseSource } from '../../.cache/compiled/codemods/parse.js';
import { parseWithBabel } from '../../.cache/compiled/codemods/parsers/babel.js';
import { inspectFile } from './inspect-file.js';
import { createBabelEslintTreeMaker, createTreeMakers, findPrograms, sample } from './syntax-trees.js';

/** @import { Inspection } from './tree-makers.ts' */

/** For the trees of TypeScript's own compiler, a file of 9 MB. */
const HEAP_IN_MB = 6000;

/** How many of the slowest files are shown. */
const SLOWEST = 10;

const NODE_MODULES = fileURLToPath(new URL('../../node_modules', import.meta.url));

if (isMainThread) await inspectAll();
else inspectOwnShare();

/** Every n-th file: the threads get their share of each package. */
function inspectOwnShare() {
  const { root, paths, index, threads } = workerData;
  const makers = [...createTreeMakers({ parseSource, parseWithBabel }), createBabelEslintTreeMaker()];
  for (let at = index; at < paths.length; at += threads) {
    const path = paths[at];
    parentPort?.postMessage(inspectFile(makers, analyze, path, readFileSync(join(root, path), 'utf8')));
  }
}

async function inspectAll() {
  const { values } = parseArgs({
    options: { limit: { type: 'string' }, root: { type: 'string' }, threads: { type: 'string' } },
  });
  const root = values.root ?? NODE_MODULES;
  const all = findPrograms(root);
  const paths = values.limit === undefined ? all : sample(all, Number(values.limit));
  const threads = Number(values.threads ?? availableParallelism());
  /** @type {Inspection[]} */
  const inspections = [];
  await Promise.all(
    Array.from({ length: threads }, async (_, index) => {
      const worker = new Worker(new URL(import.meta.url), {
        workerData: { root, paths, index, threads },
        resourceLimits: { maxOldGenerationSizeMb: HEAP_IN_MB },
      });
      worker.on('message', (/** @type {Inspection} */ inspection) => {
        inspections.push(inspection);
        for (const failure of inspection.failures) tell(`FAILURE ${failure}`);
        for (const disagreement of inspection.disagreements) tell(`DISAGREEMENT ${disagreement}`);
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

/**
 * @param {readonly Inspection[]} inspections
 * @param {string} root
 */
function report(inspections, root) {
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
  for (const { path } of unread) console.log(`  ${path}`);
  console.log(`${inspections.flatMap(({ failures }) => failures).length} failures`);
  console.log(`${inspections.flatMap(({ disagreements }) => disagreements).length} disagreements`);
  console.log('the slowest');
  for (const { path, maker, time } of readings.toSorted((a, b) => b.time - a.time).slice(0, SLOWEST))
    console.log(`  ${time.toFixed(0).padStart(5)} ms  ${path} (${maker})`);
}

/** @param {string} message */
function tell(message) {
  showProgress();
  console.log(message);
}

/**
 * One line that is written over, on a terminal only.
 *
 * @param {number} [done]
 * @param {number} [total]
 */
function showProgress(done, total) {
  if (!process.stderr.isTTY) return;
  process.stderr.write(done === undefined ? '\r\u001b[K' : `\r${done} of ${total} files`);
}
