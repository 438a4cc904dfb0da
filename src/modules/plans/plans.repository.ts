import { Injectable } from '@nestjs/common';
import type { Plan } from '../../config/environment.js';
import { SharedTransaction } from '../../database/shared-transaction.js';

@Injectable()
export class PlansRepository {
  constructor(private readonly shared: SharedTransaction) {}

  findPlan(organizationId: string): Promise<Plan> {
    return this.readPlan(organizationId, '');
  }

  /** The plan, locked: until the open transaction ends, no other one changes it or uses up its quota. */
  lockPlan(organizationId: string): Promise<Plan> {
    return this.readPlan(organizationId, 'FOR NO KEY UPDATE');
  }

  async countMembers(organizationId: string): Promise<number> {
    const rows: { members: number }[] = await this.shared.manager.query(
      'SELECT count(*) AS members FROM public.memberships WHERE organization_id = $1',
      [organizationId],
    );
    return rows[0]?.members ?? 0;
  }

  private async readPlan(organizationId: string, lock: string): Promise<Plan> {
    const rows: { plan: Plan }[] = await this.shared.manager.query(
      `SELECT plan FROM public.organizations WHERE id = $1 ${lock}`,
      [organizationId],
    );
    return (rows[0] as { plan: Plan }).plan;
  }
}
