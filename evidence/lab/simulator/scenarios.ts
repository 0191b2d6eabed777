/** The loads that the lab puts on the simulated kernels: the same as on the real one where that can run. */
import type { PortRange } from '../port-range.ts';
import type { Errno, Host, Kernel } from './kernel.ts';
import { seededRandom } from './random.ts';
import type { Random } from './random.ts';
import { createSocket, SocketTable } from './socket-table.ts';
import type { SimulatedSocket } from './socket-table.ts';

/** How a TCP client comes by its port: connect() alone, or bind() to port 0 first (Node's `localAddress`). */
export type PortChoice = 'at connect' | 'bind first';

/** A TCP client as the scenarios open it. */
export interface ClientStyle {
  readonly choice: PortChoice;
  /** SO_REUSEADDR. */
  readonly reuseAddress: boolean;
}

const PEER = '192.0.2.1:4444';

function createHost(kernel: Kernel, random: Random, range: PortRange = kernel.defaultRange): Host {
  return { table: new SocketTable(), range, random };
}

/** Opens one client to `remote`; on failure the table is as before. */
function open(
  kernel: Kernel,
  host: Host,
  style: ClientStyle,
  remote: string,
): { error: Errno; socket: SimulatedSocket } {
  const socket = createSocket({ reuseAddress: style.reuseAddress });
  if (style.choice === 'bind first') {
    const error = kernel.bind(host, socket);
    if (error !== undefined) {
      return { error, socket };
    }
  }
  const error = kernel.connect(host, socket, remote);
  if (error !== undefined && style.choice === 'bind first') {
    host.table.remove(socket);
  }
  return { error, socket };
}

/**
 * QEMU's case: open and close clients to one peer in a loop, each leaving its five-tuple in TIME_WAIT.
 *
 * @param kernel the kernel to run on, with its default range
 * @param style how the clients are opened
 * @param connects how many are tried, at least 1
 * @param seed of the random choices
 * @returns the number of connects that failed, and which one failed first (from 1; undefined when none did)
 */
export function connectLoop(
  kernel: Kernel,
  style: ClientStyle,
  connects: number,
  seed: number,
): { failures: number; firstFailure: number | undefined } {
  const host = createHost(kernel, seededRandom(seed));
  let failures = 0;
  let firstFailure: number | undefined;
  for (let attempt = 1; attempt <= connects; attempt++) {
    const { error, socket } = open(kernel, host, style, PEER);
    if (error === undefined) {
      socket.timeWait = true;
    } else {
      failures++;
      firstFailure ??= attempt;
    }
  }
  return { failures, firstFailure };
}

/**
 * How often one more connect fails, when a given number to the same peer is in TIME_WAIT.
 *
 * The records lie on ports chosen uniformly, without the option, so that their number is exact.
 *
 * @param kernel the kernel to run on, with its default range
 * @param style how the client is opened
 * @param timeWait number of TIME_WAIT records, less than the range has ports
 * @param trials how many single connects are tried, each on the same state
 * @param seed of the random choices
 * @returns the number of connects that failed
 */
export function failuresAmongTimeWait(
  kernel: Kernel,
  style: ClientStyle,
  timeWait: number,
  trials: number,
  seed: number,
): number {
  const random = seededRandom(seed);
  const host = createHost(kernel, random);
  // Any port but the first of the range, which the BSD scan reaches only by wrapping around.
  const ports = Array.from({ length: host.range.high - host.range.low }, (_, i) => host.range.low + 1 + i);
  for (let i = 0; i < timeWait; i++) {
    const j = i + random(ports.length - i);
    const port = ports[j] ?? 0;
    ports[j] = ports[i] ?? 0;
    host.table.add(
      createSocket({ ...style, bound: style.choice === 'bind first', remote: PEER, timeWait: true }),
      port,
    );
  }
  let failures = 0;
  for (let trial = 0; trial < trials; trial++) {
    const { error, socket } = open(kernel, host, style, PEER);
    if (error === undefined) {
      host.table.remove(socket);
    } else {
      failures++;
    }
  }
  return failures;
}

/** What {@link capacity} found. */
export interface Capacity {
  readonly opened: number;
  /** The local ports, in the order in which they were given out. */
  readonly ports: readonly number[];
  readonly errors: Readonly<Partial<Record<NonNullable<Errno>, number>>>;
}

/**
 * Opens clients to D destinations in turn, and keeps them open.
 *
 * @param kernel the kernel to run on
 * @param style how the clients are opened
 * @param range the ephemeral ports
 * @param destinations D, at least 1
 * @param attempts how many are tried
 * @param seed of the random choices
 */
export function capacity(
  kernel: Kernel,
  style: ClientStyle,
  range: PortRange,
  destinations: number,
  attempts: number,
  seed: number,
): Capacity {
  const host = createHost(kernel, seededRandom(seed), range);
  const ports: number[] = [];
  const errors: Partial<Record<NonNullable<Errno>, number>> = {};
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { error, socket } = open(kernel, host, style, `192.0.2.1:${(attempt % destinations) + 1}`);
    if (error === undefined) {
      ports.push(socket.localPort);
    } else {
      errors[error] = (errors[error] ?? 0) + 1;
    }
  }
  return { opened: ports.length, ports, errors };
}

/** What {@link datagramClients} found. */
export interface SharedPorts {
  /** Sockets on a port with another one. */
  readonly shared: number;
  /** Sockets that are not the newest on their port: their replies go elsewhere. */
  readonly wrong: number;
}

/**
 * Binds n UDP clients to port 0 on the wildcard address, and keeps them open.
 *
 * @param kernel the kernel to run on
 * @param options the reuse options of every client
 * @param range the ephemeral ports
 * @param clients n, at least 1
 * @param seed of the random choices
 * @throws {Error} when the kernel has no port for one of them
 */
export function datagramClients(
  kernel: Kernel,
  options: { readonly reuseAddress: boolean; readonly reusePort?: boolean },
  range: PortRange,
  clients: number,
  seed: number,
): SharedPorts {
  const host = createHost(kernel, seededRandom(seed), range);
  const perPort = new Map<number, number>();
  for (let i = 0; i < clients; i++) {
    const socket = createSocket({ ...options, localAddress: '*' });
    const error = kernel.bindDatagram(host, socket);
    if (error !== undefined) {
      throw new Error(`client ${i + 1} of ${clients}: ${error}`);
    }
    perPort.set(socket.localPort, (perPort.get(socket.localPort) ?? 0) + 1);
  }
  const counts = [...perPort.values()];
  return {
    shared: counts.filter((count) => count > 1).reduce((sum, count) => sum + count, 0),
    wrong: clients - counts.length,
  };
}
