import type { InetAddress, SocketAddress } from '../addresses/address.ts';
import { toAddress } from '../addresses/address-input.ts';
import type { AddressInput, LocalEndpointFor } from '../addresses/address-input.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { withCancellation } from '../operations/cancellation.ts';
import type { CancellationScope } from '../operations/cancellation.ts';
import { SocketError } from '../operations/errors.ts';
import {
  checkArgument,
  createTypeError,
  FORBIDDEN_LISTENER_OPTIONS,
  checkFunction,
  readOptions,
} from '../operations/options.ts';
import { listenUnix } from '../unix/listen-unix.ts';
import { checkKeepAlive, wantsKeepAlive } from './keep-alive.ts';
import { listenFd } from './listen-fd.ts';
import { LISTEN_OPTIONS } from './listen-options.ts';
import type { ListenOptions } from './listen-options.ts';
import { Listener } from './listener.ts';
import type { ConnectionHandler, ListenerStatus } from './listener.ts';
import { ListeningServer } from './listening-server.ts';
import { listenOnPorts } from './port-range.ts';
import { checkReusePort } from './reuse-port.ts';

/**
 * Listens on an address: QEMU's socket_listen(). On Unix libuv sets SO_REUSEADDR on TCP listeners, so that a server restarts
 * while its old connections are in TIME_WAIT; on Windows it does not, because there the option would let others take the port.
 *
 * @param address Where to listen: a port, `{ host, port }`, `{ path }`, `{ fd }`, a {@link SocketAddress}, or its text as
 * {@link parseAddress} takes it. A host that is empty or absent is every interface, both families.
 * @param onConnection Is given every connection, from the first on. Without it they wait for {@link Listener.connections}.
 * @returns The listener. `signal` and `timeoutMs` have no hold on it any more.
 * @throws {SocketError} rejects with kind `bind` (`code` says why), `exhausted`, `resolve`, `timeout`, `abort`, `descriptor`,
 * `address`, `family` or `unsupported`. Then nothing is open, and no file has changed.
 * @throws {TypeError | RangeError} rejects with it for an unknown option, a wrong type or a value out of range, and for an option
 * that does not apply to the address.
 */
export function listen<const Address extends AddressInput>(
  address: Address,
  onConnection?: ConnectionHandler,
): Promise<Listener<LocalEndpointFor<Address>>>;
/**
 * The same with options.
 *
 * @param address As without options.
 * @param options See {@link ListenOptions}.
 * @param onConnection As without options.
 * @throws {SocketError} rejects with it as without options.
 * @throws {TypeError | RangeError} rejects with it as without options.
 */
export function listen<const Address extends AddressInput>(
  address: Address,
  options?: ListenOptions,
  onConnection?: ConnectionHandler,
): Promise<Listener<LocalEndpointFor<Address>>>;
export async function listen(
  address: AddressInput,
  optionsOrHandler: ListenOptions | ConnectionHandler = {},
  onConnection?: ConnectionHandler,
): Promise<Listener> {
  const isHandlerSecond = typeof optionsOrHandler === 'function';
  const handler = isHandlerSecond ? optionsOrHandler : onConnection;
  if (handler !== undefined) {
    checkArgument('listen(): onConnection', handler, checkFunction);
  }
  const options = readOptions(
    'listen()',
    isHandlerSecond ? {} : optionsOrHandler,
    LISTEN_OPTIONS,
    FORBIDDEN_LISTENER_OPTIONS,
  );
  const local = withPortTo(toAddress('listen()', address), options);
  checkApplies(local, options);
  const operation = {
    describe: () => `Failed to listen on '${describeAddress(local)}'`,
    details: () => ({ local }),
  };
  return withCancellation(operation, options, async (scope) => {
    const server = createServer(local, options);
    const status: ListenerStatus = { ipv6Only: false, replacedStaleSocket: false };
    const listener = new Listener(server, status, handler, findProbes(local));
    try {
      await open(server, status, local, options, scope);
      return listener;
    } catch (error) {
      await listener[Symbol.asyncDispose]();
      throw error;
    }
  });
}

function withPortTo(local: SocketAddress, { portTo }: ListenOptions): SocketAddress {
  if (local.type !== 'inet' || portTo === undefined) {
    return local;
  }
  if (portTo < local.port) {
    const message = `listen(): port range ends before it begins: ${local.port} to ${portTo}`;
    throw createTypeError(message, 'ERR_INVALID_ARG_VALUE');
  }
  return { ...local, portTo };
}

/** Refuses an option that would be ignored, and one that undoes another: both are mistakes. */
function checkApplies(local: SocketAddress, options: ListenOptions): void {
  const inetOnly = ['portTo', 'ipv6Only', 'reusePort', 'lookup', 'noDelay'] as const;
  const unixOnly = ['mode', 'unlinkStale'] as const;
  const others = {
    inet: unixOnly,
    unix: inetOnly,
    fd: ['portTo', 'ipv6Only', 'reusePort', 'lookup', 'exclusive', ...unixOnly],
    vsock: [],
  } as const;
  const fail = (reason: string): never => {
    throw createTypeError(`listen(): ${reason}`, 'ERR_INVALID_ARG_VALUE');
  };
  for (const name of others[local.type]) {
    if (options[name] !== undefined) {
      fail(`option '${name}' does not apply to a '${local.type}' address`);
    }
  }
  if (local.type === 'inet') {
    checkInet(local, options, fail);
  }
  if (local.type === 'unix' && local.abstract === true) {
    for (const name of unixOnly) {
      if (options[name] !== undefined) {
        fail(`option '${name}': an abstract socket has no file`);
      }
    }
  }
}

function checkInet(
  { portTo, host }: InetAddress,
  options: ListenOptions,
  fail: (reason: string) => void,
): void {
  const isRange = portTo !== undefined;
  if (isRange && options.reusePort === true) {
    fail('with reusePort every process gets the first port of a range');
  }
  if (isRange && options.exclusive === false) {
    fail('without exclusive every worker gets the first port of a range');
  }
  if (options.ipv6Only === true && /^[\d.]+$/u.test(host)) {
    fail(`ipv6Only: '${host}' is IPv4`);
  }
}

function createServer(local: SocketAddress, options: ListenOptions): ListeningServer {
  const { noDelay = true, allowHalfOpen = false, maxConnections } = options;
  const address: Partial<InetAddress> = local.type === 'inet' ? local : {};
  const { keepAliveIdleSeconds = 0 } = address;
  const keepAlive = wantsKeepAlive(address, true);
  // Node.js ignores what a unix socket does not have.
  const server = new ListeningServer({
    ...{ noDelay, allowHalfOpen, keepAlive },
    keepAliveInitialDelay: keepAliveIdleSeconds * 1000,
  });
  if (maxConnections !== undefined) {
    server.maxConnections = maxConnections;
  }
  return server;
}

/** The address, when it has times of keep-alive that a `net.Server` does not take. */
function findProbes(local: SocketAddress): InetAddress | undefined {
  if (local.type !== 'inet' || local.keepAlive === false) {
    return undefined;
  }
  return (local.keepAliveIntervalSeconds ?? local.keepAliveCount) === undefined ? undefined : local;
}

async function open(
  server: ListeningServer,
  status: ListenerStatus,
  local: SocketAddress,
  options: ListenOptions,
  scope: CancellationScope,
): Promise<void> {
  switch (local.type) {
    case 'inet':
      checkKeepAlive(local);
      if (local.mptcp === true) {
        throw new SocketError('unsupported', 'Node.js has no way to ask for IPPROTO_MPTCP', { local });
      }
      if (options.reusePort === true) {
        checkReusePort();
      }
      await listenOnPorts(server, status, local, options, scope);
      scope.throwIfCancelled();
      return;
    case 'unix':
      await listenUnix(server, status, local, options, scope);
      return;
    case 'fd':
      await listenFd(server, local, options.backlog);
      return;
    case 'vsock':
      throw new SocketError('unsupported', 'socket family AF_VSOCK unsupported by Node.js', { local });
  }
}
