import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../../common/pagination.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import type { AdminUserDto } from './dto/users-admin.dto.js';

const COLUMNS = `u.id, u.email, u.email_verified_at IS NOT NULL AS "emailVerified", u.username, u.name,
  u.is_active AS "isActive",
  u.is_platform_admin AS "isPlatformAdmin", u.created_at AS "createdAt", u.last_login_at AS "lastLoginAt",
  (SELECT count(*)::int FROM public.memberships m WHERE m.user_id = u.id) AS "organizationCount"`;

/** Accounts across all organizations. */
@Injectable()
export class UsersAdminRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /** @param text to be found in an e-mail address, a user name or a name; null for all */
  async findPage({ page, limit }: PageQuery, text: string | null): Promise<[AdminUserDto[], number]> {
    const filter = `FROM public.users u WHERE $1::text IS NULL OR u.email ILIKE $1 OR u.username ILIKE $1
      OR u.name ILIKE $1`;
    const pattern = text === null ? null : `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const rows: AdminUserDto[] = await this.shared.manager.query(
      `SELECT ${COLUMNS} ${filter} ORDER BY u.created_at, u.id LIMIT $2 OFFSET $3`,
      [pattern, limit, (page - 1) * limit],
    );
    const [count]: { total: number }[] = await this.shared.manager.query(
      `SELECT count(*)::int AS total ${filter}`,
      [pattern],
    );
    return [rows, count?.total ?? 0];
  }

  async findIdByEmail(email: string): Promise<string | undefined> {
    const rows: { id: string }[] = await this.shared.manager.query(
      'SELECT id FROM public.users WHERE lower(email) = lower($1)',
      [email],
    );
    return rows[0]?.id;
  }

  /** @returns undefined when there is no such account */
  async setActive(
    id: string,
    isActive: boolean,
  ): Promise<{ user: AdminUserDto; wasActive: boolean } | undefined> {
    const [rows]: [(AdminUserDto & { wasActive: boolean })[], number] = await this.shared.manager.query(
      `WITH before AS (SELECT id, is_active FROM public.users WHERE id = $1 FOR UPDATE)
       UPDATE public.users u SET is_active = $2 FROM before WHERE u.id = before.id
       RETURNING ${COLUMNS}, before.is_active AS "wasActive"`,
      [id, isActive],
    );
    const [row] = rows;
    if (!row) return undefined;
    const { wasActive, ...user } = row;
    return { user, wasActive };
  }
}
