import dgram from 'node:dgram';

/** Sends a counter to the collector. The kernel picks the port: a client. */
export function sendCounter(name, value) {
  const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true });
  socket.send(`${name}:${value}|c`, 8125, 'collector.example.com', () => socket.close());
}
