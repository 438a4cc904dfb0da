import { BlockList, isIP } from 'node:net';
import { readAddress } from '../common/ip-address.js';

/** What TRUST_PROXY names by words. */
const RANGES: Record<string, string[]> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * Whether an address is one of a trusted proxy, for Fastify. A proxy that forwards for another one may add the port.
 * @param proxies addresses, ranges and names of ranges
 */
export function trustIn(proxies: string[]): (address: string) => boolean {
  const trusted = new BlockList();
  for (const proxy of proxies.flatMap((name) => RANGES[name] ?? name)) {
    const [address = '', prefix] = proxy.split('/');
    if (prefix === undefined) trusted.addAddress(address, familyOf(address));
    else trusted.addSubnet(address, Number(prefix), familyOf(address));
  }
  return (text) => {
    const address = readAddress(text);
    return address !== undefined && trusted.check(address, familyOf(address));
  };
}

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
