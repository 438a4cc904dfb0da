import { Injectable } from '@nestjs/common';
import { RequestContext } from '../../context/request-context.js';
import { limitOf, type Limited } from './plans.js';
import { PlanLimitReached } from './plans.errors.js';
import { PlansRepository } from './plans.repository.js';

/** Says no, with figures, where a plan is full. */
@Injectable()
export class PlanLimits {
  constructor(
    private readonly plans: PlansRepository,
    private readonly context: RequestContext,
  ) {}

  /** @param limit as it was enforced; null is unlimited. @throws PlanLimitReached */
  async requireRoom(what: Limited, usage: number, limit: number | null): Promise<void> {
    if (limit === null || usage < limit) return;
    throw await this.describeRefusal(what, usage, limit);
  }

  /** What to tell who wants more than there is room for. */
  async describeRefusal(what: Limited, usage: number, limit: number): Promise<PlanLimitReached> {
    const plan = await this.plans.findPlan(this.context.principal.organizationId);
    return PlanLimitReached.of(what, { plan, limit, usage });
  }

  /**
   * Lets nobody else join the organization until the open identity transaction ends.
   * @param invited how many invitations count as members
   * @throws PlanLimitReached
   */
  async holdRoomForMember(organizationId: string, invited = 0): Promise<void> {
    const plan = await this.plans.lockPlan(organizationId);
    const limit = limitOf(plan, 'members');
    const usage = (await this.plans.countMembers(organizationId)) + invited;
    if (limit !== null && usage >= limit) throw PlanLimitReached.of('members', { plan, limit, usage });
  }

  /**
   * Lets nobody else ask for an export until the open identity transaction ends.
   * @param count how many wait or run
   * @throws PlanLimitReached
   */
  async holdRoomForExport(organizationId: string, count: () => Promise<number>): Promise<void> {
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
