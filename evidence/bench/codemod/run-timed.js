import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A program with its arguments, and where it runs.
 *
 * @typedef {object} Command
 * @property {string} program
 * @property {readonly string[]} args
 * @property {string} cwd
 */

/**
 * What a run took.
 *
 * @typedef {object} Sample
 * @property {number} seconds of wall clock time
 * @property {number} cpuSeconds of processor time, user and system, of all its processes
 * @property {number} peakMiB the most memory that its largest process held
 */

/**
 * How a run ended.
 *
 * @typedef {object} TimedRun
 * @property {Command} command
 * @property {string} folder where its measurements were kept
 * @property {Sample} sample
 * @property {number} status
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a program to its end under GNU time, which is the one to know the memory of a child.
 *
 * @param {Command} command
 * @param {string} folder where the measurements may be kept
 * @returns {TimedRun}
 * @throws {Error} when there is no GNU time, or the program does not start or is killed
 */
export function runTimed(command, folder) {
  const { program, args, cwd } = command;
  const measurements = join(folder, 'time.txt');
  const start = performance.now();
  const { error, status, signal, stdout, stderr } = spawnSync(
    '/usr/bin/time',
    ['--quiet', '--format', '%U %S %M', '--output', measurements, program, ...args],
    // Colours and progress are for people.
    {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      env: { ...process.env, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const seconds = (performance.now() - start) / 1000;
  if (error)
    throw new Error(`GNU time (Debian's package "time") is needed: ${error.message}`, { cause: error });
  if (status === null || status > 125) {
    throw new Error(`${program} ended with ${status ?? signal}:\n${stderr.slice(-2000)}`);
  }
  const [user = NaN, system = NaN, kibibytes = NaN] = readFileSync(measurements, 'utf8')
    .trim()
    .split(' ')
    .map(Number);
  return {
    command,
    folder,
    sample: { seconds, cpuSeconds: user + system, peakMiB: kibibytes / 1024 },
    status,
    stdout,
    stderr,
  };
}
