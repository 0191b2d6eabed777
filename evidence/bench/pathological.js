// Measures parser and analysis on programs that are far larger, deeper or more circular than people write, at half the
// promised size and at all of it: linear is a ratio of 2. Run by `npm run bench:pathological`; an argument chooses by name,
// and then nothing is written.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { analyze } from '../../.cache/compiled/analysis/index.js';
import { parseSource } from '../../.cache/compiled/codemods/parse.js';
import { writePathologicalPrograms } from './pathological-programs.js';

const RESULTS = fileURLToPath(new URL('results/pathological.json', import.meta.url));
const LIMIT_IN_SECONDS = 60;

const [name, index, scale] = process.argv.slice(2);
if (name === '--one') measureOne(Number(index), Number(scale));
else await measureAll(name);

/** @param {string | undefined} wanted part of a name */
async function measureAll(wanted) {
  const rows = [];
  console.log('    half     full  ratio');
  for (const [programIndex, program] of writePathologicalPrograms().entries()) {
    if (!program.name.includes(wanted ?? '')) continue;
    const half = measureInProcess(programIndex, 0.5);
    const full = measureInProcess(programIndex, 1);
    const ratio = half.time !== undefined && full.time !== undefined ? full.time / half.time : undefined;
    rows.push({
      program: program.name,
      halfInMs: half.time,
      fullInMs: full.time,
      ratio: ratio === undefined ? undefined : Number(ratio.toFixed(1)),
      verdicts: full.verdicts,
    });
    const times = [half, full].map(({ time }) => `${time ?? 'none'} ms`.padStart(8)).join(' ');
    console.log(`${times} ${(ratio?.toFixed(1) ?? '').padStart(6)}  ${program.name}: ${full.verdicts}`);
  }
  if (wanted !== undefined) return;
  const results = { node: process.version, processor: cpus()[0]?.model, rows };
  const options = await resolveConfig(RESULTS);
  writeFileSync(RESULTS, await format(JSON.stringify(results), { ...options, filepath: RESULTS }));
}

/**
 * Measures one program in a process of its own, so that none pays for the memory of another.
 *
 * @param {number} programIndex
 * @param {number} size
 * @returns {{ time?: number, verdicts: string }} no time when it does not end
 */
function measureInProcess(programIndex, size) {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [fileURLToPath(import.meta.url), '--one', String(programIndex), String(size)],
    { encoding: 'utf8', timeout: LIMIT_IN_SECONDS * 1000 },
  );
  if (status === 0) return JSON.parse(stdout);
  return { verdicts: signal === 'SIGTERM' ? `more than ${LIMIT_IN_SECONDS} s` : 'a crash' };
}

/**
 * @param {number} programIndex
 * @param {number} size
 */
function measureOne(programIndex, size) {
  const program = writePathologicalPrograms(size)[programIndex];
  const start = performance.now();
  const parsed = parseSource(program?.text ?? '', 'pathological.js');
  const findings = parsed.ok ? analyze(parsed.file) : [];
  const time = Math.round(performance.now() - start);
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { verdict } of findings) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const verdicts = parsed.ok
    ? Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`)
    : [`left, because ${parsed.error.message}`];
  console.log(JSON.stringify({ time, verdicts: verdicts.join(', ') }));
}
