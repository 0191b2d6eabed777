/**
 * How to open sockets correctly in Node.js: the counterpart of QEMU's util/qemu-sockets.c, in which no option of a client can
 * set SO_REUSEADDR or SO_REUSEPORT or choose a local port. No dependency but Node.js.
 *
 * @module
 */
export { addressFamily } from './address.ts';
export type {
  FdAddress,
  InetAddress,
  ResolvedAddress,
  SocketAddress,
  UnixAddress,
  VsockAddress,
} from './address.ts';
export type { Cancellation } from './cancellation.ts';
export { connect, connectFrom } from './connect.ts';
export type { ConnectOptions, LocalEndpoint } from './connect.ts';
export { connectDatagram } from './connect-datagram.ts';
export type { ConnectDatagramOptions } from './connect-datagram.ts';
export type { Connection } from './connection.ts';
export type { DatagramClient, RequestOptions } from './datagram-client.ts';
export { bindDatagram } from './datagram-server.ts';
export type { BindDatagramOptions } from './datagram-server.ts';
export type { BufferSizes } from './datagram-socket.ts';
export { localAddress, remoteAddress } from './endpoint.ts';
export { SocketError } from './errors.ts';
export type { Attempt, SocketErrorCode, SocketErrorDetails } from './errors.ts';
export { formatAddress } from './format-address.ts';
export { listen } from './listen.ts';
export type { ListenOptions } from './listen.ts';
export type { AcceptOptions, Listener } from './listener.ts';
export { joinMulticast } from './multicast.ts';
export type { MulticastOptions } from './multicast.ts';
export type { NoListenerOptions } from './options.ts';
export { parseAddress, parseInetAddress } from './parse-address.ts';
