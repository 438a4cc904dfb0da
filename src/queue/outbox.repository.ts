import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../database/identity-transaction.js';
import type { QueueName } from './queue.names.js';

export interface OutboxEntry {
  jobId: string;
  queue: QueueName;
  organizationId: string;
}

@Injectable()
export class OutboxRepository {
  constructor(private readonly identity: IdentityTransaction) {}

  async insert({ jobId, queue, organizationId }: OutboxEntry): Promise<void> {
    await this.identity.manager.query(
      'INSERT INTO public.outbox (job_id, queue, organization_id) VALUES ($1, $2, $3)',
      [jobId, queue, organizationId],
    );
  }

  async delete(jobId: string): Promise<void> {
    await this.identity.manager.query('DELETE FROM public.outbox WHERE job_id = $1', [jobId]);
  }

  /** Entries that are older than `seconds`, oldest first. */
  findOlderThan(seconds: number, limit: number): Promise<OutboxEntry[]> {
    return this.identity.manager.query(
      `SELECT job_id AS "jobId", queue, organization_id AS "organizationId" FROM public.outbox
       WHERE created_at < now() - make_interval(secs => $1) ORDER BY created_at LIMIT $2`,
      [seconds, limit],
    );
  }
}
