import type { Socket } from 'node:dgram';
import type { InetAddress, SocketAddress } from '../addresses/address.ts';
import { toAddress } from '../addresses/address-input.ts';
import type { DatagramPeerInput } from '../addresses/address-input.ts';
import { describeAddress, formatEndpoint } from '../addresses/format-address.ts';
import { isBroadcast, isGroup } from '../addresses/groups.ts';
import { checkBlockList, resolveHost } from '../addresses/resolve.ts';
import type { AddressBlockList, HostAddress, Lookup } from '../addresses/resolve.ts';
import { CANCELLATION_OPTIONS, withCancellation } from '../operations/cancellation.ts';
import type { Cancellation } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields } from '../operations/errors.ts';
import type { Attempt } from '../operations/errors.ts';
import { FORBIDDEN_CLIENT_OPTIONS, checkFunction, readOptions } from '../operations/options.ts';
import type { NoListenerOptions, OptionTable } from '../operations/options.ts';
import { withLocalhost } from '../streams/connect.ts';
import { checkClientPort } from '../streams/stream-connect.ts';
import { toConnectError } from '../streams/connect-error.ts';
import { SelfConnectError } from '../streams/happy-eyeballs.ts';
import { DatagramClient } from './datagram-client.ts';
import { bindSocket, BUFFER_OPTIONS, closeSocket, createExclusiveSocket } from './datagram-socket.ts';
import type { BufferSizes } from './datagram-socket.ts';

/** Options of {@link connectDatagram}. None of them can set SO_REUSEADDR or choose a local port. */
export interface ConnectDatagramOptions extends Cancellation, BufferSizes, NoListenerOptions {
  /** Resolver instead of `dns.lookup()`. */
  readonly lookup?: Lookup | undefined;
  /** Addresses that must not be sent to, whatever name leads there: a `net.BlockList`. */
  readonly blockList?: AddressBlockList | undefined;
}

const DATAGRAM_OPTIONS: OptionTable<ConnectDatagramOptions> = {
  ...CANCELLATION_OPTIONS,
  ...BUFFER_OPTIONS,
  lookup: checkFunction,
  blockList: checkBlockList,
};

/**
 * Opens a datagram socket to one peer: QEMU's socket_dgram() without its SO_REUSEADDR, which on Linux lets the kernel give two
 * clients one port, so that one receives the replies of the other.
 *
 * The socket is bound to an ephemeral port of its own and connected: the kernel drops datagrams of strangers, and reports a
 * peer that has no such port (ECONNREFUSED, udp(7)). Nothing is sent, so that an absent peer is no error yet.
 *
 * @param peer Where to send: `{ host, port }`, its text, or a port. A host that is empty or absent is localhost. Its addresses
 *   are tried until connect(2), which asks the routing table only, succeeds. A multicast group and a broadcast address are
 *   refused, because whoever answers them does so from an address of its own: see {@link discover}.
 * @param options See {@link ConnectDatagramOptions}.
 * @returns The open socket. `signal` and `timeoutMs` have no hold on it any more.
 * @throws {SocketError} rejects with kind `connect`, `resolve`, `blocked`, `timeout`, `abort`, `exhausted`, `self-connect`,
 *   `bind`, `address`, `family` or `unsupported`.
 * @throws {TypeError | RangeError} rejects with it for `reuseAddr`, `reusePort`, `localAddress`, `localPort`, an unknown option,
 * a wrong type or a value out of range.
 */
export async function connectDatagram(
  peer: DatagramPeerInput,
  options: ConnectDatagramOptions = {},
): Promise<DatagramClient> {
  const checked = readOptions<ConnectDatagramOptions>(
    'connectDatagram()',
    options,
    DATAGRAM_OPTIONS,
    FORBIDDEN_CLIENT_OPTIONS,
  );
  const target = withLocalhost(
    toDatagramAddress(toAddress('connectDatagram()', peer, FORBIDDEN_CLIENT_OPTIONS)),
  );
  checkClientPort(target);
  const attempts: Attempt[] = [];
  const operation = {
    describe: () => `Failed to connect to '${describeAddress(target)}'`,
    details: () => ({ peer: target, attempts }),
  };
  return withCancellation(operation, checked, async (scope) => {
    const { lookup, blockList } = checked;
    const hosts = await resolveHost(target, { lookup, blockList, addressConfig: true }, scope);
    const errors: Error[] = [];
    for (const host of hosts) {
      scope.throwIfCancelled();
      checkIsOnePeer(host.address, target);
      try {
        return await scope.keep(await openClient(host, target, checked));
      } catch (cause) {
        if (cause instanceof SocketError || !(cause instanceof Error)) {
          throw cause;
        }
        errors.push(cause);
        const { code = 'UNKNOWN' } = systemErrorFields(cause);
        attempts.push({ address: host.address, port: target.port, code });
      }
    }
    throw toConnectError({ errors, peer: target, attempts, protocol: 'UDP' });
  });
}

/**
 * Refuses what no datagram can be sent to.
 * @param address Any address.
 * @throws {SocketError} `unsupported` for a unix socket, a descriptor, vsock or a port range: QEMU's socket_dgram() has no more,
 *   either.
 */
export function toDatagramAddress(address: SocketAddress): InetAddress {
  if (address.type === 'inet' && address.portTo === undefined) {
    return address;
  }
  throw new SocketError(
    'unsupported',
    address.type === 'inet'
      ? 'a port range (to=) is for TCP listeners'
      : 'socket type unsupported for datagram',
    { peer: address },
  );
}

/** The kernel would drop the answers of all but the address itself, which is nobody's. */
function checkIsOnePeer(address: string, peer: InetAddress): void {
  const isMulticast = isGroup(address);
  if (!isMulticast && !isBroadcast(address)) {
    return;
  }
  const what = isMulticast ? 'a multicast group' : 'a broadcast address';
  const join = isMulticast ? ', or join the group with joinMulticast()' : '';
  throw new SocketError(
    'address',
    `Failed to connect to '${formatEndpoint(peer.host, peer.port)}': that is ${what}, and whoever answers does so from an ` +
      `address of its own. Ask with discover()${join}`,
    { address, port: peer.port, peer },
  );
}

async function openClient(host: HostAddress, peer: InetAddress, sizes: BufferSizes): Promise<DatagramClient> {
  const socket = createExclusiveSocket(host.family);
  await bindSocket(socket, { port: 0, exclusive: true }, sizes);
  try {
    await connectSocket(socket, peer.port, host.address);
    const client = new DatagramClient(socket);
    const { local, remote } = client;
    if (local.port === remote.port && local.host === remote.host) {
      throw new SelfConnectError();
    }
    return client;
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
}

function connectSocket(socket: Socket, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      socket.off('connect', onConnect);
      reject(error);
    };
    const onConnect = (): void => {
      socket.off('error', onError);
      resolve();
    };
    socket.once('error', onError);
    socket.once('connect', onConnect);
    socket.connect(port, address);
  });
}
