import dgram from 'node:dgram';

/** Listens where several programs of one host listen: what the option is for. */
export function listenForServices(onMessage) {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', onMessage);
  socket.bind(5353, () => socket.addMembership('224.0.0.251'));
  return socket;
}
