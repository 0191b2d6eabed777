import type { UnixAddress } from '../addresses/address.ts';
import { SocketError } from '../operations/errors.ts';

/** Bytes of `sun_path`: unix(7) on Linux, sys/un.h elsewhere. */
const SUN_PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** Up to version 20, Node.js pads abstract names to the whole of `sun_path`, whatever their length (libuv before 1.46). */
const ALWAYS_PADS = Number(process.versions.node.split('.')[0]) < 22;

/** Later ones refuse a name with NUL bytes behind it with EINVAL, up to libuv 1.50 (measured with 1.49, 1.50 and 1.51). */
const CAN_PAD = ALWAYS_PADS || !/^1\.(?:4\d|50)\./u.test(process.versions.uv);

/** Whether bind(2) and connect(2) can take a path. */
export function hasSunPathRoom(path: string): boolean {
  // Named pipes have no such limit. Otherwise one byte is taken, by the NUL before an abstract name or behind a path.
  return process.platform === 'win32' || Buffer.byteLength(path) < SUN_PATH_BYTES;
}

/** How many bytes a path has too many. */
export function countMissingRoom(path: string): number {
  return Math.max(0, Buffer.byteLength(path) - SUN_PATH_BYTES + 1);
}

/**
 * The path as Node.js takes it: with a leading NUL for an abstract socket, and padded when `tight` is off.
 *
 * @throws {SocketError} `address` when it is too long; Node.js 20 and 22 would cut it off and open another socket.
 * @throws {SocketError} `unsupported` for abstract sockets elsewhere than on Linux, for tight ones on Node.js 20, and for padded
 *   ones before Node.js 22.18 and 24.2.
 */
export function toNodePath(address: UnixAddress): string {
  const { path, abstract = false, tight = true } = address;
  const bytes = Buffer.byteLength(path);
  if (!hasSunPathRoom(path)) {
    throw new SocketError(
      'address',
      `UNIX socket path '${path}' is too long, ${bytes} bytes of at most ${SUN_PATH_BYTES - 1}`,
      { path },
    );
  }
  if (!abstract) {
    return path;
  }
  if (process.platform !== 'linux') {
    throw new SocketError('unsupported', 'abstract Unix sockets exist on Linux only', { path });
  }
  if (tight && ALWAYS_PADS) {
    throw new SocketError(
      'unsupported',
      'Node.js 20 pads the names of abstract Unix sockets; say tight: false, or use Node.js 22',
      { path },
    );
  }
  if (!tight && !CAN_PAD) {
    throw new SocketError(
      'unsupported',
      `Node.js ${process.versions.node} refuses padded names of abstract Unix sockets; leave out tight: false, or use Node.js 22.18 or 24.2`,
      { path },
    );
  }
  return `\0${path}${tight || ALWAYS_PADS ? '' : '\0'.repeat(SUN_PATH_BYTES - 1 - bytes)}`;
}
