import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { Mail } from './mail.js';

/** A mail whose lease this process holds. */
export interface LeasedMail extends Mail {
  id: string;
  /** How many attempts there were, this one included. */
  attempts: number;
  createdAt: Date;
}

@Injectable()
export class MailsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert(id: string, { to, subject, text, link, once = false }: Mail): Promise<void> {
    await this.shared.manager.query(
      'INSERT INTO public.mails (id, recipient, subject, text, link, once) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, to, subject, text, link ?? null, once],
    );
  }

  /** Whether an account has shown by its mailbox, or an operator vouched, that the address is its user's. */
  async isProved(address: string): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      `SELECT FROM public.users WHERE lower(email) = lower($1) AND email_verified_by IN ('MAIL', 'OPERATOR')`,
      [address],
    );
    return rows.length > 0;
  }

  /**
   * Acquires the leases of due mails, longest waiting first. No other process gets them for `lease` seconds; if this
   * process dies, another one retries after that. Mail that must be sent at most once is deleted instead.
   */
  acquireLeases(limit: number, lease: number): Promise<LeasedMail[]> {
    return this.shared.manager.query(
      `WITH due AS (
         SELECT id FROM public.mails WHERE next_attempt_at <= now()
         ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ), taken AS (
         DELETE FROM public.mails m USING due WHERE m.id = due.id AND m.once RETURNING m.*
       ), leased AS (
         UPDATE public.mails m
         SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $2)
         FROM due WHERE m.id = due.id AND NOT m.once RETURNING m.*
       )
       SELECT id, recipient AS "to", subject, text, link, once, created_at AS "createdAt",
              CASE WHEN once THEN attempts + 1 ELSE attempts END AS attempts
       FROM (SELECT * FROM taken UNION ALL SELECT * FROM leased) mails`,
      [limit, lease],
    );
  }

  /** Releases the lease of a mail, which is retried after so many seconds. */
  async postpone(mail: LeasedMail, seconds: number): Promise<void> {
    const { id, to, subject, text, link, once, attempts, createdAt } = mail;
    await this.shared.manager.query(
      `INSERT INTO public.mails (id, recipient, subject, text, link, once, attempts, created_at, next_attempt_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => $9))
       ON CONFLICT (id) DO UPDATE SET next_attempt_at = excluded.next_attempt_at`,
      [id, to, subject, text, link, once, attempts, createdAt, seconds],
    );
  }

  /** Removes what wasn't sent to an address yet. */
  async deleteTo(address: string): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.mails WHERE lower(recipient) = lower($1)', [address]);
  }

  async delete(id: string): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.mails WHERE id = $1', [id]);
  }
}
