import { Injectable } from '@nestjs/common';
import type { PageQuery } from '../../../common/pagination.js';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { type AuthMethod, SessionEntity } from './session.entity.js';

/** A session as its owner may see it. */
export interface SessionSummary {
  id: string;
  organization: { id: string; name: string; slug: string };
  userAgent: string | null;
  ip: string | null;
  createdAt: Date;
  authenticatedAt: Date;
  authMethods: AuthMethod[];
  /** When its refresh token was last exchanged. */
  lastUsedAt: Date;
  expiresAt: Date;
}

@Injectable()
export class SessionsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert(
    session: Omit<SessionEntity, 'generation' | 'rotatedAt' | 'authenticatedAt' | 'createdAt'>,
  ): Promise<void> {
    await this.sessions.insert(session);
  }

  /** The unexpired session, locked until the transaction ends. */
  lock(id: string): Promise<SessionEntity | null> {
    return this.sessions
      .createQueryBuilder('s')
      .where('s.id = :id AND s.expires_at > now()', { id })
      .setLock('pessimistic_write')
      .getOne();
  }

  async rotate(
    id: string,
    changes: Pick<SessionEntity, 'generation' | 'organizationId' | 'inCookie' | 'expiresAt'>,
  ): Promise<void> {
    await this.sessions.update({ id }, { ...changes, rotatedAt: () => 'now()' });
  }

  /** @returns false when the session has ended */
  async authenticate(id: string, authMethods: AuthMethod[]): Promise<boolean> {
    const changes = { authMethods, authenticatedAt: () => 'now()' };
    return (await this.sessions.update({ id }, changes)).affected === 1;
  }

  async delete(id: string): Promise<void> {
    await this.sessions.delete({ id });
  }

  /** @returns false when the user has no such session */
  async deleteOwn(id: string, userId: string): Promise<boolean> {
    return (await this.sessions.delete({ id, userId })).affected === 1;
  }

  /** A user's unexpired sessions, last used first. */
  async findPage(userId: string, { page, limit }: PageQuery): Promise<[SessionSummary[], number]> {
    const rows: SessionSummary[] = await this.shared.manager.query(
      `SELECT s.id, json_build_object('id', o.id, 'name', o.name, 'slug', o.slug) AS organization,
              s.user_agent AS "userAgent", s.ip, s.created_at AS "createdAt",
              s.authenticated_at AS "authenticatedAt", s.auth_methods AS "authMethods",
              s.rotated_at AS "lastUsedAt", s.expires_at AS "expiresAt"
       FROM public.sessions s JOIN public.organizations o ON o.id = s.organization_id
       WHERE s.user_id = $1 AND s.expires_at > now()
       ORDER BY s.rotated_at DESC, s.id DESC LIMIT $2 OFFSET $3`,
      [userId, limit, (page - 1) * limit],
    );
    const [count]: { total: number }[] = await this.shared.manager.query(
      'SELECT count(*)::int AS total FROM public.sessions WHERE user_id = $1 AND expires_at > now()',
      [userId],
    );
    return [rows, count?.total ?? 0];
  }

  /** Removes a user's sessions. @returns the ids of those removed */
  async deleteOf(userId: string, except: string | null): Promise<string[]> {
    const query = this.sessions.createQueryBuilder().delete().where('user_id = :userId', { userId });
    if (except) query.andWhere('id <> :except', { except });
    const { raw } = await query.returning('id').execute();
    return (raw as { id: string }[]).map(({ id }) => id);
  }

  async deleteExpired(): Promise<void> {
    await this.sessions.createQueryBuilder().delete().where('expires_at < now()').execute();
  }

  private get sessions() {
    return this.shared.manager.getRepository(SessionEntity);
  }
}
