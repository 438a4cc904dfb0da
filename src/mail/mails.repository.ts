import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../database/identity-transaction.js';
import type { Mail } from './mail.js';

/** A mail in the hands of this process. */
export interface ClaimedMail extends Mail {
  id: string;
  /** How often it was tried, this time included. */
  attempts: number;
  createdAt: Date;
}

@Injectable()
export class MailsRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  async insert(id: string, { to, subject, text, link }: Mail): Promise<void> {
    await this.identity.manager.query(
      'INSERT INTO public.mails (id, recipient, subject, text, link) VALUES ($1, $2, $3, $4, $5)',
      [id, to, subject, text, link ?? null],
    );
  }

  /**
   * Takes mails that are due, longest waiting first. Nobody else gets them for `lease` seconds: should
   * this process die, another one tries again after that.
   */
  async claim(limit: number, lease: number): Promise<ClaimedMail[]> {
    const [rows]: [ClaimedMail[], number] = await this.identity.manager.query(
      `UPDATE public.mails SET attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $2)
       WHERE id IN (
         SELECT id FROM public.mails WHERE next_attempt_at <= now()
         ORDER BY next_attempt_at LIMIT $1 FOR UPDATE SKIP LOCKED)
       RETURNING id, recipient AS "to", subject, text, link, attempts, created_at AS "createdAt"`,
      [limit, lease],
    );
    return rows;
  }

  /** Gives a mail back, to be tried again after so many seconds. */
  async postpone(id: string, seconds: number): Promise<void> {
    await this.identity.manager.query(
      'UPDATE public.mails SET next_attempt_at = now() + make_interval(secs => $2) WHERE id = $1',
      [id, seconds],
    );
  }

  async delete(id: string): Promise<void> {
    await this.identity.manager.query('DELETE FROM public.mails WHERE id = $1', [id]);
  }
}
