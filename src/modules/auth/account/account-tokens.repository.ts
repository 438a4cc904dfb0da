import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';

export type TokenPurpose = 'PASSWORD_RESET' | 'EMAIL_CHANGE' | 'EMAIL_VERIFICATION';

/** What a token was for that was used up. */
export interface UsedToken {
  purpose: TokenPurpose;
  userId: string;
  email: string | null;
}

export interface NewAccountToken {
  userId: string;
  purpose: TokenPurpose;
  tokenHash: Buffer;
  email: string | null;
  /** In seconds. */
  lifetime: number;
}

@Injectable()
export class AccountTokensRepository {
  constructor(private readonly shared: SharedTransaction) {}

  /**
   * Stores a token in place of the earlier one of its kind.
   * @returns false, with nothing stored, when the user got `limit` of them within the hour.
   */
  async replace(
    { userId, purpose, tokenHash, email, lifetime }: NewAccountToken,
    limit: number,
  ): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `INSERT INTO public.account_tokens AS t (user_id, purpose, token_hash, email, expires_at)
       VALUES ($1, $2, $3, $4, now() + make_interval(secs => $5))
       ON CONFLICT (user_id, purpose) DO UPDATE SET
         token_hash = excluded.token_hash, email = excluded.email, expires_at = excluded.expires_at,
         issued = CASE WHEN t.counted_since > now() - interval '1 hour' THEN t.issued + 1 ELSE 1 END,
         counted_since =
           CASE WHEN t.counted_since > now() - interval '1 hour' THEN t.counted_since ELSE now() END
       WHERE t.counted_since <= now() - interval '1 hour' OR t.issued < $6
       RETURNING user_id`,
      [userId, purpose, tokenHash, email, lifetime, limit],
    );
    return rows.length > 0;
  }

  async isValid(purpose: TokenPurpose, tokenHash: Buffer): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      'SELECT FROM public.account_tokens WHERE purpose = $1 AND token_hash = $2 AND expires_at > now()',
      [purpose, tokenHash],
    );
    return rows.length > 0;
  }

  /** Uses a valid token for one of the purposes up: of two who use it, one gets it. */
  async take(purposes: TokenPurpose[], tokenHash: Buffer): Promise<UsedToken | undefined> {
    const [rows]: [UsedToken[], number] = await this.shared.manager.query(
      `UPDATE public.account_tokens SET token_hash = NULL
       WHERE purpose = ANY ($1) AND token_hash = $2 AND expires_at > now()
       RETURNING purpose, user_id AS "userId", email`,
      [purposes, tokenHash],
    );
    return rows[0];
  }

  async withdraw(userId: string): Promise<void> {
    await this.shared.manager.query('UPDATE public.account_tokens SET token_hash = NULL WHERE user_id = $1', [
      userId,
    ]);
  }
}
