import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';

@Injectable()
export class PasswordResetRequestsRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert(id: string, email: string): Promise<void> {
    await this.shared.manager.query(
      'INSERT INTO public.password_reset_requests (id, email) VALUES ($1, $2)',
      [id, email],
    );
  }

  /** Removes an address's requests, but for one that another transaction answers and removes at this moment. */
  async deleteOf(email: string): Promise<void> {
    await this.shared.manager.query(
      `DELETE FROM public.password_reset_requests WHERE id IN (
         SELECT id FROM public.password_reset_requests WHERE lower(email) = lower($1) FOR UPDATE SKIP LOCKED)`,
      [email],
    );
  }

  /** Removes the oldest request that no other transaction has locked. @returns its address */
  async take(): Promise<string | undefined> {
    const [rows]: [{ email: string }[], number] = await this.shared.manager.query(
      `DELETE FROM public.password_reset_requests WHERE id = (
         SELECT id FROM public.password_reset_requests ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING email`,
    );
    return rows[0]?.email;
  }
}
