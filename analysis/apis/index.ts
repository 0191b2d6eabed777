import type { SocketApi } from './description.ts';
import { bareDgram } from './bare-dgram.ts';
import { bun } from './bun.ts';
import { deno } from './deno.ts';
import { dgramAsPromised } from './dgram-as-promised.ts';
import { directSockets } from './direct-sockets.ts';
import { gjs } from './gjs.ts';
import { hotShots } from './hot-shots.ts';
import { matrixaiQuic } from './matrixai-quic.ts';
import { matter } from './matter.ts';
import { matterbridgeDgram } from './matterbridge-dgram.ts';
import { multicastDns } from './multicast-dns.ts';
import { netBoundSocket } from './net-bound-socket.ts';
import { nodeDgram } from './node-dgram.ts';
import { nodeSsdp } from './node-ssdp.ts';
import { tcpWrap, udpWrap } from './process-binding.ts';
import { reactNativeJsiUdp } from './react-native-jsi-udp.ts';
import { reactNativeTcpSocket } from './react-native-tcp-socket.ts';
import { reactNativeUdp } from './react-native-udp.ts';
import { sacn } from './sacn.ts';
import { SET_OPTION_MENTIONS } from './setsockopt.ts';
import { txiki, txikiListen } from './txiki.ts';
import { udxNative } from './udx-native.ts';

/** Every API that the analysis knows. */
export const SOCKET_APIS: readonly SocketApi[] = [
  nodeDgram,
  bareDgram,
  bun,
  deno,
  dgramAsPromised,
  directSockets,
  gjs,
  hotShots,
  matrixaiQuic,
  matter,
  matterbridgeDgram,
  multicastDns,
  netBoundSocket,
  nodeSsdp,
  reactNativeJsiUdp,
  reactNativeTcpSocket,
  reactNativeUdp,
  sacn,
  tcpWrap,
  txiki,
  txikiListen,
  udpWrap,
  udxNative,
];

/** Names of options that are looked for wherever an object is seen to have them. */
export const OPTION_NAMES: readonly string[] = [
  'reuseAddr',
  'reusePort',
  'reuseAddress',
  'multicastAllowAddressSharing',
];

/** Words of which a text must contain one for an option of the given APIs to be used in it, or one to be set by number. */
export function getMentions(apis: readonly SocketApi[]): readonly string[] {
  return [...new Set([...getApiMentions(apis), ...SET_OPTION_MENTIONS])];
}

/** Those of the APIs alone. */
export function getApiMentions(apis: readonly SocketApi[]): readonly string[] {
  return [...new Set(apis.flatMap((api) => api.mentions ?? getOptionNames(api)))];
}

/** The names of the options of an API. */
export function getOptionNames(api: SocketApi): readonly string[] {
  return api.makers.flatMap((maker) => maker.options.map((option) => option.name));
}
