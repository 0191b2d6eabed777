import { BlockList } from 'node:net';
import { getSystemErrorName } from 'node:util';
import { isLinkLocal } from '../addresses/groups.ts';
import { readOwnAddresses } from '../addresses/interfaces.ts';
import type { OwnAddress } from '../addresses/interfaces.ts';
import { SocketError, systemErrorFields, systemErrorText } from '../operations/errors.ts';

/** One address of this host, to ask from. */
export interface LocalInterface {
  /** IP address, with a zone for IPv6 of link-local scope. */
  readonly address: string;
  /** Name of the interface. */
  readonly name: string;
  readonly family: 4 | 6;
}

/**
 * The addresses to ask from, one for each interface that has one of the family.
 * @param linkScope For IPv6: whether an address of link-local scope is the right one, or rather one that routers know.
 */
export function findInterfaces(family: 4 | 6, linkScope: boolean): readonly LocalInterface[] {
  const own = readOwn(family);
  return [...new Set(own.map(({ name }) => name))].flatMap((name) => {
    const addresses = own.filter((address) => address.name === name).map(({ info }) => info.address);
    const isRight = (address: string): boolean => isLinkLocal(address) === (family === 6 && linkScope);
    const address = addresses.find(isRight) ?? addresses[0];
    return address === undefined ? [] : [toInterface(address, name, family)];
  });
}

/**
 * The addresses to ask a host or a broadcast address from that is in a network of this host, one for each interface: who asks
 * from another one gives an address that may be none there.
 * @param host IP address; its zone does not count.
 */
export function findOnLink(host: string, family: 4 | 6): readonly LocalInterface[] {
  const [ip = ''] = host.split('%');
  const found = new Map<string, LocalInterface>();
  for (const { name, info } of readOwn(family)) {
    const network = new BlockList();
    network.addSubnet(info.address, getPrefix(info), `ipv${family}`);
    if (!found.has(name) && network.check(ip, `ipv${family}`)) {
      found.set(name, toInterface(info.address, name, family));
    }
  }
  return [...found.values()];
}

function getPrefix({ cidr, family }: OwnAddress['info']): number {
  return cidr === null ? (family === 'IPv4' ? 32 : 128) : Number(cidr.split('/')[1]);
}

/**
 * The interfaces of the addresses that a caller names.
 * @returns those of the family.
 * @throws {SocketError} `address` when one is not of this host.
 */
export function selectInterfaces(addresses: readonly string[], family: 4 | 6): readonly LocalInterface[] {
  const own = readOwn();
  return addresses
    .map((wanted) => {
      const [ip, zone] = wanted.split('%');
      const found = own.find(({ name, info }) => info.address === ip && (zone ?? name) === name);
      if (found !== undefined) {
        const { name, info } = found;
        return toInterface(info.address, name, info.family === 'IPv6' ? 6 : 4);
      }
      const list = own.map(({ name, info }) => `${info.address} (${name})`).join(', ');
      throw new SocketError('address', `'${wanted}' is no address of this host. It has ${list}`, {
        address: wanted,
      });
    })
    .filter((candidate) => candidate.family === family);
}

/** @throws {SocketError} `send` when the system does not say, for instance because no descriptor is left. */
function readOwn(family?: 4 | 6): readonly OwnAddress[] {
  try {
    return readOwnAddresses().filter(({ info }) => family === undefined || info.family === `IPv${family}`);
  } catch (error) {
    const { errno, syscall } = systemErrorFields(error);
    // libuv gives errno(3) here, without the sign of its own numbers (measured, Node.js 20.20).
    const code = errno === undefined ? undefined : getSystemErrorName(-Math.abs(errno));
    const reason = systemErrorText({ code });
    throw new SocketError('send', `Failed to find the interfaces of this host: ${reason}`, {
      code,
      syscall,
      cause: error,
    });
  }
}

function toInterface(address: string, name: string, family: 4 | 6): LocalInterface {
  return { address: isLinkLocal(address) ? `${address}%${name}` : address, name, family };
}
