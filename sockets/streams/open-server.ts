import type { Server } from 'node:net';
import type { SocketAddress } from '../addresses/address.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { describeAddress } from '../addresses/format-address.ts';

/**
 * Calls `begin`, which calls `server.listen()`, and waits for its outcome. The server can be tried again after a failure.
 * @throws {SocketError} `ERR_LISTEN`, or `ERR_UNSUPPORTED` when libuv has no such option on this platform.
 */
export function openServer(server: Server, begin: () => void, address: SocketAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const onListening = (): void => {
      server.off('error', onError);
      resolve();
    };
    const onError = (cause: Error): void => {
      server.off('listening', onListening);
      server.off('error', onError);
      const { code: errno, syscall, address: host, port } = systemErrorFields(cause);
      reject(
        new SocketError(
          errno === 'ENOTSUP' ? 'ERR_UNSUPPORTED' : 'ERR_LISTEN',
          `Failed to listen on '${describeAddress(address)}': ${systemErrorText(cause)}`,
          {
            errno,
            syscall,
            address,
            attempts:
              host === undefined || errno === undefined ? [] : [{ address: host, port: port ?? 0, errno }],
            cause,
          },
        ),
      );
    };
    server.once('listening', onListening);
    server.once('error', onError);
    begin();
  });
}
