import { createSocket } from 'node:dgram';
import { isIP, isIPv4 } from 'node:net';
import { formatEndpoint } from '../addresses/format-address.ts';
import { isGroup, isLinkScope } from '../addresses/groups.ts';
import { listOwnAddresses } from '../addresses/interfaces.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import {
  checkArgument,
  FORBIDDEN_MEMBER_OPTIONS,
  checkFunction,
  createIntegerCheck,
  checkString,
  readOptions,
} from '../operations/options.ts';
import type { OptionTable } from '../operations/options.ts';
import { DatagramServer } from './datagram-server.ts';
import type { DatagramHandler } from './datagram-server.ts';
import { bindSocket, BUFFER_OPTIONS, closeSocket, createSocketOptions } from './datagram-socket.ts';
import type { BufferSizes } from './datagram-socket.ts';
import { toBindError } from './serve-datagrams.ts';

/** Options of {@link joinMulticast}. */
export interface MulticastOptions extends BufferSizes {
  /**
   * Interface to receive on and send from: its name, or for IPv4 its address. Required for an IPv6 group of link-local scope.
   * Default: the kernel's choice, by its routing table.
   */
  readonly interface?: string | undefined;
  /** Only datagrams from this IP address: a source-specific membership (RFC 4607). Default: from anybody. */
  readonly source?: string | undefined;
}

const MULTICAST_OPTIONS: OptionTable<MulticastOptions> = {
  ...BUFFER_OPTIONS,
  interface: checkString,
  source: checkString,
};

/**
 * Joins a multicast group, and receives what is sent to it on a port. This is the only function here that sets SO_REUSEADDR:
 * every member on a host needs the same port, and each gets its own copy. (On macOS and the BSDs libuv sets SO_REUSEPORT.) To ask
 * a group something, {@link discover} needs neither.
 *
 * The socket is bound to the group and not to every interface, except on Windows, which cannot. Bound to every interface it
 * would also get unicast to the port, which another process could then take away, and on Linux the datagrams of groups that
 * other processes have joined (IP_MULTICAST_ALL in ip(7)).
 *
 * @param group IP address of the group, 224.0.0.0–239.255.255.255 or ff00::/8, without a zone.
 * @param port Port, 1–65535. Not 0: nobody could know where to send, and SO_REUSEADDR on an ephemeral port is the very mistake
 * that this library is about.
 * @param onDatagram Is given every datagram, from the first on. Without it they wait for an iterator.
 * @throws {SocketError} rejects with kind `address` (no such group or interface), `family` (a source of the other family), `bind`
 *   or `join`.
 * @throws {TypeError | RangeError} rejects with it for an unknown option, a wrong type or a value out of range.
 */
export function joinMulticast(
  group: string,
  port: number,
  onDatagram?: DatagramHandler,
): Promise<DatagramServer>;
/**
 * The same with options.
 *
 * @param group As without options.
 * @param port As without options.
 * @param options See {@link MulticastOptions}.
 * @param onDatagram As without options.
 * @throws {SocketError} rejects with it as without options.
 * @throws {TypeError | RangeError} rejects with it as without options.
 */
export function joinMulticast(
  group: string,
  port: number,
  options?: MulticastOptions,
  onDatagram?: DatagramHandler,
): Promise<DatagramServer>;
export async function joinMulticast(
  group: string,
  port: number,
  optionsOrHandler: MulticastOptions | DatagramHandler = {},
  onDatagram?: DatagramHandler,
): Promise<DatagramServer> {
  checkArgument('joinMulticast(): group', group, checkString);
  checkArgument('joinMulticast(): port', port, createIntegerCheck(1, 65_535, 'ERR_SOCKET_BAD_PORT'));
  const isHandlerThird = typeof optionsOrHandler === 'function';
  const handler = isHandlerThird ? optionsOrHandler : onDatagram;
  if (handler !== undefined) {
    checkArgument('joinMulticast(): onDatagram', handler, checkFunction);
  }
  const checked = readOptions(
    'joinMulticast()',
    isHandlerThird ? {} : optionsOrHandler,
    MULTICAST_OPTIONS,
    FORBIDDEN_MEMBER_OPTIONS,
  );
  const family = checkGroup(group);
  const { source, interface: nic } = checked;
  checkSource(source, family);
  const needsZone = family === 6 && isLinkScope(group);
  if (needsZone && nic === undefined) {
    throw new SocketError('address', `group '${group}' has link-local scope and needs an interface`);
  }
  const membershipInterface = nic === undefined ? undefined : toInterfaceAddress(nic, family);
  const boundTo = needsZone && nic !== undefined ? `${group}%${nic}` : group;
  const socket = createSocket({ ...createSocketOptions(family), reuseAddr: true });
  // WSAEADDRNOTAVAIL: bind() of Winsock takes addresses of the host only.
  const bound = process.platform === 'win32' ? { port } : { port, address: boundTo };
  const local = { type: 'inet', host: group, port } as const;
  await bindSocket(socket, { ...bound, exclusive: true }, checked).catch((cause: unknown) => {
    throw toBindError(cause, local);
  });
  try {
    if (source === undefined) {
      socket.addMembership(group, membershipInterface);
    } else {
      socket.addSourceSpecificMembership(source, group, membershipInterface);
    }
    if (membershipInterface !== undefined) {
      socket.setMulticastInterface(membershipInterface);
    }
  } catch (cause) {
    await closeSocket(socket);
    const { code, syscall } = systemErrorFields(cause);
    throw new SocketError(
      'join',
      `Failed to join multicast group '${formatEndpoint(group, port)}': ${systemErrorText(cause)}`,
      { code, syscall, address: group, port, local, cause },
    );
  }
  return new DatagramServer(socket, handler);
}

function checkSource(source: string | undefined, family: 4 | 6): void {
  if (source !== undefined && isIP(source) !== family) {
    throw new SocketError('family', `source '${source}' is not an IPv${family} address`);
  }
}

function checkGroup(group: string): 4 | 6 {
  const version = isIP(group);
  // IPv4 inside IPv6 cannot be joined by its IPv6 form (ipv6(7), EINVAL).
  const isWritten = !group.includes('%') && !/^::ffff:/iu.test(group);
  if ((version === 4 || version === 6) && isWritten && isGroup(group)) {
    return version;
  }
  throw new SocketError('address', `'${group}' is not a multicast group`);
}

/** What Node.js wants: for IPv4 an address of the interface, for IPv6 its name as a zone (`dgram.setMulticastInterface`). */
function toInterfaceAddress(nic: string, family: 4 | 6): string {
  if (family === 4 && isIPv4(nic)) {
    return nic;
  }
  const addresses = listOwnAddresses();
  const own = addresses.find(({ name, info }) => name === nic && info.family === `IPv${family}`);
  if (own !== undefined) {
    return family === 6 ? `::%${nic}` : own.info.address;
  }
  const names = [...new Set(addresses.map(({ name }) => name))].join(', ');
  throw new SocketError('address', `no interface '${nic}' with an IPv${family} address; there are ${names}`);
}
