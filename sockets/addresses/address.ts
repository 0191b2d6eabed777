import { isIP } from 'node:net';
import { SocketError } from '../operations/errors.ts';

/**
 * A TCP or UDP address: QEMU's `InetSocketAddress` (qapi/sockets.json). The port is a number; names of services are not
 * looked up, because Node.js has no getservbyname(3).
 */
export interface InetAddress {
  readonly type: 'inet';
  /** Host name or IP address, IPv6 without brackets. Empty: localhost for a client, every interface for a listener. */
  readonly host: string;
  /** Port, 0–65535. 0 lets the kernel choose, for a listener only. */
  readonly port: number;
  /** Listeners only: the last port to try, `port`–65535. */
  readonly portTo?: number;
  /** Use IPv4? Absent: as {@link addressFamily} says. */
  readonly ipv4?: boolean;
  /** Use IPv6? Absent: as {@link addressFamily} says. */
  readonly ipv6?: boolean;
  /** `host` must be an IP address; nothing is looked up. */
  readonly numeric?: boolean;
  /** SO_KEEPALIVE on the connection (on each accepted one, for a listener). */
  readonly keepAlive?: boolean;
  /** TCP_KEEPIDLE in seconds, 0–32767; 0 is the system's value. libuv sets interval 1 s and count 10 along with it. */
  readonly keepAliveIdleSeconds?: number;
  /** TCP_KEEPINTVL in seconds, 1–32767. Needs `keepAliveIdleSeconds` and Node.js 24. */
  readonly keepAliveIntervalSeconds?: number;
  /** TCP_KEEPCNT, 1–127. Needs `keepAliveIdleSeconds` and Node.js 24. */
  readonly keepAliveCount?: number;
  /** Multipath TCP (RFC 8684). Parsed and formatted; `true` is `ERR_UNSUPPORTED` when opened. */
  readonly mptcp?: boolean;
}

/** A unix domain socket, see unix(7); on Windows a named pipe. */
export interface UnixAddress {
  readonly type: 'unix';
  /** Path in the file system, at most 107 bytes on Linux, 103 elsewhere; or the name of an abstract socket. */
  readonly path: string;
  /** Linux only: `path` is a name in the abstract namespace. */
  readonly abstract?: boolean;
  /**
   * The name of an abstract socket ends with its last byte (`true`, the default as in QEMU) or is padded with NUL bytes to
   * the whole of `sun_path` (`false`). A tight and a padded name are two different sockets. Node.js 20 can only pad.
   */
  readonly tight?: boolean;
}

/** A socket that is open already, for instance inherited from systemd. The connection or listener owns it from then on. */
export interface FdAddress {
  readonly type: 'fd';
  /** File descriptor, 0 or more. */
  readonly fd: number;
}

/** A virtual machine socket, see vsock(7). Parsed and formatted only: Node.js cannot open one. */
export interface VsockAddress {
  readonly type: 'vsock';
  /** Context id, 0–4294967295. */
  readonly cid: number;
  /** Port, 0–4294967295. */
  readonly port: number;
}

/** Where a socket connects or listens: QEMU's `SocketAddress` (qapi/sockets.json). */
export type SocketAddress = InetAddress | UnixAddress | FdAddress | VsockAddress;

/** An address as the kernel reports it. */
export type ResolvedAddress =
  | {
      readonly type: 'inet';
      /** IP address; IPv4 on a dual-stack socket looks like `::ffff:127.0.0.1`. */
      readonly host: string;
      /** Port, 1–65535. */
      readonly port: number;
      readonly family: 4 | 6;
    }
  | {
      readonly type: 'unix';
      /** Empty for an unnamed socket, which is what a client has (unix(7)). */
      readonly path: string;
      readonly abstract: boolean;
    };

/**
 * The address family to ask the resolver for: QEMU's inet_ai_family_from_address() with its truth table.
 *
 * | ipv4 | ipv6 | family |
 * |---|---|---|
 * | – | – | 0 (any) |
 * | – | off | 4 |
 * | – | on | 6 |
 * | off | – | 6 |
 * | off | off | error |
 * | off | on | 6 |
 * | on | – | 4 |
 * | on | off | 4 |
 * | on | on | 0, but 6 when the host is empty: one dual-stack listener |
 *
 * @throws {SocketError} `ERR_ADDRESS_FAMILY` when both are off.
 */
export function addressFamily(address: InetAddress): 0 | 4 | 6 {
  const { ipv4, ipv6 } = address;
  if (ipv4 === false && ipv6 === false) {
    throw new SocketError('ERR_ADDRESS_FAMILY', 'Cannot disable IPv4 and IPv6 at same time', { address });
  }
  if (ipv4 === true && ipv6 === true) return address.host === '' ? 6 : 0;
  if (ipv6 === true || ipv4 === false) return 6;
  if (ipv4 === true || ipv6 === false) return 4;
  return 0;
}

/** The numeric fields and their ranges. TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT: MAX_TCP_KEEP… in include/net/tcp.h. */
const RANGES = {
  inet: {
    port: [0, 65_535],
    portTo: [0, 65_535],
    keepAliveIdleSeconds: [0, 32_767],
    keepAliveIntervalSeconds: [1, 32_767],
    keepAliveCount: [1, 127],
  },
  unix: {},
  fd: { fd: [0, 2 ** 31 - 1] },
  vsock: { cid: [0, 2 ** 32 - 1], port: [0, 2 ** 32 - 1] },
} as const satisfies Record<SocketAddress['type'], Record<string, readonly [number, number]>>;

/**
 * Checks every field of an address that may come from plain JavaScript.
 * @throws {SocketError} `ERR_INVALID_ADDRESS` naming the field.
 */
export function checkAddress(address: SocketAddress): void {
  const fail = (reason: string): never => {
    throw new SocketError('ERR_INVALID_ADDRESS', reason, { address });
  };
  const fields = new Map<string, unknown>(Object.entries(address));
  const type = fields.get('type');
  if (typeof type !== 'string' || !Object.hasOwn(RANGES, type))
    fail(`unknown address type '${String(type)}'`);
  for (const [name, [least, most]] of Object.entries<readonly [number, number]>(RANGES[address.type])) {
    const value = fields.get(name);
    const isRequired = name === 'port' || name === 'fd' || name === 'cid';
    if (value === undefined && !isRequired) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      fail(`${name} ${String(value)} out of range, must be ${least}–${most}`);
    }
  }
  if (address.type === 'inet') checkInet(address, fail);
  if (address.type === 'unix') checkUnix(address, fail);
}

function checkInet(address: InetAddress, fail: (reason: string) => never): void {
  const { host, port, portTo } = address;
  if (typeof host !== 'string') fail('host not specified');
  // Anything else in a name would be taken for syntax, or cut off by getaddrinfo(3).
  if (isIP(host) === 0 && /[\s\0:,[\]]/u.test(host)) fail(`invalid host '${host}'`);
  if (portTo !== undefined && portTo < port) fail(`port range ends before it begins: ${port} to ${portTo}`);
  const { keepAliveIdleSeconds: idle, keepAliveIntervalSeconds: interval, keepAliveCount: count } = address;
  if (address.keepAlive !== true && (idle ?? interval ?? count) !== undefined) {
    fail('keep-alive-idle, keep-alive-interval and keep-alive-count need keep-alive');
  }
  // libuv's uv_tcp_keepalive() leaves all three alone when the idle time is 0 (measured, Node.js 24.21).
  if ((idle === undefined || idle === 0) && (interval ?? count) !== undefined) {
    fail('keep-alive-interval and keep-alive-count need keep-alive-idle');
  }
}

function checkUnix(address: UnixAddress, fail: (reason: string) => never): void {
  if (typeof address.path !== 'string' || address.path === '') fail('invalid Unix socket address');
  if (address.path.includes('\0')) fail('a Unix socket path cannot contain a NUL character');
  if (address.tight !== undefined && address.abstract !== true) fail('tight is for abstract sockets only');
}
