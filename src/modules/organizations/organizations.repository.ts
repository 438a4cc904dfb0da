import { Injectable } from '@nestjs/common';
import type { Plan } from '../../config/environment.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { OrganizationEntity, type OrganizationStatus } from './organization.entity.js';

@Injectable()
export class OrganizationsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  findById(id: string): Promise<OrganizationEntity | null> {
    return this.organizations.findOneBy({ id });
  }

  /** The status, which nobody can change before the open transaction ends. */
  async lockStatus(id: string): Promise<OrganizationStatus | undefined> {
    const rows: { status: OrganizationStatus }[] = await this.identity.manager.query(
      'SELECT status FROM public.organizations WHERE id = $1 FOR SHARE',
      [id],
    );
    return rows[0]?.status;
  }

  /** @returns false when the slug is taken. */
  async insert(organization: { id: string; name: string; slug: string; plan: Plan }): Promise<boolean> {
    const query = this.organizations
      .createQueryBuilder()
      .insert()
      .values(organization)
      .orIgnore()
      .returning('id');
    return ((await query.execute()).raw as unknown[]).length > 0;
  }

  /** @returns false when the domain is taken. */
  async insertPrimaryDomain(id: string, organizationId: string, domain: string): Promise<boolean> {
    const rows: unknown[] = await this.identity.manager.query(
      `INSERT INTO public.domains (id, organization_id, domain, is_primary) VALUES ($1, $2, $3, true)
       ON CONFLICT (domain) DO NOTHING RETURNING id`,
      [id, organizationId, domain],
    );
    return rows.length > 0;
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.organizations.exists());
  }

  private get organizations() {
    return this.identity.manager.getRepository(OrganizationEntity);
  }
}
