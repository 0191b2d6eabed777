import { isIP, Socket, type LookupFunction, type TcpSocketConnectOpts } from 'node:net';
import {
  checkAddress,
  type FdAddress,
  type InetAddress,
  type SocketAddress,
  type UnixAddress,
} from '../addresses/address.ts';
import { withCancellation, type Cancellation, type CancellationScope } from '../operations/cancellation.ts';
import { AttemptLog, toConnectError } from './connect-error.ts';
import { toConnection, type Connection, type UnixEndpoints } from './connection.ts';
import { fromPath } from '../addresses/endpoint.ts';
import { SocketError } from '../operations/errors.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { checkIsSocket } from './inherited-socket.ts';
import { checkKeepAlive, setKeepAlive } from './keep-alive.ts';
import { checkClientOptions, checkInteger, type NoListenerOptions } from '../operations/options.ts';
import { parseAddress } from '../addresses/parse-address.ts';
import { resolveHost, type HostAddress } from '../addresses/resolve.ts';
import { toNodePath } from '../unix/unix-path.ts';

/** Options of {@link connect} and {@link connectFrom}. None of them can set SO_REUSEADDR or choose a local port. */
export interface ConnectOptions extends Cancellation, NoListenerOptions {
  /** TCP_NODELAY: send small writes at once. Default false. */
  readonly noDelay?: boolean;
  /** Stay writable when the peer has ended its side. Default false: the own side is ended as well. */
  readonly allowHalfOpen?: boolean;
  /** Try the addresses of a host in turn, families alternating (RFC 8305). Default: `net.getDefaultAutoSelectFamily()`. */
  readonly autoSelectFamily?: boolean;
  /**
   * Milliseconds that an attempt gets while more addresses are left, 10–2147483647. It is cut off then, not left running.
   * Default: `net.getDefaultAutoSelectFamilyAttemptTimeout()`, 250 up to Node.js 24, 500 in 26.
   */
  readonly attemptTimeoutMs?: number;
  /** Resolver instead of `dns.lookup()`; called with `all: true`. */
  readonly lookup?: LookupFunction;
}

const CONNECT_OPTIONS = [
  'signal',
  'timeoutMs',
  'noDelay',
  'allowHalfOpen',
  'autoSelectFamily',
  'attemptTimeoutMs',
  'lookup',
] as const satisfies (keyof ConnectOptions)[];

/** The local side that {@link connectFrom} binds to. */
export interface LocalEndpoint {
  /** IP address of this host. */
  readonly address: string;
  /** Port, 1–65535. Absent: the kernel chooses. */
  readonly port?: number;
}

/**
 * Connects a stream socket: QEMU's socket_connect(). The kernel chooses the local port, and SO_REUSEADDR is not set.
 *
 * @param address A {@link SocketAddress}, or its text as {@link parseAddress} takes it. A host that is empty is localhost.
 * @returns The connected socket. `signal` and `timeoutMs` have no hold on it any more.
 * @throws {SocketError} rejects with `ERR_CONNECT` (see its `attempts`), `ERR_RESOLVE`, `ERR_TIMEOUT`, `ABORT_ERR`,
 * `ERR_LOCAL_PORTS_EXHAUSTED`, `ERR_SELF_CONNECT`, `ERR_NOT_A_SOCKET`, `ERR_INVALID_ADDRESS`, `ERR_ADDRESS_FAMILY` or
 * `ERR_UNSUPPORTED`. By then every handle of the attempt is closed.
 * @throws {TypeError} rejects with it for `reuseAddr`, `reusePort`, `localAddress`, `localPort` or an unknown option.
 */
export async function connect(
  address: SocketAddress | string,
  options: ConnectOptions = {},
): Promise<Connection> {
  checkConnectOptions('connect', options);
  const peer = typeof address === 'string' ? parseAddress(address) : address;
  checkAddress(peer);
  return withCancellation(`Failed to connect to '${describeAddress(peer)}'`, options, async (scope) => {
    switch (peer.type) {
      case 'inet':
        return connectInet(peer, undefined, options, scope);
      case 'unix':
        return connectUnix(peer, options, scope);
      case 'fd':
        return connectFd(peer, options);
      case 'vsock':
        throw new SocketError('ERR_UNSUPPORTED', 'socket family AF_VSOCK unsupported by Node.js', {
          address: peer,
        });
    }
  });
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
 * @param peer Where to connect; only addresses of the local family are tried, and only the first, as Node.js does it.
 * @throws {SocketError} as {@link connect}, and `ERR_BIND` when the local address is not of this host or the port is taken.
 */
export async function connectFrom(
  local: LocalEndpoint,
  peer: InetAddress | string,
  options: ConnectOptions = {},
): Promise<Connection> {
  checkConnectOptions('connectFrom', options);
  if (isIP(local.address) === 0)
    throw new TypeError(`local.address must be an IP address, not '${local.address}'`);
  if (local.port !== undefined) checkInteger('local.port', local.port, 1, 65_535);
  const target = typeof peer === 'string' ? parseAddress(peer) : peer;
  checkAddress(target);
  if (target.type !== 'inet') {
    throw new SocketError('ERR_UNSUPPORTED', 'only TCP has a local address to choose', { address: target });
  }
  return withCancellation(`Failed to connect to '${describeAddress(target)}'`, options, (scope) =>
    connectInet(target, local, options, scope),
  );
}

function checkConnectOptions(caller: string, options: ConnectOptions): void {
  checkClientOptions(caller, options, CONNECT_OPTIONS);
  const { attemptTimeoutMs } = options;
  if (attemptTimeoutMs !== undefined) checkInteger('attemptTimeoutMs', attemptTimeoutMs, 10, 2 ** 31 - 1);
}

async function connectInet(
  peer: InetAddress,
  local: LocalEndpoint | undefined,
  options: ConnectOptions,
  scope: CancellationScope,
): Promise<Connection> {
  checkClientPort(peer);
  checkKeepAlive(peer);
  if (peer.mptcp === true) {
    throw new SocketError('ERR_UNSUPPORTED', 'Node.js has no way to ask for IPPROTO_MPTCP', {
      address: peer,
    });
  }
  const family = local === undefined ? undefined : isIP(local.address) === 6 ? 6 : 4;
  const addresses = await resolveHost(
    peer.host === '' ? { ...peer, host: 'localhost' } : peer,
    { lookup: options.lookup, addressConfig: true, ...(family !== undefined && { family }) },
    scope,
  );
  scope.throwIfCancelled();
  const target: TcpSocketConnectOpts = {
    host: addresses.length === 1 ? addresses[0].address : peer.host,
    port: peer.port,
    lookup: answerWith(addresses),
    ...(options.autoSelectFamily !== undefined && { autoSelectFamily: options.autoSelectFamily }),
    ...(options.attemptTimeoutMs !== undefined && {
      autoSelectFamilyAttemptTimeout: options.attemptTimeoutMs,
    }),
    ...(local !== undefined && { localAddress: local.address }),
    ...(local?.port !== undefined && { localPort: local.port }),
  };
  const socket = new Socket({ allowHalfOpen: options.allowHalfOpen === true });
  await establish(socket, () => socket.connect(target), peer, local?.port !== undefined, scope);
  if (socket.localPort === socket.remotePort && socket.localAddress === socket.remoteAddress) {
    await closed(socket);
    throw new SocketError(
      'ERR_SELF_CONNECT',
      `Failed to connect to '${describeAddress(peer)}': nobody listens there, and the kernel gave the socket this very port`,
      {
        address: peer,
        attempts: [{ address: addresses[0].address, port: peer.port, errno: 'ECONNREFUSED' }],
      },
    );
  }
  if (options.noDelay === true) socket.setNoDelay(true);
  setKeepAlive(socket, peer);
  return toConnection(socket);
}

async function connectUnix(
  peer: UnixAddress,
  options: ConnectOptions,
  scope: CancellationScope,
): Promise<Connection> {
  const path = toNodePath(peer);
  const socket = new Socket({ allowHalfOpen: options.allowHalfOpen === true });
  await establish(socket, () => socket.connect({ path }), peer, false, scope);
  return toConnection(socket, unixEndpointsOf(path));
}

function unixEndpointsOf(path: string): UnixEndpoints {
  return { local: { type: 'unix', path: '', abstract: false }, remote: fromPath(path) };
}

async function connectFd(peer: FdAddress, options: ConnectOptions): Promise<Connection> {
  checkIsSocket(peer);
  let socket: Socket;
  try {
    socket = new Socket({
      fd: peer.fd,
      allowHalfOpen: options.allowHalfOpen === true,
      readable: true,
      writable: true,
    });
  } catch (cause) {
    // A datagram socket.
    throw new SocketError('ERR_NOT_A_SOCKET', `File descriptor '${peer.fd}' is not a stream socket`, {
      address: peer,
      cause,
    });
  }
  // Every TCP handle has a local port, 0 before bind(2); a unix socket has none.
  if (socket.localPort !== undefined && socket.remotePort === undefined) {
    await closed(socket);
    throw new SocketError('ERR_CONNECT', `File descriptor '${peer.fd}' is not connected`, {
      errno: 'ENOTCONN',
      address: peer,
    });
  }
  if (options.noDelay === true) socket.setNoDelay(true);
  return toConnection(socket);
}

/**
 * The port of a peer must be known, and be one.
 * @throws {SocketError} `ERR_INVALID_ADDRESS`
 */
export function checkClientPort(peer: InetAddress): void {
  if (peer.port === 0)
    throw new SocketError('ERR_INVALID_ADDRESS', 'remote port not specified', { address: peer });
  if (peer.portTo !== undefined) {
    throw new SocketError('ERR_INVALID_ADDRESS', 'a port range (to=) is for listeners', { address: peer });
  }
}

/** Starts `begin`, and waits for the connection, for the failure of all attempts, or for cancellation. */
function establish(
  socket: Socket,
  begin: () => void,
  peer: SocketAddress,
  fixedPort: boolean,
  scope: CancellationScope,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const log = new AttemptLog(socket);
    const settle = (): void => {
      takeBack();
      log.stop();
      socket.off('connect', onConnect);
      socket.off('error', onError);
    };
    // Only after 'close', so that a caller who is told of the failure finds no handle left.
    const fail = (error: SocketError): void => {
      settle();
      void closed(socket).then(() => {
        reject(error);
      });
    };
    const onConnect = (): void => {
      settle();
      resolve();
    };
    const onError = (cause: Error): void => {
      fail(toConnectError(cause, peer, log.list(cause), fixedPort));
    };
    const takeBack = scope.onCancel(({ code, message, cause }) => {
      fail(new SocketError(code, message, { address: peer, attempts: log.list(), cause }));
    });
    socket.on('connect', onConnect);
    socket.on('error', onError);
    begin();
  });
}

/** A resolver that knows the answer, so that Node.js runs its Happy Eyeballs on addresses that are found already. */
function answerWith(addresses: readonly [HostAddress, ...HostAddress[]]): LookupFunction {
  return (_host, { all }, callback) => {
    if (all === true) callback(null, [...addresses]);
    else callback(null, addresses[0].address, addresses[0].family);
  };
}

/** Destroys a socket and waits until its handle is closed. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    socket.once('close', () => {
      resolve();
    });
    socket.on('error', () => undefined);
    socket.destroy();
  });
}
