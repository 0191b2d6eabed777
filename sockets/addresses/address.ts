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
  readonly portTo?: number | undefined;
  /** Use IPv4? Absent: as `addressFamily()` says. */
  readonly ipv4?: boolean | undefined;
  /** Use IPv6? Absent: as `addressFamily()` says. */
  readonly ipv6?: boolean | undefined;
  /** `host` must be an IP address; nothing is looked up. */
  readonly numeric?: boolean | undefined;
  /** SO_KEEPALIVE on the connection. Default: on for those that a listener accepts, off for a client. */
  readonly keepAlive?: boolean | undefined;
  /**
   * TCP_KEEPIDLE in seconds, 0–32767; 0, the default, is the system's value (on Linux two hours). libuv sets interval 1 s and
   * count 10 along with any other.
   */
  readonly keepAliveIdleSeconds?: number | undefined;
  /** TCP_KEEPINTVL in seconds, 1–32767. Needs `keepAliveIdleSeconds` and Node.js 24. */
  readonly keepAliveIntervalSeconds?: number | undefined;
  /** TCP_KEEPCNT, 1–127. Needs `keepAliveIdleSeconds` and Node.js 24. */
  readonly keepAliveCount?: number | undefined;
  /** Multipath TCP (RFC 8684). Parsed and formatted; `true` is `unsupported` when opened. */
  readonly mptcp?: boolean | undefined;
}

/** A unix domain socket, see unix(7); on Windows a named pipe. */
export interface UnixAddress {
  readonly type: 'unix';
  /** Path in the file system, at most 107 bytes on Linux, 103 elsewhere; or the name of an abstract socket. */
  readonly path: string;
  /** Linux only: `path` is a name in the abstract namespace. */
  readonly abstract?: boolean | undefined;
  /**
   * The name of an abstract socket ends with its last byte (`true`, the default as in QEMU) or is padded with NUL bytes to
   * the whole of `sun_path` (`false`). A tight and a padded name are two different sockets. Node.js 20 can
   * only pad; 22 before 22.18 and 24 before 24.2 cannot.
   */
  readonly tight?: boolean | undefined;
}

/** A socket that is open already, for instance inherited from systemd. */
export type FdAddress =
  | {
      readonly type: 'fd';
      /** File descriptor, 0–2147483647. */
      readonly fd: number;
    }
  | {
      readonly type: 'fd';
      /** Name of a descriptor that systemd passed: `FileDescriptorName=` in systemd.socket(5), LISTEN_FDNAMES here. */
      readonly name: string;
    };

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

/** An IP address and port as the kernel reports them. */
export interface InetEndpoint {
  readonly type: 'inet';
  /** IP address; IPv4 on a dual-stack socket looks like `::ffff:127.0.0.1`. */
  readonly host: string;
  /** Port, 1–65535. */
  readonly port: number;
  readonly family: 4 | 6;
}

/** A unix socket's address as the kernel reports it. */
export interface UnixEndpoint {
  readonly type: 'unix';
  /** Absolute path, or the name of an abstract socket. Empty for an unnamed socket, which is what a client has (unix(7)). */
  readonly path: string;
  readonly abstract: boolean;
}

/** An address as the kernel reports it. */
export type ResolvedAddress = InetEndpoint | UnixEndpoint;
