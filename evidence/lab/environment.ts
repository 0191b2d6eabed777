import { arch, availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import type { Size } from './experiment.ts';
import { readPortRange } from './port-range.ts';
import type { PortRange } from './port-range.ts';

/** What a reader needs to judge, or to repeat, a run. */
export interface Environment {
  readonly date: string;
  readonly size: Size;
  readonly node: string;
  readonly system: string;
  readonly kernel: string;
  readonly machine: string;
  readonly user: 'root' | 'ordinary user';
  readonly namespace: 'private' | "the host's";
  /** The ephemeral range on entry; undefined where the system does not tell. */
  readonly portRange: PortRange | undefined;
}

/**
 * @param size of the run
 * @param user who started it, before any namespace mapped it to root
 * @param isPrivate whether the network namespace is the lab's own
 */
export function describeEnvironment(size: Size, user: Environment['user'], isPrivate: boolean): Environment {
  const memory = Math.round(totalmem() / 2 ** 30);
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return {
    date: new Date().toISOString().slice(0, 10),
    size,
    node: process.version,
    system: `${platform()} ${arch()}`,
    kernel: release(),
    machine: `${processor}, ${availableParallelism()} cores, ${memory} GiB`,
    user,
    namespace: isPrivate ? 'private' : "the host's",
    portRange: platform() === 'linux' ? readPortRange() : undefined,
  };
}
