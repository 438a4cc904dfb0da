import { Injectable } from '@nestjs/common';
import type { Plan } from '../../config/environment.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { OrganizationEntity, type OrganizationStatus } from './organization.entity.js';

@Injectable()
export class OrganizationsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  findById(id: string): Promise<OrganizationEntity | null> {
    return this.organizations.findOneBy({ id });
  }

  findBySlug(slug: string): Promise<OrganizationEntity | null> {
    return this.organizations.findOneBy({ slug });
  }

  /** The organization, locked against changes until the open transaction ends. */
  lock(id: string): Promise<OrganizationEntity | null> {
    return this.organizations.findOne({ where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  /** Sets these columns and raises the version. Its slug has to be claimed. */
  async update(id: string, values: Partial<Pick<OrganizationEntity, 'name' | 'slug' | 'settings' | 'plan'>>) {
    await this.organizations.update({ id }, { ...values, version: () => 'version + 1' });
    return this.organizations.findOneByOrFail({ id });
  }

  /** Changes the status. A deletion starts the grace period, a purge ends it. */
  async changeStatus(id: string, to: OrganizationStatus, graceDays: number): Promise<OrganizationEntity> {
    await this.shared.manager.query(
      `UPDATE public.organizations SET
         status = $2,
         deleted_at = CASE $2::text WHEN 'DELETED' THEN now() WHEN 'PURGING' THEN deleted_at END,
         purge_after = CASE $2::text
           WHEN 'DELETED' THEN now() + make_interval(days => $3)
           WHEN 'PURGING' THEN least(purge_after, now())
         END
       WHERE id = $1`,
      [id, to, graceDays],
    );
    return this.organizations.findOneByOrFail({ id });
  }

  /** The status, locked against changes until the open transaction ends. */
  async lockStatus(id: string): Promise<OrganizationStatus | undefined> {
    const rows: { status: OrganizationStatus }[] = await this.shared.manager.query(
      'SELECT status FROM public.organizations WHERE id = $1 FOR SHARE',
      [id],
    );
    return rows[0]?.status;
  }

  async insert(organization: { id: string; name: string; slug: string; plan: Plan }): Promise<void> {
    await this.organizations.insert(organization);
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.organizations.exists());
  }

  private get organizations() {
    return this.shared.manager.getRepository(OrganizationEntity);
  }
}
