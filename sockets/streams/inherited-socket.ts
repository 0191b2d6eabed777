import { fstatSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import type { SocketConstructorOpts } from 'node:net';
import type { FdAddress } from '../addresses/address.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import type { SocketErrorDetails } from '../operations/errors.ts';
import { readUnixSockets } from '../unix/unix-socket-table.ts';
import type { UnixSocketEntry } from '../unix/unix-socket-table.ts';
import { findDescriptor, takeDescriptor } from './socket-activation.ts';

/**
 * Takes a connected stream socket by its descriptor, which belongs to the connection from then on. When it fails, the descriptor
 * is as it was, and still the caller's.
 * @throws {SocketError} `descriptor`: it is no socket (`ENOTSOCK`), no stream socket (`EPROTOTYPE`), or not connected
 *   (`ENOTCONN`).
 */
export function adoptConnection(address: FdAddress, options: SocketConstructorOpts): Socket {
  const fd = findDescriptor(address);
  checkIsSocket(fd);
  const state = getState(fd);
  if (state === 'datagram') {
    throw createError(fd, 'is not a stream socket', { code: 'EPROTOTYPE' });
  }
  if (state === 'unconnected') {
    throw createError(fd, 'is not connected', { code: 'ENOTCONN' });
  }
  try {
    const socket = new Socket({ ...options, fd, readable: true, writable: true });
    takeDescriptor(fd);
    return socket;
  } catch (cause) {
    // Node.js looks before it takes a descriptor (lib/net.js, createHandle).
    throw createError(fd, 'is not a stream socket', { code: 'EPROTOTYPE', cause });
  }
}

/**
 * Finds a stream socket that can listen, by its descriptor. Nothing is taken yet.
 * @throws {SocketError} `descriptor`: it is no socket (`ENOTSOCK`), no stream socket (`EPROTOTYPE`), or one that is connected or
 * has no address (`EINVAL`).
 */
export function findListeningDescriptor(address: FdAddress): number {
  const fd = findDescriptor(address);
  checkIsSocket(fd);
  const state = getState(fd);
  if (state === 'datagram') {
    throw createError(fd, 'is not a stream socket', { code: 'EPROTOTYPE' });
  }
  if (state === 'connected') {
    throw createError(fd, 'is connected, and cannot listen', { code: 'EINVAL' });
  }
  const isUnnamed = findUnixSocket(fd)?.path === '';
  if (isUnnamed) {
    throw createError(fd, 'is not bound to an address', { code: 'EINVAL' });
  }
  return fd;
}

/**
 * QEMU's fd_is_socket(), by fstat(2), because Node.js has no getsockopt(2): a pipe or a terminal would be taken for a stream.
 * @throws {SocketError} `descriptor`
 */
export function checkIsSocket(fd: number): void {
  let isSocket: boolean;
  try {
    isSocket = fstatSync(fd).isSocket();
  } catch (cause) {
    const { code } = systemErrorFields(cause);
    throw createError(fd, `is not a socket: ${systemErrorText(cause)}`, { code, cause });
  }
  if (!isSocket) {
    throw createError(fd, 'is not a socket', {});
  }
}

function createError(fd: number, what: string, details: SocketErrorDetails): SocketError {
  return new SocketError('descriptor', `File descriptor '${fd}' ${what}`, details);
}

/**
 * What write(2) of nothing says, which changes nothing about a stream socket: send(2) names the errors. (A connected datagram
 * socket sends an empty datagram, and looks connected.) Node.js has no other way to ask that would not take the descriptor, and
 * close it when the answer is wrong.
 */
function getState(fd: number): 'connected' | 'unconnected' | 'datagram' {
  try {
    writeSync(fd, new Uint8Array(0));
    return 'connected';
  } catch (error) {
    switch (systemErrorFields(error).code) {
      case 'ENOTCONN':
        return 'unconnected';
      case 'EDESTADDRREQ':
        return 'datagram';
      case 'EPIPE':
        // Linux says so of a TCP socket without a peer, too; of a unix socket only when the peer has gone.
        return process.platform === 'linux' && findUnixSocket(fd) === undefined ? 'unconnected' : 'connected';
      default:
        // ECONNRESET and its like: there was a peer.
        return 'connected';
    }
  }
}

function findUnixSocket(fd: number): UnixSocketEntry | undefined {
  const { ino } = fstatSync(fd);
  return readUnixSockets()?.find(({ inode }) => inode === ino);
}
