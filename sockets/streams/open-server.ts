import type { Server } from 'node:net';
import type { SocketAddress } from '../addresses/address.ts';
import { describeAddress } from '../addresses/format-address.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';

/**
 * Calls `begin`, which calls `server.listen()`, and waits for its outcome. The server can be tried again after a failure.
 * @throws {SocketError} `bind`, or `unsupported` when libuv has no such option on this platform.
 */
export function openServer(server: Server, begin: () => void, local: SocketAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (): void => {
      server.off('listening', onListening);
      server.off('error', onError);
    };
    const onListening = (): void => {
      settle();
      resolve();
    };
    const onError = (cause: unknown): void => {
      settle();
      reject(toListenError(cause, local));
    };
    server.once('listening', onListening);
    server.once('error', onError);
    try {
      begin();
    } catch (cause) {
      onError(cause);
    }
  });
}

/** What `listen()` rejects with, in QEMU's words: `Failed to listen on '127.0.0.1:80': Permission denied`. */
export function toListenError(cause: unknown, local: SocketAddress): SocketError {
  const { code, syscall, address, port } = systemErrorFields(cause);
  const isPrivileged = code === 'EACCES' && local.type === 'inet' && local.port > 0 && local.port < 1024;
  const hint = isPrivileged ? '. Ports below 1024 need CAP_NET_BIND_SERVICE, or root' : '';
  return new SocketError(
    code === 'ENOTSUP' ? 'unsupported' : 'bind',
    `Failed to listen on '${describeAddress(local)}': ${systemErrorText(cause)}${hint}`,
    {
      code,
      syscall,
      address,
      port,
      path: local.type === 'unix' ? local.path : undefined,
      local,
      attempts: address === undefined || code === undefined ? [] : [{ address, port: port ?? 0, code }],
      cause,
    },
  );
}
