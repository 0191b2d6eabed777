import { chmodSync } from 'node:fs';
import type { LookupFunction } from 'node:net';
import {
  checkAddress,
  type InetAddress,
  type SocketAddress,
  type UnixAddress,
} from '../addresses/address.ts';
import { withCancellation, type Cancellation, type CancellationScope } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { checkIsSocket } from './inherited-socket.ts';
import { checkKeepAlive } from './keep-alive.ts';
import { openServer } from './open-server.ts';
import { Listener, type AcceptOptions } from './listener.ts';
import { checkInteger, checkOptions } from '../operations/options.ts';
import { parseAddress } from '../addresses/parse-address.ts';
import { listenOnPorts } from './port-range.ts';
import { removeStaleSocket } from '../unix/stale-socket.ts';
import { toNodePath } from '../unix/unix-path.ts';

/** Options of {@link listen}. */
export interface ListenOptions extends Cancellation, AcceptOptions {
  /** Length of the queue of connections that wait to be accepted, 1–2147483647. Default 511; Linux caps it at somaxconn. */
  readonly backlog?: number;
  /** TCP: the last port to try, from the address's port to 65535. The next one is tried when a port is in use, and only then. */
  readonly portTo?: number;
  /**
   * TCP: `true` leaves IPv4 alone, `false` insists on both. Default: both, or IPv6 alone when IPv4 has the port already, as in
   * QEMU; {@link Listener.ipv6Only} tells.
   */
  readonly ipv6Only?: boolean;
  /** TCP: share the port with other sockets of this user that set it (SO_REUSEPORT, Node.js 22.12). Default false. */
  readonly reusePort?: boolean;
  /** In a cluster worker, do not share the port through the primary. Default false. */
  readonly exclusive?: boolean;
  /** Unix: permissions of the socket's file, 0–0o777. Set right after bind(2); before, the umask decides. */
  readonly mode?: number;
  /** Unix: replace the file of a socket that nobody listens on. Default true. */
  readonly unlinkStale?: boolean;
  /** Resolver instead of `dns.lookup()`; called with `all: true`. */
  readonly lookup?: LookupFunction;
}

const LISTEN_OPTIONS = [
  'signal',
  'timeoutMs',
  'backlog',
  'portTo',
  'ipv6Only',
  'reusePort',
  'exclusive',
  'mode',
  'unlinkStale',
  'noDelay',
  'allowHalfOpen',
  'lookup',
] as const satisfies (keyof ListenOptions)[];

/**
 * Listens on an address: QEMU's socket_listen(). On Unix libuv sets SO_REUSEADDR on TCP listeners, so that a server restarts
 * while its old connections are in TIME_WAIT; on Windows it does not, because there the option would let others take the port.
 *
 * @param address A {@link SocketAddress}, or its text as {@link parseAddress} takes it. An empty host is every interface.
 * @returns The listener. `signal` and `timeoutMs` have no hold on it any more.
 * @throws {SocketError} rejects with `ERR_LISTEN` (`errno` says why), `ERR_PORT_RANGE_EXHAUSTED`, `ERR_RESOLVE`, `ERR_TIMEOUT`,
 * `ABORT_ERR`, `ERR_NOT_A_SOCKET`, `ERR_INVALID_ADDRESS`, `ERR_ADDRESS_FAMILY` or `ERR_UNSUPPORTED`.
 * @throws {TypeError | RangeError} rejects with it for an unknown option or a value out of range.
 */
export async function listen(
  address: SocketAddress | string,
  options: ListenOptions = {},
): Promise<Listener> {
  checkOptions('listen', options, LISTEN_OPTIONS);
  const { backlog, mode, portTo } = options;
  if (backlog !== undefined) checkInteger('backlog', backlog, 1, 2 ** 31 - 1);
  if (mode !== undefined) checkInteger('mode', mode, 0, 0o777);
  const parsed = typeof address === 'string' ? parseAddress(address) : address;
  const local = parsed.type === 'inet' && portTo !== undefined ? { ...parsed, portTo } : parsed;
  checkAddress(local);
  checkApplies(local, options);
  return withCancellation(`Failed to listen on '${describeAddress(local)}'`, options, async (scope) => {
    const listener = new Listener(options, local.type === 'inet' ? local : undefined);
    try {
      switch (local.type) {
        case 'inet':
          await listenInet(listener, local, options, scope);
          break;
        case 'unix':
          await listenUnix(listener, local, options);
          break;
        case 'fd':
          checkIsSocket(local);
          // With a descriptor Node.js reads the backlog from the second argument only.
          await openServer(listener.server, () => listener.server.listen({ fd: local.fd }, backlog), local);
          break;
        case 'vsock':
          throw new SocketError('ERR_UNSUPPORTED', 'socket family AF_VSOCK unsupported by Node.js', {
            address: local,
          });
      }
      return await scope.keep(listener);
    } catch (error) {
      await listener[Symbol.asyncDispose]();
      throw error;
    }
  });
}

/** An option that would be ignored is a mistake. */
function checkApplies({ type }: SocketAddress, options: ListenOptions): void {
  const inetOnly = ['portTo', 'ipv6Only', 'reusePort', 'lookup', 'noDelay'] as const;
  const unixOnly = ['mode', 'unlinkStale'] as const;
  for (const name of type === 'inet' ? unixOnly : type === 'unix' ? inetOnly : [...inetOnly, ...unixOnly]) {
    if (name === 'noDelay' && type === 'fd') continue;
    if (options[name] !== undefined)
      throw new TypeError(`option '${name}' does not apply to a '${type}' address`);
  }
}

async function listenInet(
  listener: Listener,
  local: InetAddress,
  options: ListenOptions,
  scope: CancellationScope,
): Promise<void> {
  checkKeepAlive(local);
  if (local.mptcp === true) {
    throw new SocketError('ERR_UNSUPPORTED', 'Node.js has no way to ask for IPPROTO_MPTCP', {
      address: local,
    });
  }
  if (options.reusePort === true && !hasReusePort()) {
    throw new SocketError('ERR_UNSUPPORTED', 'reusePort needs Node.js 22.12', { address: local });
  }
  await listenOnPorts(listener, local, options, scope);
}

/** Node.js 20 ignores the option without a word (measured). */
function hasReusePort(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12);
}

async function listenUnix(listener: Listener, local: UnixAddress, options: ListenOptions): Promise<void> {
  const path = toNodePath(local);
  const { backlog = 511, exclusive = false, mode, unlinkStale = true } = options;
  if (mode !== undefined && local.abstract === true)
    throw new TypeError("option 'mode': an abstract socket has no file");
  const open = (): Promise<void> =>
    openServer(listener.server, () => listener.server.listen({ path, backlog, exclusive }), local);
  try {
    await open();
  } catch (error) {
    const inUse = error instanceof SocketError && error.errno === 'EADDRINUSE';
    if (!inUse || !unlinkStale || local.abstract === true) throw error;
    if (!(await removeStaleSocket(path))) throw error;
    listener.replacedStaleSocket = true;
    await open();
  }
  if (mode === undefined) return;
  try {
    chmodSync(path, mode);
  } catch (cause) {
    const { code: errno, syscall } = systemErrorFields(cause);
    throw new SocketError('ERR_LISTEN', `Failed to set the mode of '${path}': ${systemErrorText(cause)}`, {
      errno,
      syscall,
      address: local,
      cause,
    });
  }
}
