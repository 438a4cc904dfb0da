import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { networkOf } from '../../common/ip-address.js';
import { Periodic } from '../../common/periodic.js';
import type { ProblemType } from '../../common/problem.js';
import { RequestContext } from '../../context/request-context.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { SignInThrottled } from './access.errors.js';
import {
  ACCOUNT_LIMIT,
  ADDRESS_LIMIT,
  addFailure,
  bucketKey,
  type Limit,
  PAIR_LIMIT,
} from './sign-in-limits.js';
import { SignInThrottleRepository, type Taken } from './sign-in-throttle.repository.js';

/** Whoever tries to prove to be somebody, and from which address. */
export interface Claimant {
  /** Null when there is no such account, which must make no difference. */
  userId: string | null;
  /** The name that was typed, for when there is no account. */
  name?: string;
  ip: string;
}

const PRUNE_INTERVAL = 600_000;
/** By then every bucket has leaked empty, in seconds. */
const FAILURES_KEPT = 6 * 3600;
/** In days. */
const ADDRESSES_KEPT = 90;

/**
 * Slows down guessing of passwords and codes, over all processes, without locking an owner out: what
 * others do elsewhere doesn't count at an address that the account was signed in to from before.
 * An attempt is counted before it is looked at, so that many at once are no way around.
 */
@Injectable()
export class SignInThrottle implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SignInThrottle.name);
  private readonly pruning = new Periodic(() => this.prune(), PRUNE_INTERVAL);

  constructor(
    private readonly failures: SignInThrottleRepository,
    private readonly identity: IdentityTransaction,
    private readonly context: RequestContext,
  ) {}

  onApplicationBootstrap(): void {
    this.pruning.start();
  }

  onApplicationShutdown(): Promise<void> {
    return this.pruning.stop();
  }

  /**
   * Runs `prove` as one attempt to prove who one is. The buckets are filled before it runs. Where it
   * throws one of `wrong`, they stay so; any other error leaves them as they were. When it returns,
   * the pair starts afresh and the address is known to be the owner's: so put all that has to be
   * proved into one attempt, or a right password would pay for guessing codes. Not within a
   * transaction: its end would undo what was counted.
   * @throws SignInThrottled without running it, and what `prove` throws
   */
  async attempt<T>(claimant: Claimant, prove: () => Promise<T>, wrong: ProblemType[]): Promise<T> {
    const network = networkOf(claimant.ip);
    const account = claimant.userId ?? `name:${claimant.name?.toLowerCase()}`;
    const pair = bucketKey('pair', account, network);
    const limits = new Map([[pair, PAIR_LIMIT]]);
    if (!(await this.failures.isKnown(claimant.userId, network))) {
      limits.set(bucketKey('account', account), ACCOUNT_LIMIT);
      limits.set(bucketKey('address', network), ADDRESS_LIMIT);
    }
    const taken = await this.take(limits);
    const result = await prove().catch(async (error: unknown) => {
      if (!wrong.some((type) => error instanceof type)) await this.giveBack(taken);
      throw error;
    });
    await this.giveBack(taken, async () => {
      await this.failures.empty(pair);
      if (claimant.userId) await this.failures.remember(claimant.userId, network);
    });
    return result;
  }

  /** Notes that the owner of an account is at this address. */
  remember(userId: string, ip: string): Promise<void> {
    return this.failures.remember(userId, networkOf(ip));
  }

  private async take(limits: Map<string, Limit>): Promise<Taken[]> {
    const keys = [...limits.keys()];
    // A flood of attempts that are blocked anyway costs one read each.
    refuseFor(await this.failures.longestWait(keys));
    return this.identity.run(async () => {
      const buckets = await this.failures.lock(keys);
      refuseFor(Math.max(...buckets.map(({ wait }) => wait)));
      return this.failures.fill(
        buckets.map(({ key, level, age }) => ({
          key,
          ...addFailure(limits.get(key) as Limit, level, age),
        })),
      );
    });
  }

  private giveBack(taken: Taken[], andThen?: () => Promise<void>): Promise<void> {
    return this.identity.run(async () => {
      await this.failures.lock(taken.map(({ key }) => key));
      await this.failures.drain(taken);
      await andThen?.();
    });
  }

  private async prune(): Promise<void> {
    try {
      await this.context.run({}, () => this.failures.prune(FAILURES_KEPT, ADDRESSES_KEPT));
    } catch (error) {
      this.logger.warn(`Old failures to sign in can't be removed: ${(error as Error).message}`);
    }
  }
}

function refuseFor(seconds: number): void {
  if (seconds > 0) throw SignInThrottled.for(seconds);
}
