import { networkInterfaces } from 'node:os';
import { SocketError } from '../operations/errors.ts';

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
  const found: LocalInterface[] = [];
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    const own = addresses.filter((address) => address.family === `IPv${family}`);
    const preferred =
      own.find(({ address }) => isLinkLocal(address) === (family === 6 && linkScope)) ?? own[0];
    if (preferred !== undefined) found.push(toInterface(preferred.address, name, family));
  }
  return found;
}

/**
 * The interfaces of the addresses that a caller names.
 * @returns those of the family.
 * @throws {SocketError} `address` when one is not of this host.
 */
export function selectInterfaces(addresses: readonly string[], family: 4 | 6): readonly LocalInterface[] {
  return addresses
    .map((wanted) => {
      const [ip = '', zone] = wanted.split('%');
      for (const [name, own = []] of Object.entries(networkInterfaces())) {
        const match = own.find(({ address }) => address === ip && (zone === undefined || zone === name));
        if (match !== undefined) return toInterface(ip, name, match.family === 'IPv6' ? 6 : 4);
      }
      throw new SocketError('address', `'${wanted}' is no address of this host. ${listAddresses()}`, {
        address: wanted,
      });
    })
    .filter((candidate) => candidate.family === family);
}

function toInterface(address: string, name: string, family: 4 | 6): LocalInterface {
  return { address: isLinkLocal(address) ? `${address}%${name}` : address, name, family };
}

/** fe80::/10: RFC 4291, section 2.5.6. */
function isLinkLocal(address: string): boolean {
  return /^fe[89ab]/iu.test(address);
}

function listAddresses(): string {
  const list = Object.entries(networkInterfaces()).map(
    ([name, own = []]) => `${name}: ${own.map(({ address }) => address).join(' ')}`,
  );
  return `It has ${list.join(', ')}`;
}
