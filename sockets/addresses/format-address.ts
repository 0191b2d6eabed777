import { checkArgument, createTypeError, show } from '../operations/options.ts';
import type { Check } from '../operations/options.ts';
import type { InetAddress, SocketAddress, UnixAddress } from './address.ts';
import { readAddressObject } from './validate-address.ts';

/**
 * Writes an address so that {@link parseAddress} reads it back: QEMU's socket_uri(), but with its options and with brackets
 * around IPv6.
 *
 * @param address What to write; it is checked first.
 * @throws {TypeError | RangeError} naming the field that is wrong.
 */
export function formatAddress(address: SocketAddress): string {
  checkArgument('address', address, checkObject);
  return writeAddress(readAddressObject('formatAddress() address', address));
}

const checkObject: Check = (name, value) =>
  typeof value === 'object' && value !== null
    ? undefined
    : createTypeError(`${name} must be an object, not ${show(value)}`);

function writeAddress(address: SocketAddress): string {
  switch (address.type) {
    case 'inet':
      return `tcp:${formatEndpoint(address.host, address.port)}${formatInetOptions(address)}`;
    case 'unix':
      return `unix${formatUnixOptions(address)}:${address.path}`;
    case 'fd':
      return `fd:${'name' in address ? address.name : address.fd}`;
    case 'vsock':
      return `vsock:${address.cid}:${address.port}`;
  }
}

/**
 * `127.0.0.1:80`, `[::1]:80`, `:80`, as error messages have it.
 * @param host Host name or IP address, or nothing.
 * @param port Port, 0–65535.
 */
export function formatEndpoint(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/**
 * An address as error messages have it: `127.0.0.1:80`, a path, `fd:3`.
 * @param address One that was checked.
 */
export function describeAddress(address: SocketAddress): string {
  switch (address.type) {
    case 'inet':
      return formatEndpoint(address.host, address.port);
    case 'unix':
      return address.abstract === true ? `@${address.path}` : address.path;
    case 'fd':
    case 'vsock':
      return writeAddress(address);
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
