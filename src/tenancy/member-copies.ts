import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { Transaction } from '../database/transaction.js';
import { switchToTenantSql } from './switch-to-tenant.js';
import { tenantName } from './tenant-name.js';

/** The first version of a schema with a table of members; the migration to it fills the table. */
const FIRST_VERSION = 6;

/** A user in an organization, as `public` has it: without a role, not a member any more. */
interface MemberCopy {
  organizationId: string;
  email: string;
  username: string | null;
  name: string;
  role: string | null;
  joinedAt: Date;
}

/**
 * The table `members` of each organization's schema: a copy of what `public` says of its members, so that the schema
 * refers to no row outside of it. What changes a membership or an account calls `update` in the same transaction.
 */
@Injectable()
export class MemberCopies {
  constructor(
    private readonly shared: SharedTransaction,
    private readonly config: Config,
  ) {}

  /**
   * Brings the copies of a user up to date, in the open shared transaction and at its end, as the way into a tenant
   * schema has no way back. Organizations are locked in the order of their ids until then, so that of two changes the
   * later one knows of the earlier.
   * @param organizationIds all that the user is a member of by default
   */
  async update(userId: string, organizationIds?: string[]): Promise<void> {
    const { current, manager } = this.shared;
    const ids = organizationIds ?? (await this.organizationsOf(userId));
    await manager.query(
      'SELECT FROM public.organizations WHERE id = ANY ($1) ORDER BY id FOR NO KEY UPDATE',
      [ids],
    );
    const copies: MemberCopy[] = await manager.query(
      `SELECT s.organization_id AS "organizationId", u.email, u.username, u.name, m.role, m.joined_at AS "joinedAt"
       FROM public.tenant_schemas s
       JOIN public.organizations o ON o.id = s.organization_id AND o.status <> 'PURGING'
       LEFT JOIN (public.memberships m JOIN public.users u ON u.id = m.user_id)
         ON m.organization_id = s.organization_id AND m.user_id = $1
       WHERE s.organization_id = ANY ($2) AND s.version >= $3 ORDER BY s.organization_id`,
      [userId, ids, FIRST_VERSION],
    );
    current.beforeCommit(async () => {
      for (const copy of copies) await this.store(current, userId, copy);
    });
  }

  /** The organizations that have a copy of a user. */
  async organizationsOf(userId: string): Promise<string[]> {
    const rows: { id: string }[] = await this.shared.manager.query(
      'SELECT organization_id AS id FROM public.memberships WHERE user_id = $1',
      [userId],
    );
    return rows.map(({ id }) => id);
  }

  private async store(transaction: Transaction, userId: string, copy: MemberCopy): Promise<void> {
    const { organizationId, email, username, name, role, joinedAt } = copy;
    // Only the owner, who doesn't switch, names a schema: what serves requests reaches the one that it has switched to.
    const table = transaction.hasOwnerRights ? `${tenantName(organizationId)}.members` : 'members';
    if (!transaction.hasOwnerRights)
      await transaction.query(switchToTenantSql(organizationId, this.config.database.groupRoles));
    if (role === null) await transaction.query(`DELETE FROM ${table} WHERE id = $1`, [userId]);
    else
      await transaction.query(
        `INSERT INTO ${table} (id, email, username, name, role, joined_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET email = excluded.email, username = excluded.username, name = excluded.name,
           role = excluded.role, joined_at = excluded.joined_at`,
        [userId, email, username, name, role, joinedAt],
      );
  }
}

/** SQL that makes the copies in an organization anew. */
export const copyMembersSql = (organizationId: string): string => {
  const table = `${tenantName(organizationId)}.members`;
  return `
    DELETE FROM ${table};
    INSERT INTO ${table} (id, email, username, name, role, joined_at)
      SELECT u.id, u.email, u.username, u.name, m.role, m.joined_at
      FROM public.memberships m JOIN public.users u ON u.id = m.user_id
      WHERE m.organization_id = '${organizationId}';`;
};
