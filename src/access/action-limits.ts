import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import type { ActionRates } from '../config/action-rates.js';
import type { Rate } from '../config/rate.js';
import { RequestContext } from '../context/request-context.js';
import { bucketKey, bucketLimit } from '../rate-limiter/leaky-bucket.js';
import type { Taken } from '../rate-limiter/buckets.repository.js';
import { RateLimiter } from '../rate-limiter/rate-limiter.js';
import { isLoopback, networkOf } from '../common/ip-address.js';

export type LimitedAction = Exclude<keyof ActionRates, 'mailsPerRecipient' | 'organizationsPerUser'>;

/** So many times the rate of one account may come from one address: an office shares it. */
const ACCOUNTS_PER_ADDRESS = 5;

/**
 * Limits actions that any user may request, and that create rows, schemas or mail, for each account and each address. Commands
 * and jobs have neither, and aren't counted.
 */
@Injectable()
export class ActionLimits {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /**
   * Counts an action of the caller's. It comes before what is costly.
   * @returns what was counted, for `giveBack`
   * @throws RateLimited
   */
  count(action: LimitedAction): Promise<Taken[]> {
    const rate = this.config.limits[action];
    const { optionalPrincipal: principal, clientAddress } = this.context;
    if (!rate) return Promise.resolve([]);
    const limits = new Map<string, ReturnType<typeof bucketLimit>>();
    const account = principal?.userId ?? undefined;
    if (account !== undefined) limits.set(bucketKey(action, 'account', account), bucketLimit(rate));
    if (clientAddress !== undefined && this.counts(clientAddress)) {
      const shared = account === undefined ? rate : times(ACCOUNTS_PER_ADDRESS, rate);
      limits.set(bucketKey(action, 'address', networkOf(clientAddress)), bucketLimit(shared));
    }
    return this.limiter.take(limits);
  }

  /** Gives back what was counted for an action that wasn't one. */
  giveBack(taken: Taken[]): Promise<void> {
    return this.limiter.giveBack(taken);
  }

  /** In the embedded mode the loopback address is the developer's own. */
  private counts(address: string): boolean {
    return !(this.config.database.embedded && isLoopback(address));
  }
}

const times = (factor: number, { quota, window }: Rate): Rate => ({ quota: factor * quota, window });
