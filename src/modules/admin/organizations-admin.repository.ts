import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { tenantNameSql } from '../../tenancy/tenant-name.js';
import type { AdminOrganizationDto, AdminOrganizationQueryDto } from './dto/organizations-admin.dto.js';

const ORGANIZATION = `o.id, o.name, o.slug, o.plan, o.status, o.created_at AS "createdAt",
  o.deleted_at AS "deletedAt", o.purge_after AS "purgeAfter",
  (SELECT count(*) FROM public.memberships m WHERE m.organization_id = o.id) AS members,
  (SELECT max(m.last_used_at) FROM public.memberships m WHERE m.organization_id = o.id) AS "lastActivityAt",
  coalesce(size.bytes, 0) AS "sizeBytes"`;

/**
 * Joins the sizes of schemas to organizations `o`. From the catalog's own count of pages: neither reads
 * an organization's data nor waits for a migration of it, as pg_total_relation_size would.
 */
const SIZE = `LEFT JOIN pg_namespace n ON n.nspname = ${tenantNameSql('o.id')}
  LEFT JOIN LATERAL (
    SELECT sum(c.relpages + coalesce(toast.relpages, 0)) * current_setting('block_size')::bigint AS bytes
    FROM pg_class c LEFT JOIN pg_class toast ON toast.oid = c.reltoastrelid
    WHERE c.relnamespace = n.oid
  ) size ON true`;

/** Organizations across all statuses, without what is in them. */
@Injectable()
export class OrganizationsAdminRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async findPage({
    page,
    limit,
    status,
    plan,
    q,
  }: AdminOrganizationQueryDto): Promise<[AdminOrganizationDto[], number]> {
    const matching = `FROM public.organizations o
      WHERE ($1::text IS NULL OR status = $1) AND ($2::text IS NULL OR plan = $2)
        AND ($3::text IS NULL OR name ILIKE $3 OR slug ILIKE $3 OR EXISTS (
          SELECT FROM public.domains d WHERE d.organization_id = o.id AND d.domain ILIKE $3
        ))`;
    const filter = [status, plan, q && `%${q.replace(/[\\%_]/g, '\\$&')}%`];
    const rows = await this.read(
      `SELECT ${ORGANIZATION}
       FROM (SELECT * ${matching} ORDER BY created_at, id LIMIT $4 OFFSET $5) o ${SIZE}
       ORDER BY o.created_at, o.id`,
      [...filter, limit, (page - 1) * limit],
    );
    const [count]: { total: number }[] = await this.shared.manager.query(
      `SELECT count(*) AS total ${matching}`,
      filter,
    );
    return [rows, count?.total ?? 0];
  }

  async findById(id: string): Promise<AdminOrganizationDto | undefined> {
    const sql = `SELECT ${ORGANIZATION} FROM public.organizations o ${SIZE} WHERE o.id = $1`;
    return (await this.read(sql, [id]))[0];
  }

  /** Deleted organizations past their grace period, and those whose purge was interrupted. */
  async findDue(limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.shared.manager.query(
      'SELECT id FROM public.organizations WHERE purge_after <= now() ORDER BY purge_after LIMIT $1',
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Purged organizations whose database role is still there. */
  async findWithRoleLeft(limit: number): Promise<string[]> {
    const rows: { id: string }[] = await this.shared.manager.query(
      `SELECT DISTINCT a.subject_id AS id FROM public.admin_audit a
       JOIN pg_roles r ON r.rolname = ${tenantNameSql('a.subject_id')}
       WHERE a.action = 'organization.purged'
         AND NOT EXISTS (SELECT FROM public.organizations o WHERE o.id = a.subject_id) LIMIT $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  /** Holds back another purge of the same organization until the open transaction ends. */
  async lockPurge(id: string): Promise<void> {
    await this.shared.manager.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [id]);
  }

  /**
   * Removes all rows of an organization in the open owner transaction. Sessions go before the
   * organization: a refresh locks the two in this order.
   * @returns whether the organization was still there
   */
  async delete(id: string): Promise<boolean> {
    await this.shared.manager.query('DELETE FROM public.sessions WHERE organization_id = $1', [id]);
    const [, removed]: [unknown[], number] = await this.shared.manager.query(
      'DELETE FROM public.organizations WHERE id = $1',
      [id],
    );
    return removed === 1;
  }

  /** @returns the tables of `public` that know of the organization, whichever tables there are */
  async tablesWith(id: string): Promise<string[]> {
    const tables: { name: string }[] = await this.shared.manager.query(
      `SELECT table_name AS name FROM information_schema.columns
       WHERE table_schema = 'public' AND column_name = 'organization_id'`,
    );
    const checks = tables.map(
      ({ name }) =>
        `SELECT '${name}' AS name WHERE EXISTS (SELECT FROM public."${name}" WHERE organization_id = $1)`,
    );
    checks.push(`SELECT 'organizations' WHERE EXISTS (SELECT FROM public.organizations WHERE id = $1)`);
    const found: { name: string }[] = await this.shared.manager.query(checks.join(' UNION ALL '), [id]);
    return found.map(({ name }) => `public.${name}`);
  }

  private async read(sql: string, parameters: unknown[]): Promise<AdminOrganizationDto[]> {
    const rows: AdminOrganizationDto[] = await this.shared.manager.query(sql, parameters);
    // A sum is a numeric, which the driver leaves as text.
    return rows.map((row) => ({ ...row, sizeBytes: Number(row.sizeBytes) }));
  }
}
