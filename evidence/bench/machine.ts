import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** The machine that something was measured on. */
interface Machine {
  readonly processor: string | undefined;
  readonly processors: number;
  readonly memory: string;
  readonly system: string;
  readonly loadAverage: readonly number[];
}

/** What a result was measured on, and how busy it was: the load average is for 1, 5 and 15 minutes. */
export function describeMachine(): Machine {
  return {
    processor: cpus()[0]?.model,
    processors: cpus().length,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${platform()} ${release()}`,
    loadAverage: loadavg(),
  };
}
