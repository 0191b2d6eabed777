import { createSocket } from 'node:dgram';
import type { BindOptions, Socket } from 'node:dgram';
import type { FdAddress, InetAddress, SocketAddress } from '../addresses/address.ts';
import { wantsBothFamilies } from '../addresses/address-family.ts';
import { toAddress } from '../addresses/address-input.ts';
import type { DatagramAddressInput, FdAddressInput } from '../addresses/address-input.ts';
import { describeAddress, formatEndpoint } from '../addresses/format-address.ts';
import { resolveLocalHost } from '../addresses/resolve.ts';
import type { Lookup } from '../addresses/resolve.ts';
import { CANCELLATION_OPTIONS, withCancellation } from '../operations/cancellation.ts';
import type { Cancellation, CancellationScope } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import {
  checkArgument,
  createTypeError,
  FORBIDDEN_SERVER_OPTIONS,
  checkBoolean,
  checkFunction,
  readOptions,
} from '../operations/options.ts';
import type { OptionTable } from '../operations/options.ts';
import { checkIsSocket } from '../streams/inherited-socket.ts';
import { checkReusePort } from '../streams/reuse-port.ts';
import { findDescriptor, takeDescriptor } from '../streams/socket-activation.ts';
import { toDatagramAddress } from './connect-datagram.ts';
import { DatagramServer } from './datagram-server.ts';
import type { DatagramHandler } from './datagram-server.ts';
import { bindSocket, BUFFER_OPTIONS, createExclusiveSocket, createSocketOptions } from './datagram-socket.ts';
import type { BufferSizes } from './datagram-socket.ts';

/** Options of {@link serveDatagrams}. */
export interface ServeDatagramsOptions extends Cancellation, BufferSizes {
  /** Leave IPv4 alone when bound to `::`. Default false: both families, or an error when either is in use. */
  readonly ipv6Only?: boolean | undefined;
  /**
   * In a cluster worker, have a socket of one's own. Default: false for a port, which all workers share then, so that each
   * datagram goes to one of them; true for port 0.
   */
  readonly exclusive?: boolean | undefined;
  /**
   * Share the port with other sockets of this user that set it (SO_REUSEPORT, Node.js 22.12); on Linux each sender stays with one
   * of them. Needs a port. Default false.
   */
  readonly reusePort?: boolean | undefined;
  /** Resolver instead of `dns.lookup()`. */
  readonly lookup?: Lookup | undefined;
}

const SERVE_OPTIONS: OptionTable<ServeDatagramsOptions> = {
  ...CANCELLATION_OPTIONS,
  ...BUFFER_OPTIONS,
  ipv6Only: checkBoolean,
  exclusive: checkBoolean,
  reusePort: checkBoolean,
  lookup: checkFunction,
};

/** Where a datagram server is bound. */
export type ServeAddressInput = DatagramAddressInput | FdAddress | FdAddressInput;

/**
 * Binds a datagram socket whose port others know, and receives what they send. Its port is its own: neither SO_REUSEADDR nor,
 * unless asked for, SO_REUSEPORT is set, because a second socket on a UDP port takes datagrams away from the first, and with
 * SO_REUSEADDR on Linux even one of another user can. A UDP port has no TIME_WAIT, so that a restart needs neither.
 *
 * @param address Where to bind: a port, `{ host, port }`, its text, or `fd:…`. A host that is empty or absent is every interface,
 *   both families where the host has IPv6. Port 0 lets the kernel choose.
 * @param onDatagram Is given every datagram, from the first on. Without it they wait for an iterator.
 * @throws {SocketError} rejects with kind `bind` (`code` says why), `resolve`, `timeout`, `abort`, `address`, `family`,
 *   `descriptor`, or `unsupported` for a unix socket.
 * @throws {TypeError | RangeError} rejects with it for an unknown option, a wrong type or a value out of range.
 */
export function serveDatagrams(
  address: ServeAddressInput,
  onDatagram?: DatagramHandler,
): Promise<DatagramServer>;
/**
 * The same with options.
 *
 * @param address As without options.
 * @param options See {@link ServeDatagramsOptions}.
 * @param onDatagram As without options.
 * @throws {SocketError} rejects with it as without options.
 * @throws {TypeError | RangeError} rejects with it as without options.
 */
export function serveDatagrams(
  address: ServeAddressInput,
  options?: ServeDatagramsOptions,
  onDatagram?: DatagramHandler,
): Promise<DatagramServer>;
export async function serveDatagrams(
  address: ServeAddressInput,
  optionsOrHandler: ServeDatagramsOptions | DatagramHandler = {},
  onDatagram?: DatagramHandler,
): Promise<DatagramServer> {
  const isHandlerSecond = typeof optionsOrHandler === 'function';
  const handler = isHandlerSecond ? optionsOrHandler : onDatagram;
  if (handler !== undefined) {
    checkArgument('serveDatagrams(): onDatagram', handler, checkFunction);
  }
  const options = readOptions(
    'serveDatagrams()',
    isHandlerSecond ? {} : optionsOrHandler,
    SERVE_OPTIONS,
    FORBIDDEN_SERVER_OPTIONS,
  );
  const local = toAddress('serveDatagrams()', address);
  checkApplies(local, options);
  const operation = {
    describe: () => `Failed to bind socket to '${describeAddress(local)}'`,
    details: () => ({ local }),
  };
  return withCancellation(operation, options, async (scope) => {
    const socket =
      local.type === 'fd'
        ? await bindDescriptor(local, options)
        : await bindToAddress(toDatagramAddress(local), options, scope);
    return scope.keep(new DatagramServer(socket, handler));
  });
}

function checkApplies(local: SocketAddress, options: ServeDatagramsOptions): void {
  const fail = (reason: string): never => {
    throw createTypeError(`serveDatagrams(): ${reason}`, 'ERR_INVALID_ARG_VALUE');
  };
  if (local.type === 'fd') {
    for (const name of ['ipv6Only', 'exclusive', 'reusePort', 'lookup'] as const) {
      if (options[name] !== undefined) {
        fail(`option '${name}' does not apply to a 'fd' address`);
      }
    }
  }
  if (options.reusePort !== true) {
    return;
  }
  if (local.type === 'inet' && local.port === 0) {
    fail(
      'reusePort needs a port: the kernel could choose one that another such socket has, and who gets a reply is luck then',
    );
  }
  if (options.exclusive === false) {
    fail('reusePort gives every worker a socket of its own, and exclusive: false none');
  }
}

async function bindToAddress(
  local: InetAddress,
  options: ServeDatagramsOptions,
  scope: CancellationScope,
): Promise<Socket> {
  const { reusePort = false, exclusive = reusePort || local.port === 0 } = options;
  if (reusePort) {
    checkReusePort();
  }
  let last: unknown;
  for (const { address, family } of await resolveLocalHost(local, { lookup: options.lookup }, scope)) {
    scope.throwIfCancelled();
    const ipv6Only = family === 6 && (options.ipv6Only ?? !wantsBothFamilies(local));
    const socket = reusePort ? createSharedSocket(family, ipv6Only) : createExclusiveSocket(family, ipv6Only);
    const target: BindOptions = { port: local.port, address, exclusive };
    try {
      await bindSocket(socket, target, options);
      return socket;
    } catch (cause) {
      last = cause;
      // No socket of this family on this host: the next address.
      if (systemErrorFields(cause).code !== 'EAFNOSUPPORT') {
        break;
      }
    }
  }
  throw toBindError(last, local);
}

/** SO_REUSEPORT, which Linux grants to sockets of one user only. */
function createSharedSocket(family: 4 | 6, ipv6Only: boolean): Socket {
  const options = { ...createSocketOptions(family), ipv6Only, reusePort: true };
  return createSocket(options);
}

async function bindDescriptor(local: FdAddress, options: ServeDatagramsOptions): Promise<Socket> {
  const fd = findDescriptor(local);
  checkIsSocket(fd);
  // The family does not matter here: Node.js finds out that of the descriptor by itself.
  const socket = createExclusiveSocket(4);
  try {
    await bindSocket(socket, { fd, exclusive: true }, options);
    takeDescriptor(fd);
    return socket;
  } catch (cause) {
    const { code } = systemErrorFields(cause);
    const isOfOtherType = code === 'ERR_INVALID_FD_TYPE';
    throw new SocketError(
      'descriptor',
      `File descriptor '${fd}' ${isOfOtherType ? 'is not a datagram socket' : `failed: ${systemErrorText(cause)}`}`,
      { code: isOfOtherType ? 'EPROTOTYPE' : code, local, cause },
    );
  }
}

/**
 * What a bind(2) that failed rejects with, and what the kernel said.
 * @param cause The error of Node.js.
 * @param local The address that was asked for.
 */
export function toBindError(cause: unknown, local: InetAddress): SocketError {
  const { code, syscall, address = local.host, port = local.port } = systemErrorFields(cause);
  const endpoint = formatEndpoint(address, port);
  const hint =
    code === 'EACCES' && port < 1024 ? '. Ports below 1024 need CAP_NET_BIND_SERVICE, or root' : '';
  return new SocketError('bind', `Failed to bind socket to '${endpoint}': ${systemErrorText(cause)}${hint}`, {
    ...{ code, syscall, address, port, local, cause },
    attempts: code === undefined ? [] : [{ address, port, code }],
  });
}
