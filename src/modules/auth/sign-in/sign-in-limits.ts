import type { Limit } from '../../../rate-limiter/leaky-bucket.js';

/** In seconds: each further failure doubles the block before. */
const BACKOFF = { first: 5, longest: 900 };

/** One user who mistypes, from one address. */
export const PAIR_LIMIT: Limit = { burst: 10, leak: 600, backoff: BACKOFF };
/** All accounts that are tried from one address, which an office may share. */
export const ADDRESS_LIMIT: Limit = { burst: 100, leak: 60, backoff: BACKOFF };
/** One account tried from addresses it was never signed in to from. */
export const ACCOUNT_LIMIT: Limit = { burst: 100, leak: 60, backoff: BACKOFF };
