// Runs the tests of sockets/ on every supported version of Node.js, each from the npm package "node".
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from './project.ts';

const MAJORS = [20, 22, 24, 26];
const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'test-nodes-'));

/** What is reported of one version. */
interface Outcome {
  readonly major: number;
  readonly version: string;
  readonly passed: boolean;
}

/**
 * Runs a command with its output on the terminal.
 *
 * @returns whether it succeeded
 */
function run(command: string, args: readonly string[], cwd: string): boolean {
  const { status, error } = spawnSync(command, args, { cwd, stdio: 'inherit' });
  if (error !== undefined) {
    console.error(error.message);
  }
  return status === 0;
}

/**
 * Installs one version beside the others, and runs the tests on it.
 *
 * @returns what to report
 */
function testOn(major: number): Outcome {
  const home = join(folder, String(major));
  const packageJson = { name: `node-${major}`, private: true, dependencies: { node: String(major) } };
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), JSON.stringify(packageJson));
  const npm = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel', 'error'];
  if (!run('npm', npm, home)) {
    return { major, version: 'not installed', passed: false };
  }
  const node = join(home, 'node_modules/node/bin/node');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (!version.startsWith(`v${major}.`)) {
    return { major, version: version || 'does not start', passed: false };
  }
  console.log(`\n── Node.js ${version} ──`);
  return { major, version, passed: run(node, [vitest, 'run', 'test/sockets'], PROJECT) };
}

let results: readonly Outcome[] = [];
try {
  results = MAJORS.map(testOn);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log('');
for (const { major, version, passed } of results) {
  console.log(`Node.js ${major} (${version}): ${passed ? 'passed' : 'FAILED'}`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
