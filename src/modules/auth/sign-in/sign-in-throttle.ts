import { Injectable } from '@nestjs/common';
import { networkOf } from '../../../common/ip-address.js';
import type { ProblemType } from '../../../common/problem.js';
import { bucketKey } from '../../../rate-limiter/leaky-bucket.js';
import { RateLimiter } from '../../../rate-limiter/rate-limiter.js';
import { Scheduler } from '../../../scheduler/scheduler.js';
import { SignInThrottled } from '../../../access/access.errors.js';
import { SignInAddressesRepository } from './sign-in-addresses.repository.js';
import { ACCOUNT_LIMIT, ADDRESS_LIMIT, PAIR_LIMIT } from './sign-in-limits.js';

/** The user that a sign-in claims to be, and its address. */
export interface Claimant {
  /** Null when there is no such account, which must make no difference. */
  userId: string | null;
  /** The name that was typed, for when there is no account. */
  name?: string;
  ip: string;
}

/** Between two cleanups of the addresses, in milliseconds. */
const CLEANUP_INTERVAL = 600_000;
/** In days. */
const ADDRESSES_KEPT = 90;

/**
 * Slows down guessing of passwords and codes, over all processes, without locking an owner out: what
 * others do elsewhere doesn't count at an address that the account was signed in to from before.
 * An attempt is counted before it is looked at, so that many at once are no way around.
 */
@Injectable()
export class SignInThrottle {
  constructor(
    private readonly limiter: RateLimiter,
    private readonly addresses: SignInAddressesRepository,
    scheduler: Scheduler,
  ) {
    scheduler.add({
      name: 'sign_in_addresses.cleanup',
      interval: CLEANUP_INTERVAL,
      where: 'jobs',
      run: () => this.addresses.prune(ADDRESSES_KEPT),
    });
  }

  /**
   * Runs `prove` as one attempt to prove who one is. The buckets are filled before it runs. Where it
   * throws one of `wrong`, they stay so; any other error leaves them as they were. When it returns,
   * the pair starts afresh and the address is known to be the owner's: so put all that has to be
   * proved into one attempt, or a right password would pay for guessing codes. Not within a
   * transaction: its end would undo what was counted.
   * @param isPartial whether signing in takes more than what is proved here: a success then only withdraws this attempt
   * @throws SignInThrottled without running it, and what `prove` throws
   */
  async attempt<T>(
    claimant: Claimant,
    prove: () => Promise<T>,
    wrong: ProblemType[],
    isPartial = false,
  ): Promise<T> {
    const network = networkOf(claimant.ip);
    const account = claimant.userId ?? `name:${claimant.name?.toLowerCase()}`;
    const pair = bucketKey('pair', account, network);
    const limits = new Map([[pair, PAIR_LIMIT]]);
    if (!(await this.addresses.isKnown(claimant.userId, network))) {
      limits.set(bucketKey('account', account), ACCOUNT_LIMIT);
      limits.set(bucketKey('address', network), ADDRESS_LIMIT);
    }
    const taken = await this.limiter.take(limits, (seconds) => SignInThrottled.for(seconds));
    const result = await prove().catch(async (error: unknown) => {
      if (!wrong.some((type) => error instanceof type)) await this.limiter.giveBack(taken);
      throw error;
    });
    const startAfresh = async (): Promise<void> => {
      await this.limiter.empty(pair);
      if (claimant.userId) await this.addresses.remember(claimant.userId, network);
    };
    await this.limiter.giveBack(taken, isPartial ? undefined : startAfresh);
    return result;
  }

  /** Notes that the owner of an account is at this address. */
  remember(userId: string, ip: string): Promise<void> {
    return this.addresses.remember(userId, networkOf(ip));
  }
}
