import { createTypeError, isPort, show } from '../operations/options.ts';
import type { ForbiddenOptions, NoListenerOptions } from '../operations/options.ts';
import type {
  InetAddress,
  InetEndpoint,
  ResolvedAddress,
  SocketAddress,
  UnixAddress,
  UnixEndpoint,
} from './address.ts';
import { parseAddress } from './parse-address.ts';
import { readAddressObject } from './validate-address.ts';

/** An {@link InetAddress} as `node:net` takes it: the type and the host may be left out. `type` is `inet` where it is there. */
export interface InetAddressInput extends Omit<InetAddress, 'type' | 'host'> {
  readonly type?: string | undefined;
  /** Host name or IP address. Absent: localhost for a client, every interface for a listener. */
  readonly host?: string | undefined;
  /** Instead of `ipv4` and `ipv6`, as in `net.connect()` and in {@link InetEndpoint}: 4, 6, or 0 for both. */
  readonly family?: 0 | 4 | 6 | undefined;
}

/** A {@link UnixAddress} as `node:net` takes it: the type may be left out. It is `unix` where it is there. */
export interface UnixAddressInput extends Omit<UnixAddress, 'type'> {
  readonly type?: string | undefined;
}

/** An open descriptor by its number; the type may be left out. It is `fd` where it is there. */
export interface FdAddressInput {
  readonly type?: string | undefined;
  /** File descriptor, 0–2147483647. */
  readonly fd: number;
}

/** An address object in any form that the functions take. */
export type AddressObject =
  SocketAddress | ResolvedAddress | InetAddressInput | UnixAddressInput | FdAddressInput;

/** Where to listen: an object, the text of one (see {@link parseAddress}), or a port on every interface. */
export type AddressInput = AddressObject | string | number;

/** Where to connect: as {@link AddressInput}, but no listener's options can hide in it. A port is one of localhost. */
export type PeerAddressInput = (AddressObject & NoListenerOptions) | string | number;

/** As {@link AddressInput}, for datagrams: no unix and no vsock. */
export type DatagramAddressInput = InetAddress | InetEndpoint | InetAddressInput | string | number;

/** As {@link PeerAddressInput}, for datagrams. */
export type DatagramPeerInput =
  ((InetAddress | InetEndpoint | InetAddressInput) & NoListenerOptions) | string | number;

/** What listens on an address: its local endpoint, as far as the form of the address shows it. */
export type LocalEndpointFor<Address> = Address extends number
  ? InetEndpoint
  : Address extends string
    ? EndpointForText<Address>
    : Address extends { readonly path: string }
      ? UnixEndpoint
      : Address extends { readonly port: number }
        ? InetEndpoint
        : ResolvedAddress;

type EndpointForText<Text extends string> = string extends Text
  ? ResolvedAddress
  : Text extends `unix:${string}` | `unix,${string}` | `/${string}` | `\\\\${string}`
    ? UnixEndpoint
    : Text extends `fd:${string}`
      ? ResolvedAddress
      : InetEndpoint;

/**
 * Reads an address in any of its forms.
 * @param owner The function, as messages have it: `connect()`.
 * @param input What the caller gave: an object, text, or a port, 0–65535.
 * @param forbidden Fields that it must not have.
 * @throws {TypeError | RangeError} for a wrong type, and naming the field that is wrong.
 * @throws {SocketError} `address` for text that cannot be parsed.
 */
export function toAddress(owner: string, input: unknown, forbidden: ForbiddenOptions = {}): SocketAddress {
  if (typeof input === 'string') {
    return parseAddress(input);
  }
  if (typeof input === 'number') {
    const error = isPort(`${owner}: port`, input);
    if (error !== undefined) {
      throw error;
    }
    return { type: 'inet', host: '', port: input };
  }
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return readAddressObject(`${owner} address`, input, forbidden);
  }
  throw createTypeError(`${owner}: address must be an object, a string or a port, not ${show(input)}`);
}
