import { isIPv6 } from 'node:net';
import { SocketError } from '../operations/errors.ts';
import { checkArgument, checkString } from '../operations/options.ts';
import type { InetAddress, SocketAddress, UnixAddress } from './address.ts';
import { findNonsense, findOutOfRange } from './validate-address.ts';

/** `name`, `name=on`, `name=off` → field. */
const FLAGS = new Map<string, 'ipv4' | 'ipv6' | 'numeric' | 'keepAlive' | 'mptcp'>([
  ['ipv4', 'ipv4'],
  ['ipv6', 'ipv6'],
  ['numeric', 'numeric'],
  ['keep-alive', 'keepAlive'],
  ['mptcp', 'mptcp'],
]);

/** `name=number` → field. */
const NUMBERS = new Map<
  string,
  'portTo' | 'keepAliveIdleSeconds' | 'keepAliveIntervalSeconds' | 'keepAliveCount'
>([
  ['to', 'portTo'],
  ['keep-alive-idle', 'keepAliveIdleSeconds'],
  ['keep-alive-interval', 'keepAliveIntervalSeconds'],
  ['keep-alive-count', 'keepAliveCount'],
]);

/** `name`, `name=on`, `name=off` before the colon of `unix:`. */
const UNIX_FLAGS = new Map<string, 'abstract' | 'tight'>([
  ['abstract', 'abstract'],
  ['tight', 'tight'],
]);

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/**
 * Reads an address: QEMU's socket_parse().
 *
 * - `tcp:host:port,options`, or the same without `tcp:`; IPv6 as `[::1]:port`; no host as `:port`. Options, separated by
 *   commas: `to=port`, `ipv4`, `ipv6`, `numeric`, `mptcp`, `keep-alive` (each also `=on`, `=off`), `keep-alive-idle=seconds`,
 *   `keep-alive-interval=seconds`, `keep-alive-count=n`.
 * - `8080`: `:8080`, as `node:net` takes a port.
 * - `unix:path`. The path is everything after the colon, commas too. For abstract sockets, which QEMU cannot write this way:
 *   `unix,abstract:name`, `unix,abstract,tight=off:name`.
 * - `/path`, or `\\\\.\\pipe\\name` on Windows: the same as with `unix:`, as `node:net` takes a path.
 * - `fd:number`, `fd:name`
 * - `vsock:cid:port`
 *
 * @param text The address. A port of an IP address is 0–65535.
 * @throws {SocketError} `address`; the message names an unknown option.
 * @throws {TypeError} when `text` is no string.
 */
export function parseAddress(text: string): SocketAddress {
  checkArgument('text', text, checkString);
  if (/^\d{1,5}$/u.test(text)) {
    return parseInetAddress(`:${text}`);
  }
  if (/^(?:\/|\\\\)/u.test(text)) {
    return checked({ type: 'unix', path: text });
  }
  const prefix = /^(?:tcp|fd|vsock|unix(?:,[^:]*)?):/u.exec(text)?.[0];
  if (prefix === undefined || prefix === 'tcp:') {
    return parseInetAddress(text.slice(prefix?.length ?? 0));
  }
  const rest = text.slice(prefix.length);
  const address =
    prefix === 'fd:'
      ? parseFd(rest)
      : prefix === 'vsock:'
        ? parseVsock(rest)
        : parseUnix(rest, prefix.slice('unix'.length, -1));
  return checked(address);
}

/**
 * Reads `host:port,options`: QEMU's inet_parse(). See {@link parseAddress} for the syntax.
 * @param text The address, without `tcp:`. The port is 0–65535.
 * @throws {SocketError} `address`; the message names an unknown option.
 * @throws {TypeError} when `text` is no string.
 */
export function parseInetAddress(text: string): InetAddress {
  checkArgument('text', text, checkString);
  const comma = text.indexOf(',');
  const endpoint = comma < 0 ? text : text.slice(0, comma);
  const { host, port } = parseEndpoint(endpoint);
  const address: Writable<InetAddress> = { type: 'inet', host, port };
  if (comma >= 0) {
    for (const [name, value] of splitOptions(text.slice(comma + 1))) {
      const flag = FLAGS.get(name);
      const number = NUMBERS.get(name);
      if (flag !== undefined) {
        address[flag] = parseFlag(name, value);
      } else if (number !== undefined) {
        address[number] = parseNumber(name, value);
      } else {
        throw syntaxError(`unknown option '${name}' in address '${text}'`);
      }
    }
  }
  return checked(address);
}

function checked<T extends SocketAddress>(address: T): T {
  const reason = findOutOfRange(address) ?? findNonsense(address);
  if (reason !== undefined) {
    throw syntaxError(reason);
  }
  return address;
}

function parseEndpoint(endpoint: string): { host: string; port: number } {
  const bracketed = endpoint.startsWith('[');
  const parts = (bracketed ? /^\[([^\]]*)\]:(\d{1,5})$/u : /^([^:]*):(\d{1,5})$/u).exec(endpoint);
  const [, host, port] = parts ?? [];
  if (host === undefined || port === undefined || (bracketed && !isIPv6(host))) {
    throw syntaxError(
      `error parsing ${bracketed ? 'IPv6 ' : ''}address '${endpoint}'${createHint(endpoint)}`,
    );
  }
  return { host, port: Number(port) };
}

/** What text with a slash may have been meant for. */
function createHint(endpoint: string): string {
  if (!endpoint.includes('/')) {
    return '';
  }
  if (!/^[a-z][a-z0-9+.-]*:\/\//iu.test(endpoint)) {
    return `; a path is written 'unix:${endpoint}'`;
  }
  const { protocol, hostname, port } = URL.canParse(endpoint) ? new URL(endpoint) : new URL('x:');
  const known = port || DEFAULT_PORTS.get(protocol);
  const example = hostname === '' || known === undefined ? '' : `: '${hostname}:${known}'`;
  return `; of a URL, host and port are an address${example}`;
}

/** Ports that the URL standard leaves out. */
const DEFAULT_PORTS = new Map([
  ['http:', '80'],
  ['ws:', '80'],
  ['https:', '443'],
  ['wss:', '443'],
]);

/** `a,b=on` → [['a', undefined], ['b', 'on']] */
function splitOptions(text: string): Map<string, string | undefined> {
  const options = new Map<string, string | undefined>();
  for (const option of text.split(',')) {
    const equals = option.indexOf('=');
    const name = equals < 0 ? option : option.slice(0, equals);
    if (name === '') {
      throw syntaxError(`empty option in '${text}'`);
    }
    if (options.has(name)) {
      throw syntaxError(`option '${name}' is given twice`);
    }
    options.set(name, equals < 0 ? undefined : option.slice(equals + 1));
  }
  return options;
}

function parseFlag(name: string, value: string | undefined): boolean {
  if (value === undefined || value === 'on') {
    return true;
  }
  if (value === 'off') {
    return false;
  }
  throw syntaxError(`error parsing '${name}' flag '=${value}', must be on or off`);
}

function parseNumber(name: string, value: string | undefined): number {
  if (value === undefined || !/^\d{1,10}$/u.test(value)) {
    throw syntaxError(`error parsing ${name}= argument '${value ?? ''}'`);
  }
  return Number(value);
}

function parseUnix(path: string, options: string): UnixAddress {
  const address: Writable<UnixAddress> = { type: 'unix', path };
  if (options !== '') {
    for (const [name, value] of splitOptions(options.slice(1))) {
      const flag = UNIX_FLAGS.get(name);
      if (flag === undefined) {
        throw syntaxError(`unknown option '${name}' of a Unix socket address`);
      }
      address[flag] = parseFlag(name, value);
    }
  }
  return address;
}

function parseFd(text: string): SocketAddress {
  // QEMU's names stand for descriptors that were given to its monitor; ours for those of systemd.
  return /^\d{1,10}$/u.test(text) ? { type: 'fd', fd: Number(text) } : { type: 'fd', name: text };
}

function parseVsock(text: string): SocketAddress {
  const [, cid, port] = /^(\d{1,10}):(\d{1,10})$/u.exec(text) ?? [];
  if (cid === undefined || port === undefined) {
    throw syntaxError(`error parsing address 'vsock:${text}'`);
  }
  return { type: 'vsock', cid: Number(cid), port: Number(port) };
}

function syntaxError(message: string): SocketError {
  return new SocketError('address', message);
}
