// Times the command over whole repositories, across their files and with --single-file, in turn in one run. Run by
// `npm run bench:projects -- FOLDER…`, on repositories that were cloned before: which ones is your choice, and nothing of them
// is kept. The exit code is 1 when following the files takes more than one and a half times the time.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PROJECT } from '../../scripts/project.ts';
import { runTimed } from './codemod/run-timed.ts';
import type { Sample } from './codemod/run-timed.ts';
import { summarize } from './codemod/statistics.ts';
import { describeMachine } from './machine.ts';

const TARGET = 1.5;

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, help: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const rounds = Number(values.rounds);
if (values.help || positionals.length === 0 || !(rounds >= 1)) {
  console.log(`Usage: npm run bench:projects -- [--rounds N] FOLDER...

  --rounds N  runs of each (default 5)

Needs GNU time.`);
  process.exit(values.help ? 0 : 2);
}

const folder = mkdtempSync(join(tmpdir(), 'bench-projects-'));
let isMissed = false;
try {
  console.log(
    `${JSON.stringify(describeMachine())}, Node.js ${process.version}, medians of ${rounds} rounds\n`,
  );
  console.log('  across  single  ratio');
  for (const path of positionals.map((each) => resolve(each))) {
    const [across, single]: [Sample[], Sample[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      across.push(measure(path, []));
      single.push(measure(path, ['--single-file']));
    }
    const [all, one] = [across, single].map((samples) => summarize(samples).seconds.median);
    const ratio = (all ?? NaN) / (one ?? NaN);
    isMissed ||= !(ratio <= TARGET);
    const columns = [`${all?.toFixed(2)} s`, `${one?.toFixed(2)} s`].map((text) => text.padStart(8)).join('');
    console.log(`${columns} ${ratio.toFixed(2).padStart(6)}  ${basename(path)}`);
  }
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = isMissed ? 1 : 0;

/** @throws {Error} when the command fails: 0 and 3, for files that cannot be parsed, are no failure */
function measure(path: string, options: readonly string[]): Sample {
  const args = [join(PROJECT, 'dist/bundle/sockets-codemod.cjs'), '--dry-run', ...options, path];
  const { sample, status, stderr } = runTimed({ program: process.execPath, args, cwd: PROJECT }, folder);
  if (status !== 0 && status !== 3) {
    throw new Error(`The command ended with ${status} over ${path}:\n${stderr.slice(-2000)}`);
  }
  return sample;
}
