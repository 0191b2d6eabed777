import type { Socket } from 'node:dgram';
import type { LookupFunction } from 'node:net';
import type { InetAddress } from '../addresses/address.ts';
import { withCancellation, type Cancellation } from '../operations/cancellation.ts';
import { toConnectError } from '../streams/connect-error.ts';
import { checkClientPort } from '../streams/connect.ts';
import { DatagramClient } from './datagram-client.ts';
import { toDatagramAddress } from './datagram-server.ts';
import {
  bindSocket,
  checkBufferSizes,
  closeSocket,
  createExclusiveSocket,
  type BufferSizes,
} from './datagram-socket.ts';
import { SocketError, systemErrorFields, type Attempt } from '../operations/errors.ts';
import { formatEndpoint } from '../addresses/format-address.ts';
import { checkClientOptions, type NoListenerOptions } from '../operations/options.ts';
import { resolveHost, type HostAddress } from '../addresses/resolve.ts';

/** Options of {@link connectDatagram}. None of them can set SO_REUSEADDR or choose a local port. */
export interface ConnectDatagramOptions extends Cancellation, BufferSizes, NoListenerOptions {
  /** Resolver instead of `dns.lookup()`; called with `all: true`. */
  readonly lookup?: LookupFunction;
}

const DATAGRAM_OPTIONS = [
  'signal',
  'timeoutMs',
  'recvBufferSize',
  'sendBufferSize',
  'lookup',
] as const satisfies (keyof ConnectDatagramOptions)[];

/**
 * Opens a datagram socket to one peer: QEMU's socket_dgram() without its SO_REUSEADDR, which on Linux lets the kernel give two
 * clients one port, so that one receives the replies of the other.
 *
 * The socket is bound to an ephemeral port of its own and connected: the kernel drops datagrams of strangers, and reports a
 * peer that has no such port (ECONNREFUSED, udp(7)). Nothing is sent, so that an absent peer is no error yet.
 *
 * @param peer Where to send, or its text. A host that is empty is localhost. Its addresses are tried until connect(2), which
 * asks the routing table only, succeeds.
 * @throws {SocketError} rejects with `ERR_CONNECT`, `ERR_RESOLVE`, `ERR_TIMEOUT`, `ABORT_ERR`, `ERR_LOCAL_PORTS_EXHAUSTED`,
 * `ERR_SELF_CONNECT`, `ERR_BIND`, `ERR_INVALID_ADDRESS`, `ERR_ADDRESS_FAMILY` or `ERR_UNSUPPORTED`.
 * @throws {TypeError | RangeError} rejects with it for `reuseAddr`, `reusePort`, `localAddress`, `localPort`, an unknown option
 * or a value out of range.
 */
export async function connectDatagram(
  peer: InetAddress | string,
  options: ConnectDatagramOptions = {},
): Promise<DatagramClient> {
  checkClientOptions('connectDatagram', options, DATAGRAM_OPTIONS);
  checkBufferSizes(options);
  const address = toDatagramAddress(peer);
  checkClientPort(address);
  const target = address.host === '' ? { ...address, host: 'localhost' } : address;
  const operation = `Failed to connect to '${formatEndpoint(target.host, target.port)}'`;
  return withCancellation(operation, options, async (scope) => {
    const hosts = await resolveHost(target, { lookup: options.lookup, addressConfig: true }, scope);
    const attempts: Attempt[] = [];
    let last: unknown;
    for (const host of hosts) {
      scope.throwIfCancelled();
      try {
        return await scope.keep(await openClient(host, target, options));
      } catch (cause) {
        if (cause instanceof SocketError) throw cause;
        last = cause;
        const { code = 'UNKNOWN' } = systemErrorFields(cause);
        attempts.push({ address: host.address, port: target.port, errno: code });
      }
    }
    throw toConnectError(last, target, attempts, false);
  });
}

async function openClient(host: HostAddress, peer: InetAddress, sizes: BufferSizes): Promise<DatagramClient> {
  const socket = createExclusiveSocket(host.family);
  await bindSocket(socket, { port: 0 }, sizes);
  try {
    await connectSocket(socket, peer.port, host.address);
    const client = new DatagramClient(socket);
    if (client.local.type === client.remote.type && isSameEndpoint(client)) {
      throw new SocketError(
        'ERR_SELF_CONNECT',
        `Failed to connect to '${formatEndpoint(peer.host, peer.port)}': nobody has that port, and the kernel gave it to this socket`,
        { address: peer, attempts: [{ address: host.address, port: peer.port, errno: 'ECONNREFUSED' }] },
      );
    }
    return client;
  } catch (error) {
    await closeSocket(socket);
    throw error;
  }
}

function isSameEndpoint({ local, remote }: DatagramClient): boolean {
  return (
    local.type === 'inet' &&
    remote.type === 'inet' &&
    local.port === remote.port &&
    local.host === remote.host
  );
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
