import { cpus, loadavg, platform, release, totalmem } from 'node:os';

/** What a result was measured on, and how busy it was: the load average is for 1, 5 and 15 minutes. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model,
    processors: cpus().length,
    memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
    system: `${platform()} ${release()}`,
    loadAverage: loadavg(),
  };
}
