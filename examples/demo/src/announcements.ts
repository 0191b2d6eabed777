import { createSocket } from 'node:dgram';

const MULTICAST_DNS_ADDRESS = '224.0.0.251';
const MULTICAST_DNS_PORT = 5353;

/**
 * Hears what the local network announces by multicast DNS (RFC 6762). The system's own responder has port 5353 too, so
 * this socket must share it: here the option is right.
 */
export function hearAnnouncements(onPacket: (packet: Buffer, from: string) => void): () => void {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (packet, remote) => onPacket(packet, remote.address));
  socket.bind(MULTICAST_DNS_PORT, () => socket.addMembership(MULTICAST_DNS_ADDRESS));
  return () => socket.close();
}
