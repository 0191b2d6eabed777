import { networkInterfaces, type NetworkInterfaceInfo } from 'node:os';

/** An address of this host, and the name of the interface that has it. */
export interface OwnAddress {
  readonly name: string;
  readonly info: NetworkInterfaceInfo;
}

/** Every address of this host. None when the system does not say, for instance because no descriptor is left. */
export function listOwnAddresses(): readonly OwnAddress[] {
  try {
    return Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
      addresses.map((info) => ({ name, info })),
    );
  } catch {
    return [];
  }
}
