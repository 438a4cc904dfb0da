import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';

export interface StoredSecret {
  /** Encrypted. */
  secret: Buffer;
  isConfirmed: boolean;
}

@Injectable()
export class TotpRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async find(userId: string): Promise<StoredSecret | undefined> {
    const rows: StoredSecret[] = await this.shared.manager.query(
      `SELECT secret, confirmed_at IS NOT NULL AS "isConfirmed" FROM public.totp_secrets WHERE user_id = $1`,
      [userId],
    );
    return rows[0];
  }

  /** Stores a secret in the place of one that was never confirmed. @returns false when one was */
  async start(userId: string, secret: Buffer): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `INSERT INTO public.totp_secrets AS t (user_id, secret) VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET secret = excluded.secret, created_at = now()
         WHERE t.confirmed_at IS NULL
       RETURNING user_id`,
      [userId, secret],
    );
    return rows.length > 0;
  }

  /** As `find`, and locks the secret until the open transaction ends. */
  async lock(userId: string): Promise<StoredSecret | undefined> {
    const rows: StoredSecret[] = await this.shared.manager.query(
      `SELECT secret, confirmed_at IS NOT NULL AS "isConfirmed" FROM public.totp_secrets
       WHERE user_id = $1 FOR UPDATE`,
      [userId],
    );
    return rows[0];
  }

  /** Turns the second factor on, by the secret that is locked. */
  async confirm(userId: string, step: number): Promise<void> {
    await this.shared.manager.query(
      'UPDATE public.totp_secrets SET confirmed_at = now(), last_step = $2 WHERE user_id = $1',
      [userId, step],
    );
  }

  /** Up to `limit` secrets, by their users' ids; locked until the open transaction ends. */
  lockPage(after: string | undefined, limit: number): Promise<{ userId: string; secret: Buffer }[]> {
    return this.shared.manager.query(
      `SELECT user_id AS "userId", secret FROM public.totp_secrets
       WHERE $1::uuid IS NULL OR user_id > $1 ORDER BY user_id LIMIT $2 FOR UPDATE`,
      [after ?? null, limit],
    );
  }

  /** Stores the same secret as it is encrypted now. */
  async replace(userId: string, secret: Buffer): Promise<void> {
    await this.shared.manager.query('UPDATE public.totp_secrets SET secret = $2 WHERE user_id = $1', [
      userId,
      secret,
    ]);
  }

  /** Uses up a time step and all before it. @returns false when it was used up already */
  async useStep(userId: string, step: number): Promise<boolean> {
    const [, changed]: [unknown, number] = await this.shared.manager.query(
      `UPDATE public.totp_secrets SET last_step = $2
       WHERE user_id = $1 AND confirmed_at IS NOT NULL AND last_step < $2`,
      [userId, step],
    );
    return changed === 1;
  }

  /** Uses up a recovery code. @returns false when there is no such code, or not any more */
  async useRecoveryCode(userId: string, hash: Buffer): Promise<boolean> {
    const [, changed]: [unknown, number] = await this.shared.manager.query(
      'DELETE FROM public.recovery_codes WHERE user_id = $1 AND code_hash = $2',
      [userId, hash],
    );
    return changed === 1;
  }

  async replaceRecoveryCodes(userId: string, hashes: Buffer[]): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.recovery_codes WHERE user_id = $1', [userId]);
    await this.shared.manager.query(
      'INSERT INTO public.recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])',
      [userId, hashes],
    );
  }

  async countRecoveryCodes(userId: string): Promise<number> {
    const [row]: { count: number }[] = await this.shared.manager.query(
      'SELECT count(*)::int AS count FROM public.recovery_codes WHERE user_id = $1',
      [userId],
    );
    return row?.count ?? 0;
  }

  async delete(userId: string): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.recovery_codes WHERE user_id = $1', [userId]);
    await this.shared.manager.query('DELETE FROM public.totp_secrets WHERE user_id = $1', [userId]);
  }
}
