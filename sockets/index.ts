/**
 * How to open sockets correctly in Node.js: the counterpart of QEMU's util/qemu-sockets.c, in which no option of a client can
 * set SO_REUSEADDR or SO_REUSEPORT or choose a local port. No dependency but Node.js.
 *
 * @module
 */
export { addressFamily } from './addresses/address.ts';
export type {
  FdAddress,
  InetAddress,
  ResolvedAddress,
  SocketAddress,
  UnixAddress,
  VsockAddress,
} from './addresses/address.ts';
export type { Cancellation } from './operations/cancellation.ts';
export { connect, connectFrom } from './streams/connect.ts';
export type { ConnectOptions, LocalEndpoint } from './streams/connect.ts';
export { connectDatagram } from './datagrams/connect-datagram.ts';
export type { ConnectDatagramOptions } from './datagrams/connect-datagram.ts';
export type { Connection } from './streams/connection.ts';
export type { DatagramClient, RequestOptions } from './datagrams/datagram-client.ts';
export { bindDatagram } from './datagrams/datagram-server.ts';
export type { BindDatagramOptions } from './datagrams/datagram-server.ts';
export type { BufferSizes } from './datagrams/datagram-socket.ts';
export { localAddress, remoteAddress } from './addresses/endpoint.ts';
export { SocketError } from './operations/errors.ts';
export type { Attempt, SocketErrorCode, SocketErrorDetails } from './operations/errors.ts';
export { formatAddress } from './addresses/format-address.ts';
export { listen } from './streams/listen.ts';
export type { ListenOptions } from './streams/listen.ts';
export type { AcceptOptions, Listener } from './streams/listener.ts';
export { joinMulticast } from './datagrams/multicast.ts';
export type { MulticastOptions } from './datagrams/multicast.ts';
export type { NoListenerOptions } from './operations/options.ts';
export { parseAddress, parseInetAddress } from './addresses/parse-address.ts';
