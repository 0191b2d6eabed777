import { isIP } from 'node:net';
import type { FdAddress, InetAddress, SocketAddress } from '../addresses/address.ts';
import { toAddress } from '../addresses/address-input.ts';
import type { DatagramPeerInput, PeerAddressInput } from '../addresses/address-input.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { CancellationScope } from '../operations/cancellation.ts';
import { SocketError } from '../operations/errors.ts';
import {
  createTypeError,
  FORBIDDEN_CLIENT_OPTIONS,
  createIntegerCheck,
  checkString,
  readFields,
  readOptions,
  show,
} from '../operations/options.ts';
import type { OptionTable } from '../operations/options.ts';
import { CONNECT_OPTIONS } from './connect-options.ts';
import type { ConnectOptions } from './connect-options.ts';
import { toConnection } from './connection.ts';
import type { Connection } from './connection.ts';
import { ignoreError } from './gentle-close.ts';
import { adoptConnection } from './inherited-socket.ts';
import { InetConnect, UnixConnect } from './stream-connect.ts';

/** The local side that {@link connectFrom} binds to. */
export interface LocalEndpoint {
  /** IP address of this host. */
  readonly address: string;
  /** Port, 1–65535. Absent: the kernel chooses. */
  readonly port?: number | undefined;
}

/**
 * Connects a stream socket: QEMU's socket_connect(). The kernel chooses the local port, and SO_REUSEADDR is not set.
 *
 * The addresses of a host are tried as RFC 8305 ("Happy Eyeballs") has it. TCP_NODELAY is on unless `noDelay` is false,
 * keep-alive is off unless the address says `keepAlive`.
 *
 * @param address Where to connect: `{ host, port }`, `{ path }`, `{ fd }`, a {@link SocketAddress}, its text as
 * {@link parseAddress} takes it, or a port, 1–65535. A host that is empty or absent is localhost.
 * @param options See {@link ConnectOptions}.
 * @returns The connected socket. `signal` and `timeoutMs` have no hold on it any more.
 * @throws {SocketError} rejects with kind `connect` (see its `attempts`), `resolve`, `blocked`, `timeout`, `abort`, `exhausted`,
 * `self-connect`, `descriptor`, `address`, `family` or `unsupported`. By then every handle of the attempt is closed.
 * @throws {TypeError | RangeError} rejects with it for a wrong type or a value out of range, for an unknown option, and for
 * `reuseAddr`, `reusePort`, `localAddress` and `localPort`, among the options or in the address.
 */
export function connect(address: PeerAddressInput, options: ConnectOptions = {}): Promise<Connection> {
  try {
    const checked = readOptions<ConnectOptions>(
      'connect()',
      options,
      CONNECT_OPTIONS,
      FORBIDDEN_CLIENT_OPTIONS,
    );
    const peer = withLocalhost(toAddress('connect()', address, FORBIDDEN_CLIENT_OPTIONS));
    checkApplies(peer, checked);
    return open(peer, checked);
  } catch (error) {
    return rejectWith(error);
  }
}

/** What was thrown, as a promise. */
function rejectWith(error: unknown): Promise<never> {
  return new Promise(() => {
    throw error;
  });
}

function open(peer: SocketAddress, options: ConnectOptions): Promise<Connection> {
  switch (peer.type) {
    case 'inet':
      return new InetConnect(peer, undefined, options).run();
    case 'unix':
      return new UnixConnect(peer, options).run();
    case 'fd':
      return Promise.resolve(connectFd(peer, options));
    case 'vsock':
      throw new SocketError('unsupported', 'socket family AF_VSOCK unsupported by Node.js', { peer });
  }
}

/**
 * Connects from a local address of the caller's choice. Use it only when a firewall or a routing policy demands the address,
 * for it costs:
 *
 * - On Unix, libuv sets SO_REUSEADDR and binds before it connects (`uv__tcp_bind` in src/unix/tcp.c); Node.js has no way to
 *   leave it out. On OpenBSD and FreeBSD the kernel may then choose a port that is in TIME_WAIT, and connect(2) fails with
 *   EADDRINUSE: the error that made QEMU remove the option.
 * - Each local port serves one connection, whatever its destination, because Node.js knows no IP_BIND_ADDRESS_NO_PORT (ip(7)).
 * - With a port, a second connection to the same peer fails until the first is out of TIME_WAIT.
 * - Another process may listen on the port meanwhile.
 *
 * @param local The address, which must be of the peer's family, and maybe the port.
 * @param peer Where to connect; only addresses of the local family are tried, with a port one after the other.
 * @param options See {@link ConnectOptions}.
 * @throws {SocketError} as {@link connect}, and of kind `bind` when the local address is not of this host or the port is taken.
 */
export async function connectFrom(
  local: LocalEndpoint,
  peer: DatagramPeerInput,
  options: ConnectOptions = {},
): Promise<Connection> {
  const checked = readOptions<ConnectOptions>(
    'connectFrom()',
    options,
    CONNECT_OPTIONS,
    FORBIDDEN_CLIENT_OPTIONS,
  );
  const from = readLocalEndpoint(local);
  const target = withLocalhost(toAddress('connectFrom()', peer, FORBIDDEN_CLIENT_OPTIONS));
  if (target.type !== 'inet') {
    throw new SocketError('unsupported', 'only TCP has a local address to choose', { peer: target });
  }
  return new InetConnect(target, from, checked).run();
}

function readLocalEndpoint(local: unknown): InetAddress {
  const table: OptionTable<LocalEndpoint> = {
    address: checkString,
    port: createIntegerCheck(1, 65_535, 'ERR_SOCKET_BAD_PORT'),
  };
  const { address, port = 0 } = readFields<LocalEndpoint>('connectFrom() local', 'field', local, table, {});
  if (isIP(address) !== 0) {
    return { type: 'inet', host: address, port };
  }
  const message = `connectFrom(): local.address must be an IP address, not ${show(address)}`;
  throw createTypeError(message, 'ERR_INVALID_ARG_VALUE');
}

/**
 * Puts localhost where there is no host, QEMU's default for clients.
 * @param peer Where to connect.
 */
export function withLocalhost<T extends SocketAddress>(peer: T): T {
  return peer.type === 'inet' && peer.host === '' ? { ...peer, host: 'localhost' } : peer;
}

/** The options that mean nothing for a type of address. */
const INAPPLICABLE: Readonly<Record<SocketAddress['type'], readonly (keyof ConnectOptions)[]>> = {
  inet: [],
  unix: ['noDelay', 'attemptDelayMs', 'lookup', 'blockList'],
  fd: ['attemptDelayMs', 'lookup', 'blockList', 'retry'],
  vsock: [],
};

/** An option that would be ignored is a mistake. */
function checkApplies({ type }: SocketAddress, options: ConnectOptions): void {
  for (const name of INAPPLICABLE[type]) {
    if (options[name] === undefined) {
      continue;
    }
    throw createTypeError(
      `connect(): option '${name}' does not apply to a '${type}' address`,
      'ERR_INVALID_ARG_VALUE',
    );
  }
}

function connectFd(peer: FdAddress, options: ConnectOptions): Connection {
  const operation = { describe: () => `Failed to connect to '${describeAddress(peer)}'` };
  // Nothing waits here; but what is aborted already must not be opened.
  new CancellationScope(operation, [options.signal], undefined).release();
  const socket = adoptConnection(peer, { allowHalfOpen: options.allowHalfOpen === true });
  socket.on('error', ignoreError);
  if (options.noDelay !== false) {
    socket.setNoDelay(true);
  }
  return toConnection(socket);
}
