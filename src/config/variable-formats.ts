import { isIP } from 'node:net';
import { Transform } from 'class-transformer';
import { Matches } from 'class-validator';
import { RATE_PATTERN } from './rate.js';

/** The directives of Strict-Transport-Security (RFC 6797, 6.1), and what lists in browsers want (preload). */
export const HSTS_PATTERN = /^(off|max-age=\d{1,9}(; ?includeSubDomains(; ?preload)?)?)$/;
export const HSTS_MESSAGE = 'must be off, or such as max-age=31536000 or max-age=31536000; includeSubDomains';

export const RATE_MESSAGE = 'must be a rate such as 600/min, 20/s or 5000/h';

/** A limit that is on unless it is said to be off. */
export const IsRateOrOff = () =>
  Matches(new RegExp(`${RATE_PATTERN.source}|^off$`), {
    message: 'must be a rate such as 30/h or 5/d, or off',
  });

export const toNumber = Transform(({ value }) =>
  typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value,
);
export const toList = Transform(({ value }) =>
  typeof value === 'string'
    ? value
        .split(',')
        .map((item) => item.trim())
        .filter(Boolean)
    : value,
);

export const PROXY_RANGES = ['loopback', 'linklocal', 'uniquelocal'];

/** An address, a range such as 10.0.0.0/8, or the name of ranges. */
export function isProxy(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const [address = '', prefix, ...rest] = value.split('/');
  if (prefix === undefined) return PROXY_RANGES.includes(address) || isIP(address) > 0;
  const bits = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
}
