import { createHash } from 'node:crypto';

/** A leaking bucket of failures: `burst` of them are free, and one is forgotten every `leak` seconds. */
export interface Limit {
  burst: number;
  leak: number;
}

/** One person who mistypes, from one address. */
export const PAIR_LIMIT: Limit = { burst: 10, leak: 600 };
/** All accounts that are tried from one address, which an office may share. */
export const ADDRESS_LIMIT: Limit = { burst: 100, leak: 60 };
/** One account tried from addresses it was never signed in to from. */
export const ACCOUNT_LIMIT: Limit = { burst: 100, leak: 60 };

/** The first block, and the longest, in seconds: each further failure doubles the one before. */
const FIRST_BLOCK = 5;
const LONGEST_BLOCK = 900;

/**
 * What is left of `level` failures after `age` seconds, with one more, and how many seconds that blocks.
 * A failure that is half forgotten counts in full.
 */
export function addFailure({ burst, leak }: Limit, level: number, age: number) {
  const next = Math.max(0, level - Math.max(0, age) / leak) + 1;
  const excess = Math.ceil(next) - burst;
  const block = excess < 0 ? 0 : Math.min(LONGEST_BLOCK, FIRST_BLOCK * 2 ** Math.min(excess, 16));
  return { level: next, block };
}

/** The key of a bucket. Hashed: people type passwords into the field of the name. */
export const bucketKey = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
