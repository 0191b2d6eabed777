import { BlockList, isIP, isIPv4 } from 'node:net';
import { listOwnAddresses } from './interfaces.ts';

/** RFC 5771 and RFC 4291, section 2.7. */
const MULTICAST = new BlockList();
MULTICAST.addSubnet('224.0.0.0', 4, 'ipv4');
MULTICAST.addSubnet('ff00::', 8, 'ipv6');

/** Interface-local and link-local scope, with whatever flags: RFC 4291, section 2.7. */
const LINK_SCOPE = /^ff[0-9a-f][12]:/iu;

/** Whether an IP address is a multicast group, also as IPv4 inside IPv6 (`::ffff:239.1.2.3`). */
export function isGroup(address: string): boolean {
  const [ip = ''] = address.split('%');
  const version = isIP(ip);
  return (version === 4 || version === 6) && MULTICAST.check(ip, version === 4 ? 'ipv4' : 'ipv6');
}

/** Whether an IPv6 group is one of a link or of an interface, so that its address alone does not say where. */
export function isLinkScope(group: string): boolean {
  return LINK_SCOPE.test(group);
}

/** Whether an IP address is of link-local scope: fe80::/10, RFC 4291, section 2.5.6. */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/iu.test(address);
}

/** Whether an IP address is a broadcast address: the limited one, or that of a network of this host. */
export function isBroadcast(address: string): boolean {
  const ip = address.replace(/^::ffff:/iu, '');
  if (!isIPv4(ip)) {
    return false;
  }
  if (ip === '255.255.255.255') {
    return true;
  }
  return listOwnAddresses().some(
    ({ info }) => info.family === 'IPv4' && getBroadcastAddress(info.address, info.netmask) === ip,
  );
}

/** The directed broadcast address of a network; a network of one or two addresses has none (RFC 3021). */
function getBroadcastAddress(address: string, netmask: string): string | undefined {
  const mask = toNumber(netmask);
  if (mask >>> 0 >= 0xffff_fffe) {
    return undefined;
  }
  const bits = toNumber(address) | ~mask;
  return [24, 16, 8, 0].map((shift) => (bits >>> shift) & 0xff).join('.');
}

function toNumber(ip: string): number {
  return ip.split('.').reduce((bits, byte) => (bits << 8) | Number(byte), 0);
}
