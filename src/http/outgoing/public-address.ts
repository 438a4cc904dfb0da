import ipaddr from 'ipaddr.js';

/** What the Internet routes to single hosts (RFC 4291, 2.4): everything else in IPv6 is of local meaning. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the public Internet: not private, loopback, link-local, shared (RFC 6598),
 * multicast or reserved, and not one of IPv6 that stands for an address of IPv4.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  return address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST);
}
