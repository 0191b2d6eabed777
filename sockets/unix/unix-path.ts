import type { UnixAddress } from '../addresses/address.ts';
import { SocketError } from '../operations/errors.ts';

/** Bytes of `sun_path`: unix(7) on Linux, sys/un.h elsewhere. */
const SUN_PATH_BYTES = process.platform === 'linux' ? 108 : 104;

/** Up to version 20, Node.js pads abstract names to the whole of `sun_path`, whatever their length (libuv before 1.46). */
const ALWAYS_PADS = Number(process.versions.node.split('.')[0]) < 22;

/**
 * The path as Node.js takes it: with a leading NUL for an abstract socket, and padded when `tight` is off.
 *
 * @throws {SocketError} `ERR_INVALID_ADDRESS` when it is too long; Node.js 20 and 22 would cut it off and open another socket.
 * @throws {SocketError} `ERR_UNSUPPORTED` for abstract sockets elsewhere than on Linux, and for tight ones on Node.js 20.
 */
export function toNodePath(address: UnixAddress): string {
  const { path, abstract = false, tight = true } = address;
  const bytes = Buffer.byteLength(path);
  // Named pipes have no such limit. Otherwise one byte is taken, by the NUL before an abstract name or behind a path.
  if (process.platform !== 'win32' && bytes > SUN_PATH_BYTES - 1) {
    throw new SocketError(
      'ERR_INVALID_ADDRESS',
      `UNIX socket path '${path}' is too long, ${bytes} bytes of at most ${SUN_PATH_BYTES - 1}`,
      { address },
    );
  }
  if (!abstract) return path;
  if (process.platform !== 'linux') {
    throw new SocketError('ERR_UNSUPPORTED', 'abstract Unix sockets exist on Linux only', { address });
  }
  if (tight && ALWAYS_PADS) {
    throw new SocketError(
      'ERR_UNSUPPORTED',
      'Node.js 20 pads the names of abstract Unix sockets; say tight: false, or use Node.js 22',
      { address },
    );
  }
  return `\0${path}${tight || ALWAYS_PADS ? '' : '\0'.repeat(SUN_PATH_BYTES - 1 - bytes)}`;
}
