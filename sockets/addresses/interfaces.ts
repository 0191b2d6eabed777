import { networkInterfaces } from 'node:os';
import type { NetworkInterfaceInfo } from 'node:os';

/** An address of this host, and the name of the interface that has it. */
export interface OwnAddress {
  readonly name: string;
  readonly info: NetworkInterfaceInfo;
}

/**
 * Every address of this host.
 * @throws a system error, for instance when no descriptor is left.
 */
export function readOwnAddresses(): readonly OwnAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
    addresses.map((info) => ({ name, info })),
  );
}

/** Every address of this host; none when the system does not list them. */
export function listOwnAddresses(): readonly OwnAddress[] {
  try {
    return readOwnAddresses();
  } catch {
    return [];
  }
}
