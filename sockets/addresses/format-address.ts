import { checkAddress, type InetAddress, type SocketAddress, type UnixAddress } from './address.ts';

/**
 * Writes an address so that {@link parseAddress} reads it back: QEMU's socket_uri(), but with its options and with brackets
 * around IPv6.
 *
 * @throws {SocketError} `ERR_INVALID_ADDRESS` when a field is out of range.
 */
export function formatAddress(address: SocketAddress): string {
  checkAddress(address);
  switch (address.type) {
    case 'inet':
      return `tcp:${formatEndpoint(address.host, address.port)}${formatInetOptions(address)}`;
    case 'unix':
      return `unix${formatUnixOptions(address)}:${address.path}`;
    case 'fd':
      return `fd:${address.fd}`;
    case 'vsock':
      return `vsock:${address.cid}:${address.port}`;
  }
}

/** `127.0.0.1:80`, `[::1]:80`, `:80`, as error messages have it. */
export function formatEndpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address as error messages have it: `127.0.0.1:80`, a path, `fd:3`. */
export function describeAddress(address: SocketAddress): string {
  switch (address.type) {
    case 'inet':
      return formatEndpoint(address.host, address.port);
    case 'unix':
      return address.abstract === true ? `@${address.path}` : address.path;
    case 'fd':
    case 'vsock':
      return formatAddress(address);
  }
}

function formatInetOptions(address: InetAddress): string {
  return (
    formatNumber('to', address.portTo) +
    formatFlag('ipv4', address.ipv4) +
    formatFlag('ipv6', address.ipv6) +
    formatFlag('numeric', address.numeric) +
    formatFlag('keep-alive', address.keepAlive) +
    formatNumber('keep-alive-idle', address.keepAliveIdleSeconds) +
    formatNumber('keep-alive-interval', address.keepAliveIntervalSeconds) +
    formatNumber('keep-alive-count', address.keepAliveCount) +
    formatFlag('mptcp', address.mptcp)
  );
}

function formatUnixOptions(address: UnixAddress): string {
  return formatFlag('abstract', address.abstract) + formatFlag('tight', address.tight);
}

function formatFlag(name: string, value: boolean | undefined): string {
  return value === undefined ? '' : value ? `,${name}` : `,${name}=off`;
}

function formatNumber(name: string, value: number | undefined): string {
  return value === undefined ? '' : `,${name}=${value}`;
}
