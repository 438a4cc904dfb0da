import { BlockList, isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** Where the address of IPv4 stands that a translated or tunnelled one is made of: RFC 6145, RFC 6052, RFC 3056. */
const IPV4_OFFSETS: Record<string, number> = { rfc6145: 12, rfc6052: 12, '6to4': 2 };

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

/**
 * The address in what a socket or a proxy says, in its canonical form: without a port, brackets or zone, and an
 * address of IPv4 that is mapped into IPv6 (RFC 4291, 2.5.5.2) as what it is.
 * @returns undefined when it is none
 */
export function readAddress(text: string | undefined): string | undefined {
  const bare = withoutPort(text?.trim() ?? '').replace(/%.*$/, '');
  if (isIP(bare) !== 6) return isIP(bare) === 4 ? bare : undefined;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? ipv4Of(address, 12) : address.toRFC5952String();
}

/**
 * What of an address counts as one caller: all of IPv4, and of IPv6 the first 64 bits, among which a single client may
 * choose. One that is made of an address of IPv4 counts as that: a /48 of 6to4 has a single owner, a /64 of NAT64 many.
 */
export function networkOf(text: string): string {
  const address = readAddress(text);
  if (address === undefined) return text;
  if (isIP(address) === 4) return address;
  const parsed = ipaddr.IPv6.parse(address);
  const offset = IPV4_OFFSETS[parsed.range()];
  if (offset !== undefined) return ipv4Of(parsed, offset);
  const groups = parsed.parts.slice(0, 4).map((group) => group.toString(16));
  return `${groups.join(':')}::/64`;
}

export function isLoopback(text: string | undefined): boolean {
  const address = readAddress(text);
  return address !== undefined && loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/**
 * The client of a request. What a trusted proxy forwards may carry a port, or be no address at all: then it is the
 * proxy's own, so that no client is another one whenever it likes.
 */
export const addressOf = ({ ip, socket }: Pick<FastifyRequest, 'ip' | 'socket'>): string =>
  readAddress(ip) ?? readAddress(socket.remoteAddress) ?? '';

function withoutPort(text: string): string {
  const [, bracketed, plain] = /^\[([^\]]*)\](?::\d{1,5})?$|^([\d.]+):\d{1,5}$/.exec(text) ?? [];
  return bracketed ?? plain ?? text;
}

const ipv4Of = (address: ipaddr.IPv6, offset: number): string =>
  address
    .toByteArray()
    .slice(offset, offset + 4)
    .join('.');
