import { SocketError } from '../operations/errors.ts';
import type { InetAddress } from './address.ts';

/**
 * The address family to ask the resolver for: QEMU's inet_ai_family_from_address() with its truth table.
 *
 * | ipv4 | ipv6 | family |
 * |---|---|---|
 * | – | – | 0 (any) |
 * | – | off | 4 |
 * | – | on | 6 |
 * | off | – | 6 |
 * | off | off | error |
 * | off | on | 6 |
 * | on | – | 4 |
 * | on | off | 4 |
 * | on | on | 0, but 6 when the host is empty: one dual-stack listener |
 *
 * @param address What says which families are wanted, and whether the host is empty.
 * @returns 4, 6, or 0 for both.
 * @throws {SocketError} `family` when both are off.
 */
export function addressFamily(address: Pick<InetAddress, 'host' | 'ipv4' | 'ipv6'>): 0 | 4 | 6 {
  const { ipv4, ipv6 } = address;
  if (ipv4 === false && ipv6 === false) {
    throw new SocketError('family', 'Cannot disable IPv4 and IPv6 at same time');
  }
  if (ipv4 === true && ipv6 === true) {
    return address.host === '' ? 6 : 0;
  }
  if (ipv6 === true || ipv4 === false) {
    return 6;
  }
  if (ipv4 === true || ipv6 === false) {
    return 4;
  }
  return 0;
}

/**
 * Whether an IPv6 listener takes IPv4 as well, QEMU's try_bind(): only when neither family was chosen, or both were.
 * @param address What says which families are wanted.
 */
export function wantsBothFamilies({ ipv4, ipv6 }: InetAddress): boolean {
  return ipv4 === ipv6 && ipv4 !== false;
}
