import { createSocket, type Socket } from 'node:dgram';
import { BlockList, isIP, isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  bindSocket,
  checkBufferSizes,
  closeSocket,
  socketType,
  type BufferSizes,
} from './datagram-socket.ts';
import { toBindError } from './datagram-server.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { formatEndpoint } from '../addresses/format-address.ts';
import { checkInteger, checkOptions } from '../operations/options.ts';

/** Options of {@link joinMulticast}. */
export interface MulticastOptions extends BufferSizes {
  /**
   * Interface to receive on and send from: its name, or for IPv4 its address. Required for an IPv6 group of link-local scope.
   * Default: the kernel's choice, by its routing table.
   */
  readonly interface?: string;
  /** Only datagrams from this IP address: a source-specific membership (RFC 4607). Default: from anybody. */
  readonly source?: string;
}

const MULTICAST_OPTIONS = [
  'recvBufferSize',
  'sendBufferSize',
  'interface',
  'source',
] as const satisfies (keyof MulticastOptions)[];

/** RFC 5771 and RFC 4291, section 2.7. */
const MULTICAST = new BlockList();
MULTICAST.addSubnet('224.0.0.0', 4, 'ipv4');
MULTICAST.addSubnet('ff00::', 8, 'ipv6');

/** Interface-local and link-local scope, with whatever flags: RFC 4291, section 2.7. */
const LINK_SCOPE = /^ff[0-9a-f][12]:/iu;

/**
 * Joins a multicast group, and receives what is sent to it on a port. This is the only function here that sets SO_REUSEADDR:
 * every member on a host needs the same port, and each gets its own copy. (On macOS and the BSDs libuv sets SO_REUSEPORT.)
 *
 * The socket is bound to the group and not to every interface, except on Windows, which cannot. Bound to every interface it
 * would also get unicast to the port, which another process could then take away, and on Linux the datagrams of groups that
 * other processes have joined (IP_MULTICAST_ALL in ip(7)).
 *
 * @param group IP address of the group, 224.0.0.0–239.255.255.255 or ff00::/8, without a zone.
 * @param port Port, 1–65535. Not 0: nobody could know where to send, and SO_REUSEADDR on an ephemeral port is the very mistake
 * that this library is about.
 * @throws {SocketError} rejects with `ERR_INVALID_ADDRESS` (no such group or interface), `ERR_ADDRESS_FAMILY` (a source of the
 * other family), `ERR_BIND`, or `ERR_JOIN`.
 * @throws {TypeError | RangeError} rejects with it for an unknown option or a value out of range.
 */
export async function joinMulticast(
  group: string,
  port: number,
  options: MulticastOptions = {},
): Promise<Socket & AsyncDisposable> {
  checkOptions('joinMulticast', options, MULTICAST_OPTIONS);
  checkInteger('port', port, 1, 65_535);
  checkBufferSizes(options);
  const family = checkGroup(group);
  const { source, interface: nic } = options;
  if (source !== undefined && isIP(source) !== family) {
    throw new SocketError('ERR_ADDRESS_FAMILY', `source '${source}' is not an IPv${family} address`);
  }
  const needsZone = family === 6 && LINK_SCOPE.test(group);
  if (needsZone && nic === undefined) {
    throw new SocketError(
      'ERR_INVALID_ADDRESS',
      `group '${group}' has link-local scope and needs an interface`,
    );
  }
  const membershipInterface = nic === undefined ? undefined : toInterfaceAddress(nic, family);
  const boundTo = needsZone && nic !== undefined ? `${group}%${nic}` : group;
  const socket = createSocket({ type: socketType(family), reuseAddr: true });
  // WSAEADDRNOTAVAIL: bind() of Winsock takes addresses of the host only.
  const bound = process.platform === 'win32' ? { port } : { port, address: boundTo };
  await bindSocket(socket, bound, options).catch((cause: unknown) => {
    throw toBindError(cause, { type: 'inet', host: group, port });
  });
  try {
    if (source === undefined) socket.addMembership(group, membershipInterface);
    else socket.addSourceSpecificMembership(source, group, membershipInterface);
    if (membershipInterface !== undefined) socket.setMulticastInterface(membershipInterface);
  } catch (cause) {
    await closeSocket(socket);
    const { code: errno, syscall } = systemErrorFields(cause);
    throw new SocketError(
      'ERR_JOIN',
      `Failed to join multicast group '${formatEndpoint(group, port)}': ${systemErrorText(cause)}`,
      { errno, syscall, address: { type: 'inet', host: group, port }, cause },
    );
  }
  return socket;
}

function checkGroup(group: string): 4 | 6 {
  const version = isIP(group);
  if ((version === 4 || version === 6) && !group.includes('%') && MULTICAST.check(group, `ipv${version}`)) {
    return version;
  }
  throw new SocketError('ERR_INVALID_ADDRESS', `'${group}' is not a multicast group`);
}

/** What Node.js wants: for IPv4 an address of the interface, for IPv6 its name as a zone (`dgram.setMulticastInterface`). */
function toInterfaceAddress(nic: string, family: 4 | 6): string {
  if (family === 6) return `::%${nic}`;
  if (isIPv4(nic)) return nic;
  const address = networkInterfaces()[nic]?.find((candidate) => candidate.family === 'IPv4')?.address;
  if (address !== undefined) return address;
  throw new SocketError('ERR_INVALID_ADDRESS', `no interface '${nic}' with an IPv4 address`);
}
