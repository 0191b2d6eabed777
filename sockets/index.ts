/**
 * How to open sockets correctly in Node.js: the counterpart of QEMU's util/qemu-sockets.c, in which no option of a client can
 * set SO_REUSEADDR or SO_REUSEPORT or choose a local port, and nothing that a stranger sends ends the process. No dependency but
 * Node.js.
 *
 * @module
 */
export { addressFamily } from './addresses/address-family.ts';
export type {
  FdAddress,
  InetAddress,
  InetEndpoint,
  ResolvedAddress,
  SocketAddress,
  UnixAddress,
  UnixEndpoint,
  VsockAddress,
} from './addresses/address.ts';
export type {
  AddressInput,
  AddressObject,
  DatagramAddressInput,
  DatagramPeerInput,
  FdAddressInput,
  InetAddressInput,
  LocalEndpointFor,
  PeerAddressInput,
  UnixAddressInput,
} from './addresses/address-input.ts';
export { localAddress, remoteAddress } from './addresses/endpoint.ts';
export { formatAddress } from './addresses/format-address.ts';
export { parseAddress, parseInetAddress } from './addresses/parse-address.ts';
export type { AddressBlockList, Lookup } from './addresses/resolve.ts';
export { connectDatagram } from './datagrams/connect-datagram.ts';
export type { ConnectDatagramOptions } from './datagrams/connect-datagram.ts';
export type { DatagramClient, RequestOptions } from './datagrams/datagram-client.ts';
export type {
  Datagram,
  DatagramHandler,
  DatagramServer,
  DatagramSource,
} from './datagrams/datagram-server.ts';
export type { BufferSizes, DatagramData } from './datagrams/datagram-socket.ts';
export { discover } from './datagrams/discover.ts';
export type { DiscoverOptions, Discovery, DiscoveryAnswer, Repetition } from './datagrams/discover.ts';
export { joinMulticast } from './datagrams/multicast.ts';
export type { MulticastOptions } from './datagrams/multicast.ts';
export type { Match, Retransmission } from './datagrams/pending-request.ts';
export { serveDatagrams } from './datagrams/serve-datagrams.ts';
export type { ServeAddressInput, ServeDatagramsOptions } from './datagrams/serve-datagrams.ts';
export type { Cancellation } from './operations/cancellation.ts';
export { SocketError } from './operations/errors.ts';
export type { Attempt, SocketErrorDetails, SocketErrorKind } from './operations/errors.ts';
export type { NoListenerOptions } from './operations/options.ts';
export type { ItemIterator, IterationOptions } from './operations/waiting-queue.ts';
export { connect, connectFrom } from './streams/connect.ts';
export type { LocalEndpoint } from './streams/connect.ts';
export type { ConnectOptions } from './streams/connect-options.ts';
export type { Connection } from './streams/connection.ts';
export { listen } from './streams/listen.ts';
export type { ListenOptions } from './streams/listen-options.ts';
export type { AcceptOptions, CloseOptions, ConnectionHandler, Listener } from './streams/listener.ts';
export type { Retry } from './streams/retry.ts';
