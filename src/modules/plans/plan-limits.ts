import { Injectable } from '@nestjs/common';
import { ChangeRefused, Sequencer, type SequencerRow } from '../../change-log/sequencer.js';
import { RequestContext } from '../../context/request-context.js';
import { limitOf, type Limited } from './plans.js';
import { PlanLimitReached } from './plans.errors.js';
import { PlansRepository } from './plans.repository.js';
import { isQuota, type QuotaUsage, quotaUsage } from './quotas.js';

/** Enforces the limits of plans, and describes a refusal with its figures. */
@Injectable()
export class PlanLimits {
  constructor(
    private readonly plans: PlansRepository,
    private readonly sequencer: Sequencer,
    private readonly context: RequestContext,
  ) {}

  /**
   * Makes a change, in a transaction of its own, that a quota or a setting of the organization may refuse. Where the
   * reason is gone by the time it is looked for, the change is made again.
   * @param explain throws where the organization's settings refuse the change
   * @throws PlanLimitReached, and what `change` and `explain` throw
   */
  async attempt<T>(
    change: () => Promise<T>,
    explain: (row: SequencerRow) => void = () => undefined,
  ): Promise<T> {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof ChangeRefused)) throw error;
      const row = await this.sequencer.current();
      explain(row);
      for (const [counter, delta] of Object.entries(error.update.counters ?? {}))
        if (isQuota(counter)) await this.require(counter, quotaUsage(row, counter), delta);
    }
    return this.attempt(change, explain);
  }

  /** @param delta how much is to be added. @throws PlanLimitReached */
  async require(quota: Limited, state: QuotaUsage, delta = 1): Promise<void> {
    if (state.limit === null || delta <= 0 || state.usage + delta <= state.limit) return;
    throw await this.refusalOf(quota, state.usage, state.limit);
  }

  /** The refusal of what would exceed a limit. */
  async refusalOf(quota: Limited, usage: number, limit: number): Promise<PlanLimitReached> {
    const plan = await this.plans.findPlan(this.context.principal.organizationId);
    return PlanLimitReached.of(quota, { plan, limit, usage });
  }

  /**
   * Reserves a membership: no other is made, and no invitation, until the open transaction ends.
   * @param countInvited how many invitations count as members; called under the lock, or of several
   *   invitations at once none would see the others
   * @throws PlanLimitReached
   */
  async reserveMember(
    organizationId: string,
    countInvited: () => Promise<number> = () => Promise.resolve(0),
  ): Promise<void> {
    const plan = await this.plans.lockPlan(organizationId);
    const limit = limitOf(plan, 'members');
    if (limit === null) return;
    const usage = (await this.plans.countMembers(organizationId)) + (await countInvited());
    if (usage >= limit) throw PlanLimitReached.of('members', { plan, limit, usage });
  }

  /**
   * Reserves an export: no other is requested until the open transaction ends.
   * @param count how many wait or run
   * @throws PlanLimitReached
   */
  async reserveExport(organizationId: string, count: () => Promise<number>): Promise<void> {
    const plan = await this.plans.lockPlan(organizationId);
    const limit = limitOf(plan, 'exports');
    if (limit === null) return;
    const usage = await count();
    if (usage >= limit) throw PlanLimitReached.of('exports', { plan, limit, usage });
  }

  countMembers(organizationId: string): Promise<number> {
    return this.plans.countMembers(organizationId);
  }
}
