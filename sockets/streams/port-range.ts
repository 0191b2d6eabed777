import { setImmediate as nextTurn } from 'node:timers/promises';
import type { InetAddress } from '../addresses/address.ts';
import { wantsBothFamilies } from '../addresses/address-family.ts';
import { formatEndpoint } from '../addresses/format-address.ts';
import { resolveLocalHost } from '../addresses/resolve.ts';
import type { CancellationScope } from '../operations/cancellation.ts';
import { SocketError } from '../operations/errors.ts';
import type { Attempt } from '../operations/errors.ts';
import type { ListenOptions } from './listen-options.ts';
import type { ListenerStatus } from './listener.ts';
import type { ListeningServer } from './listening-server.ts';
import { openServer } from './open-server.ts';

/**
 * Tries each address of the host and each port of the range, in that order, until one is free: QEMU's inet_listen_saddr(). But a
 * port that is free for one family only is not free.
 * @throws {SocketError} `bind`, `exhausted`, or as {@link resolveLocalHost}.
 */
export async function listenOnPorts(
  server: ListeningServer,
  status: ListenerStatus,
  local: InetAddress,
  options: ListenOptions,
  scope: CancellationScope,
): Promise<void> {
  const { port: portFrom, portTo = portFrom } = local;
  const attempts: Attempt[] = [];
  let last: SocketError | undefined;
  for (const host of await resolveLocalHost(local, { lookup: options.lookup }, scope)) {
    for (let port = portFrom; port <= portTo; port += 1) {
      scope.throwIfCancelled();
      const ipv6Only = host.family === 6 && (options.ipv6Only ?? !wantsBothFamilies(local));
      last = await tryPort(server, { ...local, port }, host.address, ipv6Only, options);
      if (last === undefined) {
        status.ipv6Only = ipv6Only;
        return;
      }
      attempts.push(...last.attempts);
      // No socket of this family at all: QEMU goes on to the next address, too.
      if (last.code === 'EAFNOSUPPORT') {
        break;
      }
      if (last.code !== 'EADDRINUSE') {
        throw last;
      }
      // Node.js says so within the turn of the event loop: neither clock nor signal would be heard.
      await nextTurn();
    }
  }
  if (last === undefined || local.portTo === undefined) {
    throw last ?? new Error('no address to try');
  }
  const { code, syscall, cause } = last;
  const range = `${formatEndpoint(local.host, local.port)}-${portTo}`;
  throw new SocketError('exhausted', `Failed to find an available port: '${range}'`, {
    ...{ code, syscall, address: local.host, port: local.port, local, attempts, cause },
  });
}

/** @returns the error when the port cannot be had, `undefined` when the listener listens. */
async function tryPort(
  server: ListeningServer,
  local: InetAddress,
  host: string,
  ipv6Only: boolean,
  options: ListenOptions,
): Promise<SocketError | undefined> {
  const { backlog = 511, reusePort } = options;
  // In a cluster the primary would give all workers the first port of a range.
  const { exclusive = local.portTo !== undefined } = options;
  // The address is always given: without one, Node.js 20 forgets ipv6Only, and falls back to IPv4 without a word.
  const target = {
    ...{ host, port: local.port, backlog, exclusive, ipv6Only },
    ...(reusePort !== undefined && { reusePort }),
  };
  try {
    await openServer(server, () => server.listen(target), local);
    return undefined;
  } catch (error) {
    if (error instanceof SocketError) {
      return error;
    }
    throw error;
  }
}
