import { isIPv6 } from 'node:net';
import type { Limit } from '../../rate-limiter/leaky-bucket.js';

/** In seconds: each further failure doubles the block before. */
const BACKOFF = { first: 5, longest: 900 };

/** One person who mistypes, from one address. */
export const PAIR_LIMIT: Limit = { burst: 10, leak: 600, backoff: BACKOFF };
/** All accounts that are tried from one address, which an office may share. */
export const ADDRESS_LIMIT: Limit = { burst: 100, leak: 60, backoff: BACKOFF };
/** One account tried from addresses it was never signed in to from. */
export const ACCOUNT_LIMIT: Limit = { burst: 100, leak: 60, backoff: BACKOFF };

/** What of an address counts as one: a client of IPv6 has a whole /64 to choose from. */
export function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip);
  if (mapped) return mapped[1] as string;
  const [address = ''] = ip.split('%');
  if (!isIPv6(address)) return ip;
  const [head = '', tail] = address.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const groups = tail === undefined ? left : [...left, ...zeros(8 - left.length - right.length), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`;
}

const zeros = (count: number): string[] => Array.from({ length: Math.max(0, count) }, () => '0');
