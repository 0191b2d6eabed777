import { isIPv6, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { SocketAddress } from '../addresses/address.ts';
import { SocketError, systemErrorFields, systemErrorText, type Attempt } from '../operations/errors.ts';
import { describeAddress, formatEndpoint } from '../addresses/format-address.ts';

/** Follows the attempts of a socket, so that the ones still under way are known when it is given up. */
export class AttemptLog {
  readonly #socket: Socket;
  readonly #attempts = new Map<string, Attempt>();
  readonly #onAttempt = (address: string, port: number | undefined): void => {
    this.#note(address, port, 'ECANCELED');
  };
  readonly #onTimeout = (address: string, port: number | undefined): void => {
    this.#note(address, port, 'ETIMEDOUT');
  };

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('connectionAttempt', this.#onAttempt);
    socket.on('connectionAttemptTimeout', this.#onTimeout);
  }

  /** Takes its listeners off the socket. */
  stop(): void {
    this.#socket.off('connectionAttempt', this.#onAttempt);
    this.#socket.off('connectionAttemptTimeout', this.#onTimeout);
  }

  /** Every attempt in order, with what `cause` says of each. */
  list(cause?: unknown): Attempt[] {
    for (const error of eachError(cause)) {
      const { code, address, port } = systemErrorFields(error);
      if (code !== undefined && address !== undefined) this.#note(address, port, code);
    }
    return [...this.#attempts.values()];
  }

  #note(address: string, port: number | undefined, errno: string): void {
    const key = formatEndpoint(address, port ?? 0);
    this.#attempts.set(key, { address, port: port ?? 0, errno });
  }
}

/**
 * What `connect()` rejects with, in QEMU's words: `Failed to connect to '127.0.0.1:24109': Address already in use`.
 * @param fixedPort Whether the caller chose the local port; then a taken one says nothing about the others.
 */
export function toConnectError(
  cause: unknown,
  peer: SocketAddress,
  attempts: readonly Attempt[],
  fixedPort: boolean,
): SocketError {
  const errors = eachError(cause);
  const exhausted = fixedPort ? undefined : errors.find(isExhausted);
  const last = exhausted ?? errors.at(-1) ?? cause;
  const { code: errno, syscall } = systemErrorFields(last);
  const details = { errno, syscall, address: peer, attempts, cause };
  const failed = `Failed to connect to '${describeAddress(peer)}': ${systemErrorText(last)}`;
  if (exhausted !== undefined)
    return new SocketError('ERR_LOCAL_PORTS_EXHAUSTED', `${failed}. ${EXHAUSTED_HINT}`, details);
  if (syscall === 'bind') return new SocketError('ERR_BIND', failed, details);
  // Node.js, when every attempt was cut off by the attempt timeout and none failed.
  if (errno === 'ERR_SOCKET_CONNECTION_TIMEOUT') return new SocketError('ERR_TIMEOUT', failed, details);
  const tried = attempts.map(({ address, port, errno: why }) => `${formatEndpoint(address, port)} ${why}`);
  return new SocketError(
    'ERR_CONNECT',
    tried.length > 1 ? `${failed} (${tried.join(', ')})` : failed,
    details,
  );
}

/** What to do about `ERR_LOCAL_PORTS_EXHAUSTED`. */
const EXHAUSTED_HINT =
  'No local port is left: connections, also closed ones in TIME_WAIT, hold all ephemeral ports. ' +
  'Keep connections open and reuse them, or widen the range (Linux: net.ipv4.ip_local_port_range). ' +
  'SO_REUSEADDR does not help.';

/**
 * On a client whose port the kernel chooses, both errors mean that it found none: EADDRNOTAVAIL from connect(2), EADDRINUSE
 * from bind(2) to port 0 and from connect(2) on the BSDs. But EADDRNOTAVAIL is also what a host without IPv6 says.
 */
function isExhausted(error: unknown): boolean {
  const { code, syscall, address } = systemErrorFields(error);
  if (code === 'EADDRINUSE') return true;
  if (code !== 'EADDRNOTAVAIL' || syscall !== 'connect') return false;
  return address === undefined || !isIPv6(address) || hasLocalIPv6(address === '::1');
}

function hasLocalIPv6(loopback: boolean): boolean {
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ family, internal }) => family === 'IPv6' && internal === loopback),
  );
}

/** The errors of Happy Eyeballs come as an AggregateError, a single one as itself. */
function eachError(cause: unknown): readonly unknown[] {
  if (cause === undefined) return [];
  return cause instanceof AggregateError ? (cause.errors as readonly unknown[]) : [cause];
}
