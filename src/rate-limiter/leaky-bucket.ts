import { createHash } from 'node:crypto';
import type { Rate } from '../config/rate.js';

/** A leaky bucket used as a meter: `burst` fit in, and one leaks out every `leak` seconds. */
export interface Limit {
  burst: number;
  leak: number;
  /** How long a full bucket blocks, in seconds, each time longer; without it, until one has leaked out. */
  backoff?: Backoff;
}

export interface Backoff {
  first: number;
  longest: number;
}

/** What a bucket holds. */
export interface BucketState {
  level: number;
  /** Seconds since it changed. */
  age: number;
  /** Seconds that a block still lasts; 0 or less: there is none. */
  block: number;
}

/** A whole quota at once, and as much again, spread evenly, in each window. */
export const bucketLimit = ({ quota, window }: Rate): Limit => ({ burst: quota, leak: window / quota });

/** The seconds until one more fits in; 0 or less: it does now. */
export function waitFor({ burst, leak, backoff }: Limit, { level, age, block }: BucketState): number {
  return backoff ? block : (leaked(leak, level, age) + 1 - burst) * leak;
}

/**
 * What is left of `level` after `age` seconds, with one more, and how many seconds that blocks. One that
 * has leaked out by half counts in full.
 */
export function addTo(
  { burst, leak, backoff }: Limit,
  { level, age }: Omit<BucketState, 'block'>,
): { level: number; block: number } {
  const next = leaked(leak, level, age) + 1;
  const excess = Math.ceil(next) - burst;
  const block =
    backoff && excess >= 0 ? Math.min(backoff.longest, backoff.first * 2 ** Math.min(excess, 16)) : 0;
  return { level: next, block };
}

const leaked = (leak: number, level: number, age: number): number =>
  Math.max(0, level - Math.max(0, age) / leak);

/** The key of a bucket. Hashed, as users mistype passwords into the field of the name. */
export const bucketKey = (...parts: string[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
