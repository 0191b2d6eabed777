import { ADDRCONFIG, lookup as systemLookup } from 'node:dns';
import type { LookupAddress, LookupAllOptions } from 'node:dns';
import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import type { CancellationScope } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { createTypeError, isThenable, show } from '../operations/options.ts';
import type { Check } from '../operations/options.ts';
import type { InetAddress } from './address.ts';
import { addressFamily } from './address-family.ts';
import { formatEndpoint } from './format-address.ts';

/** One IP address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** At least one address. */
export type HostAddresses = readonly [HostAddress, ...HostAddress[]];

/**
 * A resolver instead of `dns.lookup()`: a function of its shape, as `node:net` takes it, or of that of `dns.promises.lookup()`.
 * It is called with `all: true`.
 */
export type Lookup =
  | LookupFunction
  | ((hostname: string, options: LookupAllOptions) => Promise<LookupAddress | readonly LookupAddress[]>);

/**
 * Addresses that a client must not connect to: a `net.BlockList`, or anything with its `check()`. It is asked after the lookup,
 * for each address that would be tried, so that no name leads around it. Anything but `false` blocks.
 */
export interface AddressBlockList {
  check(address: string, family: 'ipv4' | 'ipv6'): boolean;
}

/** Checks that a value is a `net.BlockList`, of this realm or another. */
export const checkBlockList: Check = (name, value) =>
  typeof value === 'object' && value !== null && 'check' in value && typeof value.check === 'function'
    ? undefined
    : createTypeError(`${name} must be a net.BlockList, not ${show(value)}`);

/** How to look a host up. */
export interface ResolveOptions {
  readonly lookup?: Lookup | undefined;
  /** Only addresses of this family. Absent: what {@link addressFamily} says. */
  readonly family?: 0 | 4 | 6 | undefined;
  /** AI_ADDRCONFIG of getaddrinfo(3): no IPv6 address on a host that has no IPv6, as Node.js does for clients. */
  readonly addressConfig?: boolean;
  readonly blockList?: AddressBlockList | undefined;
}

/**
 * The addresses of `address.host`, in the resolver's order and each once.
 *
 * getaddrinfo(3) itself cannot be cancelled: a lookup that was given up goes on in libuv's thread pool, and its result is
 * dropped.
 *
 * @param address Whose host is wanted: a name or an IP address.
 * @param options See {@link ResolveOptions}.
 * @param scope Gives the lookup up.
 * @throws {SocketError} `resolve`, `family`, `blocked`, or what `scope` was cancelled with.
 */
export async function resolveHost(
  address: InetAddress,
  options: ResolveOptions,
  scope: CancellationScope,
): Promise<HostAddresses> {
  return resolveIPAddress(address, options, options.family) ?? (await lookUpHost(address, options, scope));
}

/**
 * What {@link resolveHost} says of an IP address, which needs no lookup.
 * @param address Whose host is wanted.
 * @param options What blocks addresses.
 * @param wantedFamily 4, 6, or 0 for both. Absent: what {@link addressFamily} says.
 * @returns undefined for a name.
 * @throws {SocketError} `family`, `blocked`.
 */
export function resolveIPAddress(
  address: InetAddress,
  { blockList }: Pick<ResolveOptions, 'blockList'>,
  wantedFamily?: 0 | 4 | 6,
): HostAddresses | undefined {
  const { host } = address;
  const family = wantedFamily ?? addressFamily(address);
  const version = isIP(host);
  if (version !== 4 && version !== 6) {
    return undefined;
  }
  // Node.js connects to an IP address whatever `family` says.
  if (family !== 0 && family !== version) {
    throw new SocketError('family', `'${host}' is not an IPv${family} address`, { peer: address });
  }
  return removeBlocked(address, [{ address: host, family: version }], blockList);
}

async function lookUpHost(
  address: InetAddress,
  options: ResolveOptions,
  scope: CancellationScope,
): Promise<HostAddresses> {
  const { host, port } = address;
  const family = options.family ?? addressFamily(address);
  const failed = (reason: string, cause?: unknown): SocketError =>
    new SocketError('resolve', `address resolution failed for ${formatEndpoint(host, port)}: ${reason}`, {
      code: systemErrorFields(cause).code,
      syscall: 'getaddrinfo',
      peer: address,
      cause,
    });
  if (address.numeric === true) {
    throw failed('numeric address required');
  }
  const hints =
    family === 0 && options.addressConfig === true && process.platform !== 'win32' ? ADDRCONFIG : 0;
  const found = await scope.race(
    lookUp(options.lookup ?? systemLookup, host, { all: true, family, hints }).catch((cause: unknown) => {
      throw failed(systemErrorText(cause), cause);
    }),
  );
  scope.throwIfCancelled();
  const [first, ...others] = toHostAddresses(found, family);
  if (first === undefined) {
    throw failed(family === 0 ? 'no address' : `no IPv${family} address`);
  }
  return removeBlocked(address, [first, ...others], options.blockList);
}

function removeBlocked(
  address: InetAddress,
  found: HostAddresses,
  blockList: AddressBlockList | undefined,
): HostAddresses {
  if (blockList === undefined) {
    return found;
  }
  const isFree = (candidate: HostAddress): boolean => {
    const [ip = ''] = candidate.address.split('%');
    // A check that forgets to return must not open what it was to close.
    const verdict: unknown = blockList.check(ip, candidate.family === 6 ? 'ipv6' : 'ipv4');
    return verdict === false;
  };
  const [first, ...others] = found.filter(isFree);
  if (first !== undefined) {
    return [first, ...others];
  }
  const endpoint = formatEndpoint(address.host, address.port);
  const addresses = found.map((candidate) => candidate.address);
  throw new SocketError(
    'blocked',
    `Failed to connect to '${endpoint}': the block list holds ${addresses.join(', ')}`,
    {
      address: found[0].address,
      port: address.port,
      peer: address,
      attempts: addresses.map((ip) => ({ address: ip, port: address.port, code: 'ERR_IP_BLOCKED' })),
    },
  );
}

/**
 * The addresses to bind to. An empty host is every interface: `::` for both families, and behind it `0.0.0.0` for a host without
 * IPv6, or as the address's family says.
 * @param address Whose host is wanted; it may be empty.
 * @param options See {@link ResolveOptions}.
 * @param scope Gives the lookup up.
 * @throws {SocketError} as {@link resolveHost}.
 */
export async function resolveLocalHost(
  address: InetAddress,
  options: ResolveOptions,
  scope: CancellationScope,
): Promise<readonly HostAddress[]> {
  if (address.host !== '') {
    return resolveHost(address, options, scope);
  }
  const family = addressFamily(address);
  return WILDCARDS.filter((wildcard) => family === 0 || wildcard.family === family);
}

const WILDCARDS: readonly HostAddress[] = [
  { address: '::', family: 6 },
  { address: '0.0.0.0', family: 4 },
];

/** What a resolver answers, whatever its shape. */
function lookUp(lookup: Lookup, host: string, options: LookupAllOptions): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    const settle = (found: unknown): void => {
      resolve(Array.isArray(found) ? found : [found]);
    };
    // As in `node:net`, where any error but null and undefined is one.
    const answer: unknown = lookup(host, options, (error: Error | null | undefined, found: unknown) => {
      if (error === null || error === undefined) {
        settle(found);
      } else {
        reject(error);
      }
    });
    if (isThenable(answer)) {
      answer.then((found: unknown) => {
        // An async function that calls back, too, has nothing to return.
        if (found !== undefined) {
          settle(found);
        }
      }, reject);
    }
  });
}

function toHostAddresses(found: readonly unknown[], family: 0 | 4 | 6): HostAddress[] {
  const unique = new Map<string, HostAddress>();
  for (const entry of found) {
    const address: unknown =
      typeof entry === 'object' && entry !== null && 'address' in entry ? entry.address : entry;
    if (typeof address !== 'string') {
      continue;
    }
    const version = isIP(address);
    if ((version === 4 || version === 6) && (family === 0 || family === version)) {
      unique.set(address, { address, family: version });
    }
  }
  return [...unique.values()];
}
