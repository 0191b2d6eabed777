import type { Errno, Host } from './kernel.ts';
import type { SimulatedSocket } from './socket-table.ts';

/**
 * The scan that the BSD kernels share: start anywhere in the range, go up, take the first port that passes.
 * OpenBSD's sys/netinet/in_pcb.c (`in_pcbpickport`) draws `arc4random_uniform(last - first)` and increments before
 * the first test, so the first candidate is uniform over last − first ports, and `first` itself comes only by
 * wrapping around. FreeBSD (`in_pcb_lport_dest`) and XNU (`in_pcbbind`) do the same.
 *
 * @param host the table and the range to scan
 * @param isTaken the kernel's test of one port
 * @returns the port, or undefined when all of the range is taken
 */
export function scanUp({ range, random }: Host, isTaken: (port: number) => boolean): number | undefined {
  const span = range.high - range.low;
  let port = range.low + (span > 0 ? random(span) : 0);
  for (let tried = 0; tried <= span; tried++) {
    port = port >= range.high ? range.low : port + 1;
    if (!isTaken(port)) {
      return port;
    }
  }
  return undefined;
}

/**
 * `in_pcblookup_local` of the BSD kernels: is there a socket on the port that `socket` must avoid? A connected
 * socket, and one whose address is a wildcard where the other's is not, counts as a wildcard match, which the
 * lookup ignores unless it is told to count them (INPLOOKUP_WILDCARD).
 *
 * @param host the table to look in
 * @param socket the one that wants a port
 * @param port the candidate
 * @param countWildcards INPLOOKUP_WILDCARD
 */
function isLocalMatch(
  { table }: Host,
  socket: SimulatedSocket,
  port: number,
  countWildcards: boolean,
): boolean {
  return table.some(port, (owner) => {
    const sameAddress = owner.localAddress === socket.localAddress;
    if (!sameAddress && owner.localAddress !== '*' && socket.localAddress !== '*') {
      return false;
    }
    const isWildcardMatch = owner.remote !== undefined || !sameAddress;
    return countWildcards || !isWildcardMatch;
  });
}

/**
 * Binds `socket` to the first port of the scan that {@link isLocalMatch} lets pass.
 *
 * @param host the table and the range to scan
 * @param socket the one that wants a port
 * @param countWildcards whether sockets that are connected, or on another address, block the port too
 * @param exhausted the kernel's error when no port is left
 */
export function bindByScan(
  host: Host,
  socket: SimulatedSocket,
  countWildcards: boolean,
  exhausted: Errno,
): Errno {
  const port = scanUp(host, (candidate) => isLocalMatch(host, socket, candidate, countWildcards));
  if (port === undefined) {
    return exhausted;
  }
  host.table.add(socket, port);
  return undefined;
}

/**
 * connect() of a socket that has its port: one look at the five-tuple, no second choice.
 *
 * @param host the table to look in
 * @param socket a socket in that table
 * @param remote the destination
 */
export function connectBound({ table }: Host, socket: SimulatedSocket, remote: string): Errno {
  if (table.hasConnection(socket.localAddress, socket.localPort, remote)) {
    return 'EADDRINUSE';
  }
  socket.remote = remote;
  return undefined;
}
