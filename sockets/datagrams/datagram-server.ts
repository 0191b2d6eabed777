import type { Socket } from 'node:dgram';
import type { LookupFunction } from 'node:net';
import { checkAddress, type InetAddress, type SocketAddress } from '../addresses/address.ts';
import { withCancellation, type Cancellation } from '../operations/cancellation.ts';
import { bindSocket, checkBufferSizes, createExclusiveSocket, type BufferSizes } from './datagram-socket.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { formatEndpoint } from '../addresses/format-address.ts';
import { checkOptions } from '../operations/options.ts';
import { parseAddress } from '../addresses/parse-address.ts';
import { resolveLocalHost } from '../addresses/resolve.ts';

/** Options of {@link bindDatagram}. */
export interface BindDatagramOptions extends Cancellation, BufferSizes {
  /** Leave IPv4 alone when bound to `::`. Default false. */
  readonly ipv6Only?: boolean;
  /** Resolver instead of `dns.lookup()`; called with `all: true`. */
  readonly lookup?: LookupFunction;
}

const BIND_OPTIONS = [
  'signal',
  'timeoutMs',
  'recvBufferSize',
  'sendBufferSize',
  'ipv6Only',
  'lookup',
] as const satisfies (keyof BindDatagramOptions)[];

/**
 * Binds a datagram socket for a server. Its port is its own: neither SO_REUSEADDR nor SO_REUSEPORT is set, because a second
 * socket on a UDP port takes datagrams away from the first, and on Linux even one of another user can. A UDP port has no
 * TIME_WAIT, so that a restart needs neither.
 *
 * @param local Where to bind, or its text. An empty host is every interface, both families where the host has IPv6. Port 0 lets
 * the kernel choose.
 * @throws {SocketError} rejects with `ERR_BIND` (`errno` says why), `ERR_RESOLVE`, `ERR_TIMEOUT`, `ABORT_ERR`,
 * `ERR_INVALID_ADDRESS`, `ERR_ADDRESS_FAMILY`, or `ERR_UNSUPPORTED` for another address than `inet`.
 * @throws {TypeError | RangeError} rejects with it for an unknown option or a value out of range.
 */
export async function bindDatagram(
  local: InetAddress | string,
  options: BindDatagramOptions = {},
): Promise<Socket & AsyncDisposable> {
  checkOptions('bindDatagram', options, BIND_OPTIONS);
  checkBufferSizes(options);
  const address = toDatagramAddress(local);
  const operation = `Failed to bind socket to '${formatEndpoint(address.host, address.port)}'`;
  return withCancellation(operation, options, async (scope) => {
    let last: unknown;
    for (const { address: host, family } of await resolveLocalHost(
      address,
      { lookup: options.lookup },
      scope,
    )) {
      scope.throwIfCancelled();
      const socket = createExclusiveSocket(family, options.ipv6Only);
      try {
        await bindSocket(socket, { port: address.port, address: host }, options);
        return await scope.keep(socket);
      } catch (cause) {
        if (cause instanceof SocketError) throw cause;
        last = cause;
        // No socket of this family on this host: the next address.
        if (systemErrorFields(cause).code !== 'EAFNOSUPPORT') break;
      }
    }
    throw toBindError(last, address);
  });
}

/** @throws {SocketError} `ERR_UNSUPPORTED` for anything but an IP address: QEMU's socket_dgram() has no more, either. */
export function toDatagramAddress(address: SocketAddress | string): InetAddress {
  const parsed = typeof address === 'string' ? parseAddress(address) : address;
  checkAddress(parsed);
  if (parsed.type === 'inet' && parsed.portTo === undefined) return parsed;
  throw new SocketError(
    'ERR_UNSUPPORTED',
    parsed.type === 'inet'
      ? 'a port range (to=) is for TCP listeners'
      : 'socket type unsupported for datagram',
    { address: parsed },
  );
}

/** `ERR_BIND` with what the kernel said. */
export function toBindError(cause: unknown, address: InetAddress): SocketError {
  const { code: errno, syscall, address: host, port = address.port } = systemErrorFields(cause);
  const endpoint = formatEndpoint(host ?? address.host, port);
  return new SocketError('ERR_BIND', `Failed to bind socket to '${endpoint}': ${systemErrorText(cause)}`, {
    errno,
    syscall,
    address,
    attempts: errno === undefined ? [] : [{ address: host ?? address.host, port, errno }],
    cause,
  });
}
