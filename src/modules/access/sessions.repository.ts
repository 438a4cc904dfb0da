import { Injectable } from '@nestjs/common';
import type { Principal } from '../../context/principal.js';
import { IdentityTransaction } from '../../database/identity-transaction.js';
import { SessionEntity } from './session.entity.js';

@Injectable()
export class SessionsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  async insert(session: Omit<SessionEntity, 'generation' | 'rotatedAt' | 'createdAt'>): Promise<void> {
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

  async rotate(id: string, generation: number, organizationId: string, expiresAt: Date): Promise<void> {
    await this.sessions.update({ id }, { generation, organizationId, expiresAt, rotatedAt: () => 'now()' });
  }

  async delete(id: string): Promise<void> {
    await this.sessions.delete({ id });
  }

  /** Removes a person's sessions. @returns the ids of those removed */
  async deleteOf(userId: string, except: string | null): Promise<string[]> {
    const query = this.sessions.createQueryBuilder().delete().where('user_id = :userId', { userId });
    if (except) query.andWhere('id <> :except', { except });
    const { raw } = await query.returning('id').execute();
    return (raw as { id: string }[]).map(({ id }) => id);
  }

  async deleteExpired(): Promise<void> {
    await this.sessions.createQueryBuilder().delete().where('expires_at < now()').execute();
  }

  /** Whether everything that a token of this principal claims is still so. */
  async isCurrent({ sessionId, userId, organizationId, role }: Principal): Promise<boolean> {
    const rows: unknown[] = await this.identity.manager.query(
      `SELECT FROM public.sessions s
       JOIN public.users u ON u.id = s.user_id AND u.is_active
       JOIN public.memberships m ON m.user_id = s.user_id AND m.organization_id = $3 AND m.role = $4
       JOIN public.organizations o ON o.id = m.organization_id AND o.status = 'ACTIVE'
       WHERE s.id = $1 AND s.user_id = $2`,
      [sessionId, userId, organizationId, role],
    );
    return rows.length > 0;
  }

  async isPlatformAdmin(userId: string): Promise<boolean> {
    const rows: unknown[] = await this.identity.manager.query(
      'SELECT FROM public.users WHERE id = $1 AND is_active AND is_platform_admin',
      [userId],
    );
    return rows.length > 0;
  }

  private get sessions() {
    return this.identity.manager.getRepository(SessionEntity);
  }
}
