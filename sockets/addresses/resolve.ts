import { ADDRCONFIG, lookup as systemLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { addressFamily, type InetAddress } from './address.ts';
import type { CancellationScope } from '../operations/cancellation.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';
import { formatEndpoint } from './format-address.ts';

/** One IP address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** How to look a host up. */
export interface ResolveOptions {
  /** Instead of `dns.lookup()`; called with `all: true`. */
  readonly lookup?: LookupFunction | undefined;
  /** Only addresses of this family. Absent: what {@link addressFamily} says. */
  readonly family?: 0 | 4 | 6;
  /** AI_ADDRCONFIG of getaddrinfo(3): no IPv6 address on a host that has no IPv6, as Node.js does for clients. */
  readonly addressConfig?: boolean;
}

/**
 * The addresses of `address.host`, in the resolver's order and each once; never empty.
 *
 * getaddrinfo(3) itself cannot be cancelled: a lookup that was given up goes on in libuv's thread pool, and its result is
 * dropped.
 *
 * @throws {SocketError} `ERR_RESOLVE`, `ERR_ADDRESS_FAMILY`, or what `scope` was cancelled with.
 */
export async function resolveHost(
  address: InetAddress,
  options: ResolveOptions,
  scope: CancellationScope,
): Promise<readonly [HostAddress, ...HostAddress[]]> {
  const { host, port } = address;
  const family = options.family ?? addressFamily(address);
  const version = isIP(host);
  if (version === 4 || version === 6) {
    // Node.js connects to an IP address whatever `family` says.
    if (family !== 0 && family !== version) {
      throw new SocketError('ERR_ADDRESS_FAMILY', `'${host}' is not an IPv${family} address`, { address });
    }
    return [{ address: host, family: version }];
  }
  const failed = (reason: string, cause?: unknown): SocketError =>
    new SocketError('ERR_RESOLVE', `address resolution failed for ${formatEndpoint(host, port)}: ${reason}`, {
      errno: systemErrorFields(cause).code,
      syscall: 'getaddrinfo',
      address,
      cause,
    });
  if (address.numeric === true) throw failed('numeric address required');
  const hints =
    family === 0 && options.addressConfig === true && process.platform !== 'win32' ? ADDRCONFIG : 0;
  const found = await scope.race(
    lookUp(options.lookup ?? systemLookup, host, family, hints).catch((cause: unknown) => {
      throw failed(systemErrorText(cause), cause);
    }),
  );
  const [first, ...others] = uniqueAddresses(found, family);
  if (first === undefined) throw failed('no address of the family');
  return [first, ...others];
}

/**
 * The addresses to bind to. An empty host is every interface: `::` for both families, and behind it `0.0.0.0` for a host without
 * IPv6, or as the address's family says.
 * @throws {SocketError} as {@link resolveHost}.
 */
export async function resolveLocalHost(
  address: InetAddress,
  options: ResolveOptions,
  scope: CancellationScope,
): Promise<readonly HostAddress[]> {
  if (address.host !== '') return resolveHost(address, options, scope);
  const family = addressFamily(address);
  return WILDCARDS.filter((wildcard) => family === 0 || wildcard.family === family);
}

const WILDCARDS: readonly HostAddress[] = [
  { address: '::', family: 6 },
  { address: '0.0.0.0', family: 4 },
];

function lookUp(
  lookup: LookupFunction,
  host: string,
  family: 0 | 4 | 6,
  hints: number,
): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    lookup(host, { all: true, family, hints }, (error, found, foundFamily) => {
      if (error !== null) reject(error);
      else if (typeof found === 'string') resolve([{ address: found, family: foundFamily ?? isIP(found) }]);
      else resolve(found);
    });
  });
}

function uniqueAddresses(found: readonly LookupAddress[], family: 0 | 4 | 6): HostAddress[] {
  const unique = new Map<string, HostAddress>();
  for (const { address } of found) {
    const version = isIP(address);
    if ((version === 4 || version === 6) && (family === 0 || family === version)) {
      unique.set(address, { address, family: version });
    }
  }
  return [...unique.values()];
}
