import type { Errno, Host, Kernel } from './kernel.ts';
import { addressesOverlap } from './socket-table.ts';
import type { SimulatedSocket } from './socket-table.ts';

/** The sysctls that change Linux's choice (ip-sysctl.rst). */
export interface LinuxSettings {
  /** `ip_autobind_reuse`: bind(0) may give out a port in use when none is left; 0 by default. */
  readonly autobindReuse: boolean;
}

/** Ports of [start, end) of one parity, from a random one on, wrapping around. */
function* listPortsOfParity(start: number, end: number, offset: number): Generator<number> {
  const count = (end - start) & ~1;
  for (let i = 0; i < count; i += 2) {
    yield start + ((offset + i) % count);
  }
}

/** One scan of bind(0): odd offsets first, and with SO_REUSEADDR the lower half of the range before the upper. */
function* listPortsForBind({ range, random }: Host, socket: SimulatedSocket): Generator<number> {
  const end = range.high + 1;
  const middle = range.low + (((end - range.low) >> 2) << 1);
  const halves: readonly (readonly [number, number])[] =
    socket.reuseAddress && end - range.low >= 4
      ? [
          [range.low, middle],
          [middle, end],
        ]
      : [[range.low, end]];
  for (const [start, stop] of halves) {
    const odd = random((stop - start) & ~1) | 1;
    for (const offset of [odd, odd - 1]) {
      yield* listPortsOfParity(start, stop, offset);
    }
  }
}

/**
 * TCP bind(0): net/ipv4/inet_connection_sock.c, `inet_csk_find_open_port`, which prefers odd offsets ("We do the
 * opposite to not pollute connect() users"). With `ip_autobind_reuse` it scans again, for a port to share.
 */
function bind(host: Host, socket: SimulatedSocket, settings: LinuxSettings): Errno {
  const { table } = host;
  for (const relax of settings.autobindReuse ? [false, true] : [false]) {
    for (const port of listPortsForBind(host, socket)) {
      const conflict = table.some(
        port,
        (owner) => addressesOverlap(owner, socket) && !(relax && owner.reuseAddress && socket.reuseAddress),
      );
      if (conflict) {
        continue;
      }
      table.add(socket, port);
      socket.bound = true;
      return undefined;
    }
  }
  return 'EADDRINUSE';
}

/**
 * TCP connect(): net/ipv4/inet_hashtables.c, `__inet_hash_connect`. Tries ports until one is free *for this
 * destination*, even offsets first; SO_REUSEADDR is never read. Ports that bind() gave out are skipped. The real
 * start follows a hash of the addresses and a counter; uniform is the same to everything measured here. TIME_WAIT
 * is never reused, as with `tcp_tw_reuse` 0 or within its first second.
 */
function connect({ table, range, random }: Host, socket: SimulatedSocket, remote: string): Errno {
  if (socket.localPort !== 0) {
    // Port given by bind(): __inet_check_established() decides.
    if (table.hasConnection(socket.localAddress, socket.localPort, remote)) {
      return 'EADDRNOTAVAIL';
    }
    socket.remote = remote;
    return undefined;
  }
  const even = random((range.high + 1 - range.low) & ~1) & ~1;
  for (const offset of [even, even + 1]) {
    for (const port of listPortsOfParity(range.low, range.high + 1, offset)) {
      if (table.some(port, (owner) => owner.bound)) {
        continue;
      }
      if (table.hasConnection(socket.localAddress, port, remote)) {
        continue;
      }
      table.add(socket, port);
      socket.remote = remote;
      return undefined;
    }
  }
  return 'EADDRNOTAVAIL';
}

/**
 * UDP bind(0): net/ipv4/udp.c, `udp_lib_get_port` and `udp_lib_lport_inuse`. The first candidate is uniform; two
 * sockets that both have SO_REUSEADDR never conflict, whoever owns them; SO_REUSEPORT looks at the user.
 */
function bindDatagram({ table, range, random }: Host, socket: SimulatedSocket): Errno {
  const count = range.high - range.low + 1;
  const first = random(count);
  for (let tried = 0; tried < count; tried++) {
    const port = range.low + ((first + tried) % count);
    const conflict = table.some(port, (owner) => {
      if (!addressesOverlap(owner, socket)) {
        return false;
      }
      if (owner.reuseAddress && socket.reuseAddress) {
        return false;
      }
      return !(owner.reusePort && socket.reusePort && owner.uid === socket.uid);
    });
    if (conflict) {
      continue;
    }
    table.add(socket, port);
    return undefined;
  }
  return 'EADDRINUSE';
}

/**
 * Linux with the given settings.
 *
 * @param settings the sysctls; the defaults of an untouched system where left out
 */
export function createLinux(settings: LinuxSettings = { autobindReuse: false }): Kernel {
  return {
    name: 'Linux',
    source: 'net/ipv4/inet_hashtables.c, inet_connection_sock.c, udp.c',
    defaultRange: { low: 32768, high: 60999 },
    bind: (host, socket) => bind(host, socket, settings),
    connect,
    bindDatagram,
  };
}

/** Linux as it comes. */
export const linux: Kernel = createLinux();
