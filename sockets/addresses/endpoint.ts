import type { Socket as DatagramSocket } from 'node:dgram';
import { isIPv6, Server, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { InetEndpoint, ResolvedAddress, UnixEndpoint } from './address.ts';
import { getUnixEndpoints } from '../streams/connection.ts';
import { SocketError } from '../operations/errors.ts';

/**
 * The address that a socket is bound to: QEMU's socket_local_address().
 * @param socket A stream, a server of streams, or a datagram socket, of this library or of Node.js.
 * @throws {SocketError} `no-address` when it is not bound, or is a unix socket that Node.js cannot ask (an inherited
 * descriptor).
 */
export function localAddress(socket: Socket | Server | DatagramSocket): ResolvedAddress {
  if (socket instanceof Server) {
    return fromServerAddress(socket.address());
  }
  if (socket instanceof Socket) {
    const { localAddress: host, localPort: port } = socket;
    return fromStream(host, port) ?? getUnixEndpoints(socket)?.local ?? missing('local');
  }
  return fromDatagram('local', () => socket.address());
}

/**
 * The address of the peer: QEMU's socket_remote_address().
 * @param socket A stream or a datagram socket, of this library or of Node.js.
 * @throws {SocketError} `no-address` when the socket is not connected, or is an inherited unix socket.
 */
export function remoteAddress(socket: Socket | DatagramSocket): ResolvedAddress {
  if (socket instanceof Socket) {
    const { remoteAddress: host, remotePort: port } = socket;
    return fromStream(host, port) ?? getUnixEndpoints(socket)?.remote ?? missing('remote');
  }
  return fromDatagram('remote', () => socket.remoteAddress());
}

/**
 * The endpoint of a unix socket.
 * @param path As Node.js has it, with a leading NUL for the abstract namespace and maybe padding behind.
 */
export function fromPath(path: string): UnixEndpoint {
  const abstract = path.startsWith('\0');
  return { type: 'unix', path: abstract ? path.replaceAll('\0', '') : path, abstract };
}

function fromServerAddress(address: AddressInfo | string | null): ResolvedAddress {
  if (typeof address === 'string') {
    return fromPath(address);
  }
  return fromStream(address?.address, address?.port) ?? missing('local');
}

function fromStream(host: string | undefined, port: number | undefined): InetEndpoint | undefined {
  if (host === undefined || port === undefined) {
    return undefined;
  }
  return { type: 'inet', host, port, family: isIPv6(host) ? 6 : 4 };
}

function fromDatagram(which: string, read: () => AddressInfo): ResolvedAddress {
  try {
    const { address, port } = read();
    return fromStream(address, port) ?? missing(which);
  } catch (cause) {
    return missing(which, cause);
  }
}

function missing(which: string, cause?: unknown): never {
  throw new SocketError('no-address', `Unable to query ${which} socket address`, { cause });
}
