import dgram from 'node:dgram';

/** The organisation's own way to a socket. Whether it is a client is for the caller to say, by the port. */
export function openChannel({ port, shared = false }) {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: shared });
  if (port !== undefined) socket.bind(port);
  return socket;
}
