import type { PortRange } from '../port-range.ts';
import type { Random } from './random.ts';
import type { SimulatedSocket, SocketTable } from './socket-table.ts';

/** What a simulated system call says; `undefined` is success. */
export type Errno = 'EADDRINUSE' | 'EADDRNOTAVAIL' | undefined;

/** What a selection works on: the sockets of the protocol, the ports it may give out, the dice. */
export interface Host {
  readonly table: SocketTable;
  readonly range: PortRange;
  readonly random: Random;
}

/**
 * How a kernel picks a local port. Every call either records the socket in the table and returns undefined, or
 * leaves the table as it was and returns the error.
 */
export interface Kernel {
  readonly name: string;
  /** The kernel file that the rules come from. */
  readonly source: string;
  /** The ephemeral ports of an untouched system. */
  readonly defaultRange: PortRange;
  /** TCP bind() to port 0. */
  bind(host: Host, socket: SimulatedSocket): Errno;
  /** TCP connect(): picks a port if the socket has none. */
  connect(host: Host, socket: SimulatedSocket, remote: string): Errno;
  /** UDP bind() to port 0, or the implicit one of a first send. */
  bindDatagram(host: Host, socket: SimulatedSocket): Errno;
}
