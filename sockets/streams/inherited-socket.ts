import { fstatSync } from 'node:fs';
import type { FdAddress } from '../addresses/address.ts';
import { SocketError, systemErrorText } from '../operations/errors.ts';

/**
 * QEMU's fd_is_socket(), by fstat(2), because Node.js has no getsockopt(2): a pipe or a terminal would be taken for a stream.
 * @throws {SocketError} `ERR_NOT_A_SOCKET`
 */
export function checkIsSocket(address: FdAddress): void {
  const fail = (cause?: unknown): never => {
    const reason = cause === undefined ? '' : `: ${systemErrorText(cause)}`;
    throw new SocketError('ERR_NOT_A_SOCKET', `File descriptor '${address.fd}' is not a socket${reason}`, {
      address,
      cause,
    });
  };
  let isSocket: boolean;
  try {
    isSocket = fstatSync(address.fd).isSocket();
  } catch (cause) {
    return fail(cause);
  }
  if (!isSocket) fail();
}
