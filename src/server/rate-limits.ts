import { Redis } from 'ioredis';
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible';
import { FailureLog } from '../common/failure-log.js';
import { networkOf } from '../common/ip-address.js';
import type { Config } from '../config/config.js';
import { redisOptions } from '../redis/redis-client.js';
import type { Rate } from '../config/rate.js';

/** Redis that answers later than this, in milliseconds, counts as gone. */
const COMMAND_TIMEOUT = 100;

/** A rate with a name, and what counts the requests against it. */
interface Limit {
  name: string;
  rate: Rate;
  counter: RateLimiterAbstract;
}

/** What one request leaves of a limit. */
export interface RateLimitState {
  name: string;
  rate: Rate;
  admitted: boolean;
  remaining: number;
  /** Seconds until the whole quota is there again. */
  reset: number;
}

/**
 * Counts requests in windows of fixed length, for all processes together where there is Redis. Without
 * it, and for as long as it doesn't answer, each process counts by itself: requests never fail for it.
 * A used-up quota is refused from memory until the window ends.
 */
export class RateLimits {
  private readonly redis?: Redis;
  private readonly organizations?: Limit;
  private readonly addresses?: Limit;
  private readonly prefix: string;

  constructor({ redisUrl, redisPrefix, rateLimit, rateLimitAddress }: Config) {
    this.prefix = redisPrefix;
    if (redisUrl) this.redis = this.connect(redisUrl);
    this.organizations = rateLimit && this.limit('default', rateLimit);
    this.addresses = rateLimitAddress && this.limit('address', rateLimitAddress);
  }

  /** Counts a request of an organization. @returns undefined when organizations have no limit */
  takeForOrganization(id: string): Promise<RateLimitState | undefined> {
    return take(this.organizations, id);
  }

  /** Counts a request without a valid token. @returns undefined when addresses have no limit */
  takeForAddress(address: string): Promise<RateLimitState | undefined> {
    return take(this.addresses, networkOf(address));
  }

  close(): void {
    this.redis?.disconnect();
  }

  private limit(name: string, rate: Rate): Limit {
    const window = { points: rate.quota, duration: rate.window };
    const inProcess = new RateLimiterMemory(window);
    if (!this.redis) return { name, rate, counter: inProcess };
    const counter = new RateLimiterRedis({
      ...window,
      // Another rate is another count: none goes on with the numbers of the one before.
      keyPrefix: `${this.prefix}:rate:${name}:${rate.quota}/${rate.window}`,
      storeClient: this.redis,
      rejectIfRedisNotReady: true,
      insuranceLimiter: inProcess,
      inMemoryBlockOnConsumed: rate.quota + 1,
    });
    return { name, rate, counter };
  }

  private connect(url: string): Redis {
    const redis = new Redis({
      ...redisOptions(url),
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      commandTimeout: COMMAND_TIMEOUT,
    });
    const log = new FailureLog(RateLimits.name, {
      event: 'rate_limits.redis_failed',
      msg: 'The Redis of the rate limits fails: this process counts by itself',
    });
    redis.on('error', (error) => log.failed(error));
    redis.on('ready', () => log.succeeded());
    return redis;
  }
}

async function take(limit: Limit | undefined, key: string): Promise<RateLimitState | undefined> {
  if (!limit) return undefined;
  const { name, rate, counter } = limit;
  let admitted = true;
  const left = await counter.consume(key).catch((refusal: unknown) => {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    admitted = false;
    return refusal;
  });
  const reset = Math.max(1, Math.ceil(left.msBeforeNext / 1000));
  return { name, rate, admitted, remaining: left.remainingPoints, reset };
}
