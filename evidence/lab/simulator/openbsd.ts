import { bindByScan, connectBound } from './bsd-port-scan.ts';
import type { Host, Kernel } from './kernel.ts';
import type { SimulatedSocket } from './socket-table.ts';

function bind(host: Host, socket: SimulatedSocket) {
  // "if ((so->so_options & (SO_REUSEADDR|SO_REUSEPORT)) == 0 && …) wild = INPLOOKUP_WILDCARD": with the option,
  // ports of connected sockets, TIME_WAIT included, pass as free.
  return bindByScan(host, socket, !socket.reuseAddress && !socket.reusePort, 'EADDRNOTAVAIL');
}

/**
 * OpenBSD, sys/netinet/in_pcb.c: `in_pcbpickport`, `in_pcbconnect`. `in_pcbconnect` picks the port by the rule of
 * bind(), then looks at the five-tuple once: the EADDRINUSE that QEMU's commit is about. The dozen ports of
 * `baddynamicports` above 1023 are left out; they change the rates by less than 0.03 %.
 */
export const openbsd: Kernel = {
  name: 'OpenBSD',
  source: 'sys/netinet/in_pcb.c',
  // IPPORT_RESERVED and IPPORT_USERRESERVED of sys/netinet/in.h.
  defaultRange: { low: 1024, high: 49151 },
  bind(host, socket) {
    socket.bound = true;
    return bind(host, socket);
  },
  connect(host, socket, remote) {
    const pickHere = socket.localPort === 0;
    if (pickHere) {
      const error = bind(host, socket);
      if (error !== undefined) {
        return error;
      }
    }
    const error = connectBound(host, socket, remote);
    if (error !== undefined && pickHere) {
      // "inp->inp_lport = 0": the socket gives the port back.
      host.table.remove(socket);
      socket.localPort = 0;
    }
    return error;
  },
  bindDatagram: bind,
};
