import { createHash, randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'tf_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 32 digits of base 62 are 190 bits. */
const RANDOM_LENGTH = 32;
const CHECKSUM_LENGTH = 6;
const HINT_LENGTH = PREFIX.length + 4;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/**
 * A new API token: `tf_`, randomness, and a checksum of both (CRC-32 in six digits of base 62). Prefix and
 * checksum follow GitHub's tokens (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/):
 * a scanner finds one that leaked, hardly ever mistakes something else for one, and a mistyped one is
 * recognized without the database.
 */
export function newApiToken(): string {
  const random = Array.from({ length: RANDOM_LENGTH }, () => DIGITS[randomInt(DIGITS.length)]).join('');
  return PREFIX + random + checksum(PREFIX + random);
}

/** Whether a bearer token has the prefix of API tokens. */
export const isApiToken = (bearer: string): boolean => bearer.startsWith(PREFIX);

/** Whether an API token has its shape and the right checksum. Any client can compute that: it proves nothing. */
export function isWellFormed(token: string): boolean {
  return SHAPE.test(token) && checksum(token.slice(0, -CHECKSUM_LENGTH)) === token.slice(-CHECKSUM_LENGTH);
}

/** The hash by which the database finds a token. */
export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

/** How a token begins: its owner recognizes it, and 166 bits of it stay unknown. */
export const hintOf = (token: string): string => token.slice(0, HINT_LENGTH);

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = '';
  for (let place = 0; place < CHECKSUM_LENGTH; place++) {
    digits = DIGITS[rest % DIGITS.length] + digits;
    rest = Math.floor(rest / DIGITS.length);
  }
  return digits;
}
