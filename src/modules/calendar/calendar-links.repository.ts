import { Injectable } from '@nestjs/common';
import type { Role } from '../../context/principal.js';
import { SharedTransaction } from '../../database/shared-transaction.js';

export interface CalendarLink {
  id: string;
  name: string;
  hint: string;
  /** A filter of tasks as JSON, with moments as texts. */
  filter: Record<string, unknown>;
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** A user as a member of one organization. */
export interface CalendarOwner {
  organizationId: string;
  userId: string;
}

/** A link that works, with what its reader may see. */
export interface UsableLink extends CalendarOwner {
  name: string;
  filter: Record<string, unknown>;
  role: Role;
  organization: string;
}

const COLUMNS = `id, name, hint, filter, created_at AS "createdAt", last_used_at AS "lastUsedAt"`;
const OWN = 'organization_id = $1 AND user_id = $2';

@Injectable()
export class CalendarLinksRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Locks the membership and the session, in the open transaction, and counts the links: whatever ends sessions and then links
   * finds the one that is made.
   * @returns undefined when one of them has ended
   */
  async lockAndCount(
    { organizationId, userId }: CalendarOwner,
    sessionId: string,
  ): Promise<number | undefined> {
    const membership: unknown[] = await this.shared.manager.query(
      `SELECT FROM public.memberships WHERE ${OWN} FOR NO KEY UPDATE`,
      [organizationId, userId],
    );
    const session: unknown[] = await this.shared.manager.query(
      'SELECT FROM public.sessions WHERE id = $1 AND user_id = $2 AND expires_at > now() FOR KEY SHARE',
      [sessionId, userId],
    );
    if (membership.length === 0 || session.length === 0) return undefined;
    return this.count({ organizationId, userId });
  }

  async insert(
    link: CalendarOwner & Pick<CalendarLink, 'id' | 'name' | 'hint' | 'filter'> & { tokenHash: Buffer },
  ): Promise<CalendarLink> {
    const { id, organizationId, userId, name, hint, filter, tokenHash } = link;
    const rows: CalendarLink[] = await this.shared.manager.query(
      `INSERT INTO public.calendar_links (id, organization_id, user_id, name, hint, filter, token_hash)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${COLUMNS}`,
      [id, organizationId, userId, name, hint, JSON.stringify(filter), tokenHash],
    );
    return rows[0] as CalendarLink;
  }

  async findPage(
    { organizationId, userId }: CalendarOwner,
    page: number,
    limit: number,
  ): Promise<[CalendarLink[], number]> {
    const rows: CalendarLink[] = await this.shared.manager.query(
      `SELECT ${COLUMNS} FROM public.calendar_links WHERE ${OWN} ORDER BY created_at, id LIMIT $3 OFFSET $4`,
      [organizationId, userId, limit, (page - 1) * limit],
    );
    return [rows, await this.count({ organizationId, userId })];
  }

  async findOne({ organizationId, userId }: CalendarOwner, id: string): Promise<CalendarLink | undefined> {
    const rows: CalendarLink[] = await this.shared.manager.query(
      `SELECT ${COLUMNS} FROM public.calendar_links WHERE ${OWN} AND id = $3`,
      [organizationId, userId, id],
    );
    return rows[0];
  }

  /** @returns whether there was one */
  async delete({ organizationId, userId }: CalendarOwner, id: string): Promise<boolean> {
    const [rows]: [unknown[], number] = await this.shared.manager.query(
      `DELETE FROM public.calendar_links WHERE ${OWN} AND id = $3 RETURNING id`,
      [organizationId, userId, id],
    );
    return rows.length > 0;
  }

  async deleteOf(userId: string): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.calendar_links WHERE user_id = $1', [userId]);
  }

  /** The link of a token, while its user is an active member of an active organization. Its use is noted to the minute. */
  async use(tokenHash: Buffer): Promise<UsableLink | undefined> {
    const rows: UsableLink[] = await this.shared.manager.query(
      `SELECT l.organization_id AS "organizationId", l.user_id AS "userId", l.name, l.filter, m.role,
              o.name AS organization
       FROM public.calendar_links l
       JOIN public.memberships m USING (organization_id, user_id)
       JOIN public.users u ON u.id = l.user_id AND u.is_active
       JOIN public.organizations o ON o.id = l.organization_id AND o.status = 'ACTIVE'
       WHERE l.token_hash = $1`,
      [tokenHash],
    );
    if (rows.length > 0)
      await this.shared.manager.query(
        `UPDATE public.calendar_links SET last_used_at = now()
         WHERE token_hash = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
        [tokenHash],
      );
    return rows[0];
  }

  /** Of a user, in all organizations. */
  findOf(userId: string): Promise<object[]> {
    return this.shared.manager.query(
      `SELECT o.slug AS organization, l.name, l.hint, l.filter, l.created_at AS "createdAt",
              l.last_used_at AS "lastUsedAt"
       FROM public.calendar_links l JOIN public.organizations o ON o.id = l.organization_id
       WHERE l.user_id = $1 ORDER BY l.created_at, l.id`,
      [userId],
    );
  }

  private async count({ organizationId, userId }: CalendarOwner): Promise<number> {
    const rows: { count: number }[] = await this.shared.manager.query(
      `SELECT count(*)::int AS count FROM public.calendar_links WHERE ${OWN}`,
      [organizationId, userId],
    );
    return rows[0]?.count ?? 0;
  }
}
