import type { InetAddress } from '../addresses/address.ts';
import type { CancellationScope } from '../operations/cancellation.ts';
import { SocketError, systemErrorText, type Attempt } from '../operations/errors.ts';
import { formatEndpoint } from '../addresses/format-address.ts';
import type { ListenOptions } from './listen.ts';
import type { Listener } from './listener.ts';
import { openServer } from './open-server.ts';
import { resolveLocalHost, type HostAddress } from '../addresses/resolve.ts';

/**
 * Tries each address of the host and each port of the range, in that order, until one is free: QEMU's inet_listen_saddr().
 * @throws {SocketError} `ERR_LISTEN`, `ERR_PORT_RANGE_EXHAUSTED`, or as {@link resolveLocalHost}.
 */
export async function listenOnPorts(
  listener: Listener,
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
      last = await tryPort(listener, local, host, port, options);
      if (last === undefined) return;
      attempts.push(...last.attempts);
      // No socket of this family at all: QEMU goes on to the next address, too.
      if (last.errno === 'EAFNOSUPPORT') break;
      if (last.errno !== 'EADDRINUSE') throw last;
    }
  }
  throw exhausted(local, portTo, attempts, last);
}

/** @returns the error when the port cannot be had, `undefined` when the listener listens. */
async function tryPort(
  listener: Listener,
  local: InetAddress,
  { address: host, family }: HostAddress,
  port: number,
  options: ListenOptions,
): Promise<SocketError | undefined> {
  const { backlog = 511, exclusive = false, reusePort } = options;
  const open = async (ipv6Only: boolean): Promise<SocketError | undefined> => {
    // The address is always given: without one, Node.js 20 forgets ipv6Only, and falls back to IPv4 without a word.
    const target = {
      host,
      port,
      backlog,
      exclusive,
      ipv6Only,
      ...(reusePort !== undefined && { reusePort }),
    };
    try {
      await openServer(listener.server, () => listener.server.listen(target), local);
    } catch (error) {
      if (error instanceof SocketError) return error;
      throw error;
    }
    listener.ipv6Only = ipv6Only;
    return undefined;
  };
  if (family === 4) return open(false);
  // QEMU's try_bind(): both families only when neither was chosen, or both were.
  const wantsBoth = local.ipv4 === local.ipv6 && local.ipv4 !== false;
  const error = await open(options.ipv6Only ?? !wantsBoth);
  const mayRetry = options.ipv6Only === undefined && wantsBoth && port !== 0;
  return error?.errno === 'EADDRINUSE' && mayRetry ? open(true) : error;
}

function exhausted(
  local: InetAddress,
  portTo: number,
  attempts: readonly Attempt[],
  last: SocketError | undefined,
): SocketError {
  const isRange = local.portTo !== undefined;
  const endpoint = formatEndpoint(local.host, local.port) + (isRange ? `-${portTo}` : '');
  const { errno, syscall, cause } = last ?? {};
  return new SocketError(
    isRange ? 'ERR_PORT_RANGE_EXHAUSTED' : 'ERR_LISTEN',
    isRange
      ? `Failed to find an available port: '${endpoint}'`
      : `Failed to listen on '${endpoint}': ${systemErrorText(cause)}`,
    { errno, syscall, address: local, attempts, cause },
  );
}
