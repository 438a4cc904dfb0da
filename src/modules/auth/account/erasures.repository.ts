import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../../../database/shared-transaction.js';

/** A deleted user whose data in an organization is to be erased. */
export interface Erasure {
  userId: string;
  organizationId: string;
}

@Injectable()
export class ErasuresRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert(userId: string, organizationIds: string[]): Promise<void> {
    await this.shared.manager.query(
      'INSERT INTO public.user_erasures (user_id, organization_id) SELECT $1, unnest($2::uuid[])',
      [userId, organizationIds],
    );
  }

  /** Up to `limit` that have waited for so many seconds, or were tried so long ago, whose organization is there. */
  async findWaiting(seconds: number, limit: number): Promise<Erasure[]> {
    await this.shared.manager.query(
      `DELETE FROM public.user_erasures e WHERE NOT EXISTS (
         SELECT FROM public.organizations o WHERE o.id = e.organization_id AND o.status <> 'PURGING')`,
    );
    const [rows]: [Erasure[], number] = await this.shared.manager.query(
      `UPDATE public.user_erasures SET created_at = now()
       WHERE (user_id, organization_id) IN (
         SELECT user_id, organization_id FROM public.user_erasures
         WHERE created_at < now() - make_interval(secs => $1) ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED)
       RETURNING user_id AS "userId", organization_id AS "organizationId"`,
      [seconds, limit],
    );
    return rows;
  }

  async delete({ userId, organizationId }: Erasure): Promise<void> {
    await this.shared.manager.query(
      'DELETE FROM public.user_erasures WHERE user_id = $1 AND organization_id = $2',
      [userId, organizationId],
    );
  }
}
