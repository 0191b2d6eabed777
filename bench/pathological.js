// @ts-check
// Measures the analysis on programs that are far larger, deeper or more circular than people write, at the promised
// size and at a tenth of it. Run by `node bench/pathological.js`, after a build; an argument chooses by name.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { analyze } from '../dist/analysis/index.js';
import { parseSource } from '../dist/codemods/parse.js';
import { writePathologicalPrograms } from './pathological-programs.js';

/** In KiB. The parsers need more than the default for what is nested 2000 times and more. */
const STACK_SIZE = 7000;
const LIMIT_IN_SECONDS = 120;

const [name, index, scale] = process.argv.slice(2);
if (name === '--one') {
  measureOne(Number(index), Number(scale));
} else {
  measureAll(name ?? '');
}

/** @param {string} wanted part of a name */
function measureAll(wanted) {
  console.log('analysis at 1/10   at full size   verdicts at full size');
  writePathologicalPrograms(1).forEach((program, programIndex) => {
    if (!program.name.includes(wanted)) return;
    const [small, full] = [0.1, 1].map((size) => measureInProcess(programIndex, size));
    console.log(
      `${small?.time.padStart(16)} ${full?.time.padStart(14)}   ${full?.verdicts}   ${program.name}`,
    );
  });
}

/**
 * Measures one program in a process of its own, so that none pays for the memory of another.
 *
 * @param {number} programIndex
 * @param {number} size
 * @returns {{ time: string, verdicts: string }}
 */
function measureInProcess(programIndex, size) {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [
      `--stack-size=${STACK_SIZE}`,
      fileURLToPath(import.meta.url),
      '--one',
      String(programIndex),
      String(size),
    ],
    { encoding: 'utf8', timeout: LIMIT_IN_SECONDS * 1000 },
  );
  if (status === 0) return JSON.parse(stdout);
  return { time: signal ? `> ${LIMIT_IN_SECONDS} s` : 'crash', verdicts: '' };
}

/**
 * @param {number} programIndex
 * @param {number} size
 */
function measureOne(programIndex, size) {
  const program = writePathologicalPrograms(size)[programIndex];
  const parsed = parseSource(program?.text ?? '', 'pathological.js');
  if (!parsed.ok) throw new Error(parsed.error.message);
  const start = performance.now();
  const findings = analyze(parsed.file);
  const time = `${(performance.now() - start).toFixed(0)} ms`;
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { verdict } of findings) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const verdicts = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  console.log(JSON.stringify({ time, verdicts: verdicts.join(', ') }));
}
