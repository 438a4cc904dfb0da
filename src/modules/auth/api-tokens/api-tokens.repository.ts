import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';
import { ApiTokenEntity } from './api-token.entity.js';
import type { TokenInMail } from './token-in-mail.js';

/** The owner of tokens: one user, or all members of the organization without `userId`. */
export interface TokenOwner {
  organizationId: string;
  userId?: string;
}

export interface TokenHolder {
  email: string;
  userName: string;
}

@Injectable()
export class ApiTokensRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Stores a token for as long as the membership is there. Neither that nor the session can end meanwhile:
   * whatever ends sessions and then tokens finds this one.
   * @returns when it was created, undefined when the membership or the session has ended
   */
  async insert(
    token: Omit<ApiTokenEntity, 'createdAt' | 'lastUsedAt'>,
    sessionId: string,
  ): Promise<Date | undefined> {
    const { id, organizationId, userId, name, tokenHash, hint, permissions, expiresAt } = token;
    const rows: { created_at: Date }[] = await this.shared.manager.query(
      `WITH membership AS (
         SELECT organization_id, user_id FROM public.memberships
         WHERE organization_id = $2 AND user_id = $3 FOR KEY SHARE
       ), session AS (
         SELECT FROM public.sessions WHERE id = $9 AND user_id = $3 AND expires_at > now() FOR KEY SHARE
       )
       INSERT INTO public.api_tokens
         (id, organization_id, user_id, name, token_hash, hint, permissions, expires_at)
       SELECT $1, organization_id, user_id, $4, $5, $6, $7::text[], $8::timestamptz FROM membership, session
       RETURNING created_at`,
      [id, organizationId, userId, name, tokenHash, hint, permissions, expiresAt, sessionId],
    );
    return rows[0]?.created_at;
  }

  async findPage(
    { organizationId, userId }: TokenOwner,
    page: number,
    limit: number,
  ): Promise<[(ApiTokenEntity & TokenHolder)[], number]> {
    const filter = 't.organization_id = $1 AND ($2::uuid IS NULL OR t.user_id = $2)';
    const rows: (ApiTokenEntity & TokenHolder)[] = await this.shared.manager.query(
      `SELECT t.id, t.user_id AS "userId", u.email, u.name AS "userName", t.name, t.hint, t.permissions,
              t.created_at AS "createdAt", t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt"
       FROM public.api_tokens t JOIN public.users u ON u.id = t.user_id
       WHERE ${filter} ORDER BY t.created_at, t.id LIMIT $3 OFFSET $4`,
      [organizationId, userId ?? null, limit, (page - 1) * limit],
    );
    const [count]: { total: number }[] = await this.shared.manager.query(
      `SELECT count(*) AS total FROM public.api_tokens t WHERE ${filter}`,
      [organizationId, userId ?? null],
    );
    return [rows, count?.total ?? 0];
  }

  findOne(id: string, owner: TokenOwner): Promise<ApiTokenEntity | null> {
    return this.tokens.findOneBy({ id, ...owner });
  }

  async delete(id: string, owner: TokenOwner): Promise<boolean> {
    return (await this.tokens.delete({ id, ...owner })).affected === 1;
  }

  /** Removes all tokens of a user, in all organizations. @returns the ids of those removed */
  async deleteOf(userId: string): Promise<string[]> {
    const query = this.tokens.createQueryBuilder().delete().where('user_id = :userId', { userId });
    const { raw } = await query.returning('id').execute();
    return (raw as { id: string }[]).map(({ id }) => id);
  }

  /** The unexpired tokens of a user, in all organizations. */
  findUnexpiredOf(userId: string): Promise<TokenInMail[]> {
    return this.shared.manager.query(
      `SELECT t.name, t.hint, o.name AS organization, t.expires_at AS "expiresAt"
       FROM public.api_tokens t JOIN public.organizations o ON o.id = t.organization_id
       WHERE t.user_id = $1 AND t.expires_at > now() ORDER BY o.name, t.created_at, t.id`,
      [userId],
    );
  }

  /** Removes what expired more than so many days ago. */
  async deleteExpired(days: number): Promise<void> {
    await this.tokens
      .createQueryBuilder()
      .delete()
      .where('expires_at < now() - make_interval(days => :days)', { days })
      .execute();
  }

  private get tokens() {
    return this.shared.manager.getRepository(ApiTokenEntity);
  }
}
