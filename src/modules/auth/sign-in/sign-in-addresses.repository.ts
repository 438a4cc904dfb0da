import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';

/** Where from accounts have been signed in to. */
@Injectable()
export class SignInAddressesRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async isKnown(userId: string | null, network: string): Promise<boolean> {
    const rows: unknown[] = await this.shared.manager.query(
      'SELECT FROM public.sign_in_addresses WHERE user_id = $1 AND network = $2',
      [userId, network],
    );
    return rows.length > 0;
  }

  async remember(userId: string, network: string): Promise<void> {
    await this.shared.manager.query(
      `INSERT INTO public.sign_in_addresses (user_id, network) VALUES ($1, $2)
       ON CONFLICT (user_id, network) DO UPDATE SET last_sign_in_at = now()`,
      [userId, network],
    );
  }

  /** @param days after which an address is removed */
  async prune(days: number): Promise<void> {
    await this.shared.manager.query(
      `DELETE FROM public.sign_in_addresses WHERE last_sign_in_at < now() - make_interval(days => $1)`,
      [days],
    );
  }
}
