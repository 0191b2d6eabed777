// Runs the tests of sockets/ on the supported versions of Node.js, each from the npm package "node": the first and the newest
// of each line that `engines` names, or those of the command line (`npm run test:nodes -- 24 20.19.0`).
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from './project.ts';

const SUPPORTED = ['20.19.0', '20', '22.13.0', '22', '24.0.0', '24', '26'];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : SUPPORTED;
const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'test-nodes-'));

/** What is reported of one version. */
interface Outcome {
  readonly wanted: string;
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
function testOn(wantedVersion: string): Outcome {
  const home = join(folder, wantedVersion);
  const packageJson = { name: 'node-of-tests', private: true, dependencies: { node: wantedVersion } };
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), JSON.stringify(packageJson));
  const npm = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel', 'error'];
  if (!run('npm', npm, home)) {
    return { wanted: wantedVersion, version: 'not installed', passed: false };
  }
  const node = join(home, 'node_modules/node/bin/node');
  const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
  if (!`${version}.`.startsWith(`v${wantedVersion}.`)) {
    return { wanted: wantedVersion, version: version || 'does not start', passed: false };
  }
  console.log(`\n── Node.js ${version} ──`);
  return { wanted: wantedVersion, version, passed: run(node, [vitest, 'run', 'test/sockets'], PROJECT) };
}

let results: readonly Outcome[] = [];
try {
  results = wanted.map(testOn);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log('');
for (const { wanted: version, version: tested, passed } of results) {
  console.log(`Node.js ${version} (${tested}): ${passed ? 'passed' : 'FAILED'}`);
}
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
