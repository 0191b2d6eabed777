import { bindByScan, connectBound, scanUp } from './bsd-port-scan.ts';
import type { Host, Kernel } from './kernel.ts';
import type { SimulatedSocket } from './socket-table.ts';

function bind(host: Host, socket: SimulatedSocket) {
  // As on OpenBSD: lookupflags stays 0 with SO_REUSEADDR or SO_REUSEPORT.
  return bindByScan(host, socket, !socket.reuseAddress && !socket.reusePort, 'EADDRNOTAVAIL');
}

/**
 * FreeBSD, sys/netinet/in_pcb.c, `in_pcb_lport_dest`: "If fsa is non-NULL, choose a local port that is unused with
 * those, otherwise one that is completely unused." connect() passes its destination, so only bind(0) followed by
 * connect() can meet a taken five-tuple.
 */
export const freebsd: Kernel = {
  name: 'FreeBSD',
  source: 'sys/netinet/in_pcb.c',
  // IPPORT_EPHEMERALFIRST and IPPORT_EPHEMERALLAST of sys/netinet/in.h.
  defaultRange: { low: 10000, high: 65535 },
  bind(host, socket) {
    socket.bound = true;
    return bind(host, socket);
  },
  connect(host, socket, remote) {
    if (socket.localPort !== 0) {
      return connectBound(host, socket, remote);
    }
    const { table } = host;
    const port = scanUp(host, (candidate) =>
      table.some(
        candidate,
        (owner) =>
          (owner.localAddress === socket.localAddress && owner.remote === remote) ||
          (owner.localAddress === '*' && owner.remote === undefined),
      ),
    );
    if (port === undefined) {
      return 'EADDRNOTAVAIL';
    }
    table.add(socket, port);
    socket.remote = remote;
    return undefined;
  },
  bindDatagram: bind,
};
