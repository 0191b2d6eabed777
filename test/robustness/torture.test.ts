import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROJECT } from '../../scripts/project.ts';

const TORTURE = join(PROJECT, '.cache/compiled/test/robustness/torture.js');

function runTorture(...argv: readonly string[]): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TORTURE, ...argv], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('says what it does', () => {
  const { status, stdout, stderr } = runTorture('--help');

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^npm run torture \[-- options\]\n/);
});

it.each([
  [['--unknown'], /^Unknown option '--unknown'/],
  [['--limit', 'many'], /^--limit needs a whole number from 1 on, not 'many'\.\n/],
  [['--threads', '0'], /^--threads needs a whole number from 1 on, not '0'\.\n/],
])('says what is wrong: %j', (argv, message) => {
  const { status, stdout, stderr } = runTorture(...argv);

  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toContain('npm run torture [-- options]');
  expect(stderr).not.toContain('    at ');
});
