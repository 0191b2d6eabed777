import { isIP } from 'node:net';
import {
  createTypeError,
  checkBoolean,
  createIntegerCheck,
  checkString,
  readFields,
  show,
} from '../operations/options.ts';
import type { Check, ForbiddenOptions } from '../operations/options.ts';
import type { FdAddress, InetAddress, SocketAddress, UnixAddress } from './address.ts';

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

/** `family` as `node:net` takes it, instead of `ipv4` and `ipv6`; and as the kernel's answers have it. */
const checkFamily: Check = (name, value) =>
  value === 0 || value === 4 || value === 6
    ? undefined
    : createTypeError(`${name} must be 0, 4 or 6, not ${show(value)}`, 'ERR_INVALID_ARG_VALUE');

const FLAGS = ['ipv4', 'ipv6', 'numeric', 'keepAlive', 'mptcp'];

/** The checks of each type's fields. */
const FIELDS: Readonly<Record<SocketAddress['type'], Readonly<Record<string, Check>>>> = {
  inet: {
    type: checkString,
    host: checkString,
    family: checkFamily,
    ...createRangeChecks('inet'),
    ...Object.fromEntries(FLAGS.map((flag) => [flag, checkBoolean])),
  },
  unix: { type: checkString, path: checkString, abstract: checkBoolean, tight: checkBoolean },
  fd: { type: checkString, name: checkString, ...createRangeChecks('fd') },
  vsock: { type: checkString, ...createRangeChecks('vsock') },
};

function createRangeChecks(type: SocketAddress['type']): Record<string, Check> {
  return Object.fromEntries(
    Object.entries<readonly [number, number]>(RANGES[type]).map(([name, [least, most]]) => [
      name,
      createIntegerCheck(least, most, name.startsWith('port') ? 'ERR_SOCKET_BAD_PORT' : undefined),
    ]),
  );
}

/**
 * Checks an address object that may come from plain JavaScript, and copies it. The type may be left out, as `node:net` has it.
 * @param owner What messages call it, for instance `connect() address`.
 * @throws {TypeError | RangeError} naming the field: an unknown, forbidden or missing one, or a value of the wrong type, out of
 * range, or without sense.
 */
export function readAddressObject(
  owner: string,
  address: object,
  forbidden: ForbiddenOptions = {},
): SocketAddress {
  const type = findType(owner, address as Readonly<Record<string, unknown>>);
  const complete = readFields<Record<string, unknown>>(owner, 'field', address, FIELDS[type], forbidden);
  complete['type'] = type;
  if (type === 'inet') {
    complete['host'] ??= '';
    splitFamily(owner, complete);
  }
  const missing = findMissing(type, complete);
  if (missing !== undefined) {
    throw createTypeError(`${owner}: field '${missing}' is missing`);
  }
  const nonsense = findNonsense(complete as unknown as SocketAddress);
  if (nonsense !== undefined) {
    throw createTypeError(`${owner}: ${nonsense}`, 'ERR_INVALID_ARG_VALUE');
  }
  return complete as unknown as SocketAddress;
}

/** `family` says what `ipv4` and `ipv6` say in QEMU. */
function splitFamily(owner: string, address: Record<string, unknown>): void {
  const { family, ipv4, ipv6 } = address;
  if (family === undefined) {
    return;
  }
  if ((ipv4 ?? ipv6) !== undefined) {
    throw createTypeError(
      `${owner}: 'family' and 'ipv4' or 'ipv6' say the same twice`,
      'ERR_INVALID_ARG_VALUE',
    );
  }
  delete address['family'];
  if (family === 0) {
    return;
  }
  address['ipv4'] = family === 4;
  address['ipv6'] = family === 6;
}

function findType(owner: string, address: Readonly<Record<string, unknown>>): SocketAddress['type'] {
  const { type } = address;
  if (type !== undefined) {
    if (typeof type === 'string' && Object.hasOwn(FIELDS, type)) {
      return type as SocketAddress['type'];
    }
    const types = Object.keys(FIELDS).join(', ');
    throw createTypeError(
      `${owner}: type must be one of ${types}, not ${show(type)}`,
      'ERR_INVALID_ARG_VALUE',
    );
  }
  if ('href' in address) {
    throw createTypeError(`${owner} must not be a URL; say { host: url.hostname, port: Number(url.port) }`);
  }
  if ('path' in address) {
    return 'unix';
  }
  if ('fd' in address) {
    return 'fd';
  }
  if ('port' in address) {
    return 'inet';
  }
  throw createTypeError(`${owner} must be { host, port }, { path } or { fd }, not ${show(address)}`);
}

const REQUIRED: Readonly<Record<SocketAddress['type'], readonly string[]>> = {
  inet: ['port'],
  unix: ['path'],
  fd: [],
  vsock: ['cid', 'port'],
};

function findMissing(
  type: SocketAddress['type'],
  address: Readonly<Record<string, unknown>>,
): string | undefined {
  if (type === 'fd' && address['fd'] === undefined && address['name'] === undefined) {
    return 'fd';
  }
  return REQUIRED[type].find((name) => address[name] === undefined);
}

/**
 * What makes no sense about an address whose fields all have the right types.
 * @returns the reason, or undefined when there is none.
 */
export function findNonsense(address: SocketAddress): string | undefined {
  switch (address.type) {
    case 'inet':
      return findInetNonsense(address);
    case 'unix':
      return findUnixNonsense(address);
    case 'fd':
      return findFdNonsense(address);
    case 'vsock':
      return undefined;
  }
}

function findInetNonsense(address: InetAddress): string | undefined {
  const { host, port, portTo } = address;
  // Anything else in a name would be taken for syntax, or cut off by getaddrinfo(3).
  if (/[\s\0:,[\]/]/u.test(host) && isIP(host) === 0) {
    return `invalid host '${host}'`;
  }
  if (portTo !== undefined && portTo < port) {
    return `port range ends before it begins: ${port} to ${portTo}`;
  }
  const { keepAlive, keepAliveIdleSeconds: idle, keepAliveIntervalSeconds: interval } = address;
  const probes = interval ?? address.keepAliveCount;
  if (keepAlive === false && (idle ?? probes) !== undefined) {
    return 'keep-alive-idle, keep-alive-interval and keep-alive-count need keep-alive';
  }
  // libuv's uv_tcp_keepalive() leaves all three alone when the idle time is 0 (measured, Node.js 24.21).
  if ((idle === undefined || idle === 0) && probes !== undefined) {
    return 'keep-alive-interval and keep-alive-count need keep-alive-idle';
  }
  return undefined;
}

function findUnixNonsense(address: UnixAddress): string | undefined {
  if (address.path === '') {
    return 'invalid Unix socket address';
  }
  if (address.path.includes('\0')) {
    return 'a Unix socket path cannot contain a NUL character';
  }
  if (address.tight !== undefined && address.abstract !== true) {
    return 'tight is for abstract sockets only';
  }
  return undefined;
}

/** What systemd.socket(5) allows as a name, but no number: that is a descriptor. */
function findFdNonsense(address: FdAddress): string | undefined {
  if (!('name' in address)) {
    return undefined;
  }
  if ('fd' in address) {
    return "'fd' and 'name' say the same twice";
  }
  return /^(?!\d+$)[\x20-\x39\x3b-\x7e]{1,255}$/u.test(address.name)
    ? undefined
    : `Unable to parse FD number or name '${address.name}'`;
}

/**
 * The first number of a parsed address that is out of range. Text has no wrong types, so that this is all there is to check.
 * @returns the reason, or undefined when there is none.
 */
export function findOutOfRange(address: SocketAddress): string | undefined {
  const values = new Map<string, unknown>(Object.entries(address));
  for (const [name, [least, most]] of Object.entries<readonly [number, number]>(RANGES[address.type])) {
    const value = values.get(name);
    if (typeof value === 'number' && (value < least || value > most)) {
      return `${name} ${value} out of range, must be ${least}–${most}`;
    }
  }
  return undefined;
}
