import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A program with its arguments, and where it runs. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** What a run took. */
export interface Sample {
  /** Of wall clock time. */
  readonly seconds: number;
  /** Of processor time, user and system, of all its processes. */
  readonly cpuSeconds: number;
  /** The most memory that its largest process held. */
  readonly peakMiB: number;
}

/** How a run ended. */
export interface TimedRun {
  readonly command: Command;
  /** Where its measurements were kept. */
  readonly folder: string;
  readonly sample: Sample;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end under GNU time, which is the one to know the memory of a child.
 *
 * @param folder where the measurements may be kept
 * @throws {Error} when there is no GNU time, or the program does not start or is killed
 */
export function runTimed(command: Command, folder: string): TimedRun {
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
  if (error) {
    throw new Error(`GNU time (Debian's package "time") is needed: ${error.message}`, { cause: error });
  }
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
