import type { Lookup } from '../addresses/resolve.ts';
import { CANCELLATION_OPTIONS } from '../operations/cancellation.ts';
import type { Cancellation } from '../operations/cancellation.ts';
import { checkBoolean, checkFunction, createIntegerCheck, isPort } from '../operations/options.ts';
import type { OptionTable } from '../operations/options.ts';
import type { AcceptOptions } from './listener.ts';

/** Options of `listen()`. */
export interface ListenOptions extends Cancellation, AcceptOptions {
  /** Length of the queue of connections that wait to be accepted, 1–2147483647. Default 511; Linux caps it at somaxconn. */
  readonly backlog?: number | undefined;
  /** TCP: the last port to try, from the address's port to 65535. The next one is tried when a port is in use, and only then. */
  readonly portTo?: number | undefined;
  /** TCP: leave IPv4 alone. Default false: both families, or an error when either is in use. */
  readonly ipv6Only?: boolean | undefined;
  /** TCP: share the port with other sockets of this user that set it (SO_REUSEPORT, Node.js 22.12). Default false. */
  readonly reusePort?: boolean | undefined;
  /** In a cluster worker, do not share the port or path through the primary. Default false, but true for a range of ports. */
  readonly exclusive?: boolean | undefined;
  /** Unix: permissions of the socket's file, 0–0o777, from the moment it can be found. Absent: the umask decides. */
  readonly mode?: number | undefined;
  /** Unix: replace the file of a socket that nobody listens on. Default true. */
  readonly unlinkStale?: boolean | undefined;
  /** Resolver instead of `dns.lookup()`. */
  readonly lookup?: Lookup | undefined;
}

/** The options of `listen()`. */
export const LISTEN_OPTIONS: OptionTable<ListenOptions> = {
  ...CANCELLATION_OPTIONS,
  noDelay: checkBoolean,
  allowHalfOpen: checkBoolean,
  maxConnections: createIntegerCheck(1, 2 ** 31 - 1),
  backlog: createIntegerCheck(1, 2 ** 31 - 1),
  portTo: isPort,
  ipv6Only: checkBoolean,
  reusePort: checkBoolean,
  exclusive: checkBoolean,
  mode: createIntegerCheck(0, 0o777),
  unlinkStale: checkBoolean,
  lookup: checkFunction,
};
