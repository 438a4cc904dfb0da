import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import type { OrganizationStatus } from '../organizations/organization.entity.js';
import type { AdminOrganizationDto } from './dto/organizations-admin.dto.js';

const COLUMNS = `id, name, slug, plan, status, created_at AS "createdAt",
  deleted_at AS "deletedAt", purge_after AS "purgeAfter"`;

/** Organizations across all statuses, without what is in them. */
@Injectable()
export class OrganizationsAdminRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  async findPage(
    page: number,
    limit: number,
    status: OrganizationStatus | null,
  ): Promise<[AdminOrganizationDto[], number]> {
    const filter = 'FROM public.organizations WHERE $1::text IS NULL OR status = $1';
    const rows: AdminOrganizationDto[] = await this.identity.manager.query(
      `SELECT ${COLUMNS} ${filter} ORDER BY created_at, id LIMIT $2 OFFSET $3`,
      [status, limit, (page - 1) * limit],
    );
    const [count]: { total: number }[] = await this.identity.manager.query(
      `SELECT count(*) AS total ${filter}`,
      [status],
    );
    return [rows, count?.total ?? 0];
  }

  async findById(id: string): Promise<AdminOrganizationDto | undefined> {
    const rows: AdminOrganizationDto[] = await this.identity.manager.query(
      `SELECT ${COLUMNS} FROM public.organizations WHERE id = $1`,
      [id],
    );
    return rows[0];
  }

  async findBySlug(slug: string): Promise<AdminOrganizationDto | undefined> {
    const rows: AdminOrganizationDto[] = await this.identity.manager.query(
      `SELECT ${COLUMNS} FROM public.organizations WHERE slug = $1`,
      [slug],
    );
    return rows[0];
  }

  /** Deleted organizations past their grace period, and those whose purge was interrupted. */
  async findDue(limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.identity.manager.query(
      'SELECT id FROM public.organizations WHERE purge_after <= now() ORDER BY purge_after LIMIT $1',
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /**
   * Changes the status where it is one of `from`. A deletion starts the grace period, a purge ends it.
   * @returns undefined when the organization is in another status, or isn't there
   */
  async changeStatus(
    id: string,
    from: readonly OrganizationStatus[],
    to: OrganizationStatus,
    graceDays: number,
  ): Promise<AdminOrganizationDto | undefined> {
    const [rows]: [AdminOrganizationDto[], number] = await this.identity.manager.query(
      `UPDATE public.organizations SET
         status = $3,
         deleted_at = CASE $3::text WHEN 'DELETED' THEN now() WHEN 'PURGING' THEN deleted_at END,
         purge_after = CASE $3::text
           WHEN 'DELETED' THEN now() + make_interval(days => $4)
           WHEN 'PURGING' THEN least(purge_after, now())
         END
       WHERE id = $1 AND status = ANY ($2)
       RETURNING ${COLUMNS}`,
      [id, from, to, graceDays],
    );
    return rows[0];
  }

  /** Holds back another purge of the same organization until the open transaction ends. */
  async lockPurge(id: string): Promise<void> {
    await this.identity.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
  }

  /**
   * Removes all rows of an organization in the open owner transaction. Sessions go before the
   * organization: a refresh locks the two in this order.
   */
  async delete(id: string): Promise<void> {
    await this.identity.manager.query('DELETE FROM public.sessions WHERE organization_id = $1', [id]);
    await this.identity.manager.query('DELETE FROM public.organizations WHERE id = $1', [id]);
  }

  /** @returns the tables of `public` that know of the organization, whichever tables there are */
  async tablesWith(id: string): Promise<string[]> {
    const tables: { name: string }[] = await this.identity.manager.query(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'organization_id'`,
    );
    const checks = tables.map(
      ({ name }) =>
        `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM public."${name}" WHERE organization_id = $1)`,
    );
    checks.push(`SELECT 'organizations' WHERE EXISTS (SELECT FROM public.organizations WHERE id = $1)`);
    const found: { name: string }[] = await this.identity.manager.query(checks.join(' UNION ALL '), [id]);
    return found.map(({ name }) => `public.${name}`);
  }
}
