import { bindByScan, connectBound } from './bsd-port-scan.ts';
import type { Host, Kernel } from './kernel.ts';
import type { SimulatedSocket } from './socket-table.ts';

function bind(host: Host, socket: SimulatedSocket) {
  return bindByScan(host, socket, true, 'EADDRNOTAVAIL');
}

/**
 * macOS, bsd/netinet/in_pcb.c (XNU), `in_pcbbind`: "For implicit bind (lport == 0), we always use an unused port, so
 * REUSEADDR|REUSEPORT don't apply". Immune, at the price of one connection a port.
 */
export const macos: Kernel = {
  name: 'macOS',
  source: 'bsd/netinet/in_pcb.c',
  // IPPORT_HIFIRSTAUTO and IPPORT_HILASTAUTO of bsd/netinet/in.h.
  defaultRange: { low: 49152, high: 65535 },
  bind(host, socket) {
    socket.bound = true;
    return bind(host, socket);
  },
  connect(host, socket, remote) {
    if (socket.localPort === 0) {
      const error = bind(host, socket);
      if (error !== undefined) {
        return error;
      }
    }
    return connectBound(host, socket, remote);
  },
  bindDatagram: bind,
};
