import { isIPv6 } from 'node:net';
import type { InetAddress, SocketAddress } from '../addresses/address.ts';
import { describeAddress, formatEndpoint } from '../addresses/format-address.ts';
import { isLinkLocal } from '../addresses/groups.ts';
import { listOwnAddresses } from '../addresses/interfaces.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import type { Attempt } from '../operations/errors.ts';
import { SelfConnectError } from './happy-eyeballs.ts';

/** What is known of a connect that failed. */
export interface ConnectFailure {
  /** What the attempts failed with, in the order in which they began. */
  readonly errors: readonly Error[];
  readonly peer: SocketAddress;
  /** The local side that the caller asked for; port 0 when the kernel was to choose it. */
  readonly local?: InetAddress | undefined;
  readonly attempts: readonly Attempt[];
  readonly protocol: 'TCP' | 'UDP' | 'unix';
}

/** What a client rejects with, in QEMU's words: `Failed to connect to '127.0.0.1:24109': Address already in use`. */
export function toConnectError(failure: ConnectFailure): SocketError {
  const { errors, peer, local, attempts, protocol } = failure;
  const hasFixedPort = local !== undefined && local.port !== 0;
  // A taken port that the caller chose says nothing about the others.
  const exhausted = hasFixedPort ? undefined : errors.find(isExhausted);
  const cause = errors.length > 1 ? new AggregateError(errors, 'every attempt failed') : errors[0];
  const telling = exhausted ?? findTelling(errors) ?? cause;
  const { code, syscall, address, port } = systemErrorFields(telling);
  const details = { code, syscall, address, port, peer, local, attempts, cause };
  const peerName = describeAddress(peer);
  const failed = `Failed to connect to '${peerName}': ${systemErrorText(telling)}`;
  if (exhausted !== undefined) {
    return new SocketError('exhausted', `${failed}. ${createHint(protocol)}`, details);
  }
  if (syscall === 'bind' && local !== undefined) {
    const localName = local.port === 0 ? local.host : describeAddress(local);
    const text = `Failed to bind to '${localName}' to connect to '${peerName}': ${systemErrorText(telling)}`;
    return new SocketError('bind', text, details);
  }
  if (telling instanceof SelfConnectError) {
    const text = `Failed to connect to '${peerName}': nobody listens there, and the kernel gave the socket this very port`;
    return new SocketError('self-connect', text, details);
  }
  const tried = attempts.map((attempt) => `${formatEndpoint(attempt.address, attempt.port)} ${attempt.code}`);
  const needsZone =
    code === 'EINVAL' && address !== undefined && isLinkLocal(address) && !address.includes('%');
  const hint = needsZone ? `. An address of link-local scope needs its interface, as '${address}%eth0'` : '';
  const text = (tried.length > 1 ? `${failed} (${tried.join(', ')})` : failed) + hint;
  return new SocketError('connect', text, { ...details, path: peer.type === 'unix' ? peer.path : undefined });
}

/** What a host without a network of the family says. */
const NO_NETWORK = new Set(['ENETUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** The last error, as in QEMU, but rather one of the peer than one of a network that this host does not have. */
function findTelling(errors: readonly Error[]): Error | undefined {
  const isOfPeer = (error: Error): boolean => !NO_NETWORK.has(systemErrorFields(error).code ?? '');
  return errors.findLast(isOfPeer) ?? errors.at(-1);
}

/** What to do when no local port is left. */
function createHint(protocol: ConnectFailure['protocol']): string {
  const [holders, remedy] =
    protocol === 'UDP'
      ? ['other sockets hold', 'Close clients that are done, or share one: request() tells replies apart']
      : ['connections, also closed ones in TIME_WAIT, hold', 'Keep connections open and reuse them'];
  return (
    `No local port is left: ${holders} all ephemeral ports. ${remedy}, or widen the range ` +
    '(Linux: net.ipv4.ip_local_port_range). SO_REUSEADDR does not help.'
  );
}

/**
 * On a client whose port the kernel chooses, both errors mean that it found none: EADDRNOTAVAIL from connect(2), EADDRINUSE
 * from bind(2) to port 0 and from connect(2) on the BSDs. But EADDRNOTAVAIL is also what a host without IPv6 says.
 */
function isExhausted(error: unknown): boolean {
  const { code, syscall, address } = systemErrorFields(error);
  if (code === 'EADDRINUSE') {
    return true;
  }
  if (code !== 'EADDRNOTAVAIL' || syscall !== 'connect') {
    return false;
  }
  return address === undefined || !isIPv6(address) || hasLocalIPv6(address === '::1');
}

function hasLocalIPv6(loopback: boolean): boolean {
  return listOwnAddresses().some(({ info }) => info.family === 'IPv6' && info.internal === loopback);
}
