// Measures parser and analysis on programs that are far larger, deeper or more circular than people write, at half the
// promised size and at all of it: linear is a ratio of 2. Run by `npm run bench:pathological`; an argument chooses by name,
// and then nothing is written.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { analyze } from '../../analysis/index.ts';
import { parseSource } from '../../codemods/parse.ts';
import { PROJECT } from '../../scripts/project.ts';
import { writePathologicalPrograms } from './pathological-programs.ts';

const RESULTS = join(PROJECT, 'evidence/bench/results/pathological.json');
const LIMIT_IN_SECONDS = 60;

const [name, index, scale] = process.argv.slice(2);
if (name === '--one') {
  measureOne(Number(index), Number(scale));
} else {
  await measureAll(name);
}

/** What one program took, in milliseconds, and what its sockets were judged. */
interface Measured {
  readonly time?: number;
  readonly verdicts: string;
}

/** @param wanted part of a name */
async function measureAll(wanted: string | undefined): Promise<void> {
  const rows = [];
  console.log('    half     full  ratio');
  for (const [programIndex, program] of writePathologicalPrograms().entries()) {
    if (!program.name.includes(wanted ?? '')) {
      continue;
    }
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
  if (wanted !== undefined) {
    return;
  }
  const results = { node: process.version, processor: cpus()[0]?.model, rows };
  const options = await resolveConfig(RESULTS);
  writeFileSync(RESULTS, await format(JSON.stringify(results), { ...options, filepath: RESULTS }));
}

/**
 * Measures one program in a process of its own, so that none pays for the memory of another.
 *
 * @returns no time when it does not end
 */
function measureInProcess(programIndex: number, size: number): Measured {
  const { status, signal, stdout } = spawnSync(
    process.execPath,
    [import.meta.filename, '--one', String(programIndex), String(size)],
    { encoding: 'utf8', timeout: LIMIT_IN_SECONDS * 1000 },
  );
  if (status === 0) {
    return JSON.parse(stdout) as Measured;
  }
  return { verdicts: signal === 'SIGTERM' ? `more than ${LIMIT_IN_SECONDS} s` : 'a crash' };
}

function measureOne(programIndex: number, size: number): void {
  const program = writePathologicalPrograms(size)[programIndex];
  const start = performance.now();
  const parsed = parseSource(program?.text ?? '', 'pathological.js');
  const findings = parsed.ok ? analyze(parsed.file) : [];
  const time = Math.round(performance.now() - start);
  const counts: Record<string, number> = {};
  for (const { verdict } of findings) {
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  const verdicts = parsed.ok
    ? Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`)
    : [`left, because ${parsed.error.message}`];
  console.log(JSON.stringify({ time, verdicts: verdicts.join(', ') }));
}
