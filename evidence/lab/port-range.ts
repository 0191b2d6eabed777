import { readFileSync, writeFileSync } from 'node:fs';

/** An inclusive range of local ports, each 1 to 65535, `low` at most `high`. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

const SYSCTL = '/proc/sys/net/ipv4/ip_local_port_range';
const RESERVED = '/proc/sys/net/ipv4/ip_local_reserved_ports';

/**
 * @param range an inclusive range
 * @returns how many ports it has
 */
export function countPorts(range: PortRange): number {
  return range.high - range.low + 1;
}

/**
 * The range from which this network namespace picks ephemeral ports (ip-sysctl.rst, `ip_local_port_range`).
 *
 * @throws {Error} when the file cannot be read (not Linux) or does not hold two numbers
 */
export function readPortRange(): PortRange {
  const [low, high] = readFileSync(SYSCTL, 'ascii').trim().split(/\s+/).map(Number);
  if (low === undefined || high === undefined) {
    throw new Error(`${SYSCTL} does not hold two ports`);
  }
  return { low, high };
}

/**
 * Changes the range for the whole network namespace: never call it outside a private one.
 *
 * @param range the range that the following ephemeral ports come from
 * @throws {Error} `EACCES` without CAP_NET_ADMIN over the namespace
 */
function writePortRange(range: PortRange): void {
  writeFileSync(SYSCTL, `${range.low} ${range.high}`);
}

/** How many ports of the current range the kernel skips (ip-sysctl.rst, `ip_local_reserved_ports`). */
export function countReservedPorts(range: PortRange): number {
  const list = readFileSync(RESERVED, 'ascii').trim();
  if (list === '') {
    return 0;
  }
  let count = 0;
  for (const part of list.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    count += Math.max(0, Math.min(last, range.high) - Math.max(first, range.low) + 1);
  }
  return count;
}

/**
 * Runs `body` with the given range, then restores the former one.
 *
 * @param range the range for the namespace, or undefined to leave it as it is
 * @param body what to run
 * @returns what `body` returned
 */
export async function withPortRange<T>(range: PortRange | undefined, body: () => Promise<T>): Promise<T> {
  if (range === undefined) {
    return body();
  }
  const former = readPortRange();
  writePortRange(range);
  try {
    return await body();
  } finally {
    writePortRange(former);
  }
}
