import { Injectable } from '@nestjs/common';
import type { Role, SessionPrincipal } from '../context/principal.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { Permission } from './permissions.js';

/** An API token, with the current role of its user in the organization. */
export interface VerifiedToken {
  id: string;
  userId: string;
  organizationId: string;
  role: Role;
  permissions: Permission[];
  expiresAt: Date;
  lastUsedAt: Date | null;
  /** Whether the account is active and the organization open. */
  usable: boolean;
}

/** The SQL that decides on a request: the current state of sessions, API tokens and accounts. */
@Injectable()
export class CredentialsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /** Whether all claims of this principal's access token are still true. */
  async isCurrent({ sessionId, userId, organizationId, role }: SessionPrincipal): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `SELECT FROM public.sessions s
       JOIN public.users u ON u.id = s.user_id AND u.is_active
       JOIN public.memberships m ON m.user_id = s.user_id AND m.organization_id = $3 AND m.role = $4
       JOIN public.organizations o ON o.id = m.organization_id AND o.status = 'ACTIVE'
       WHERE s.id = $1 AND s.user_id = $2`,
      [sessionId, userId, organizationId, role],
    );
    return rows.length > 0;
  }

  /**
   * Whether a session's user showed the second factor here, with the password, within so many seconds. One without a
   * second factor need not; where `ofAll` is set, they need to have shown the password.
   */
  async isFresh(sessionId: string | null, userId: string, seconds: number, ofAll: boolean): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `WITH factor AS (
         SELECT EXISTS (
           SELECT FROM public.totp_secrets WHERE user_id = $2 AND confirmed_at IS NOT NULL) AS is_on
       )
       SELECT FROM factor WHERE NOT (is_on OR $4) OR EXISTS (
         SELECT FROM public.sessions WHERE id = $1 AND user_id = $2
           AND auth_methods @> CASE WHEN is_on THEN '{pwd,otp}'::text[] ELSE '{pwd}'::text[] END
           AND authenticated_at > now() - make_interval(secs => $3)
       )`,
      [sessionId, userId, seconds, ofAll],
    );
    return rows.length > 0;
  }

  async isPlatformAdmin(userId: string): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      'SELECT FROM public.users WHERE id = $1 AND is_active AND is_platform_admin',
      [userId],
    );
    return rows.length > 0;
  }

  async findApiToken(tokenHash: Buffer): Promise<VerifiedToken | undefined> {
    const rows: VerifiedToken[] = await this.shared.manager.query(
      `SELECT t.id, t.user_id AS "userId", t.organization_id AS "organizationId", m.role, t.permissions,
              t.expires_at AS "expiresAt", t.last_used_at AS "lastUsedAt",
              u.is_active AND o.status = 'ACTIVE' AS usable
       FROM public.api_tokens t
       JOIN public.memberships m ON m.organization_id = t.organization_id AND m.user_id = t.user_id
       JOIN public.users u ON u.id = t.user_id
       JOIN public.organizations o ON o.id = t.organization_id
       WHERE t.token_hash = $1`,
      [tokenHash],
    );
    return rows[0];
  }

  /** Several processes may record the same use: it is written once a minute at most. */
  async recordApiTokenUse(id: string): Promise<void> {
    await this.shared.manager.query(
      `UPDATE public.api_tokens SET last_used_at = now()
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
      [id],
    );
  }
}
