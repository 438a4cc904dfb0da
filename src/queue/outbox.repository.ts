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

  /** Entries of open organizations that are older than `seconds`, oldest first. */
  findOlderThan(seconds: number, limit: number): Promise<OutboxEntry[]> {
    return this.identity.manager.query(
      `SELECT e.job_id AS "jobId", e.queue, e.organization_id AS "organizationId" FROM public.outbox e
       JOIN public.organizations o ON o.id = e.organization_id AND o.status = 'ACTIVE'
       WHERE e.created_at < now() - make_interval(secs => $1) ORDER BY e.created_at LIMIT $2`,
      [seconds, limit],
    );
  }

  findByOrganization(organizationId: string): Promise<OutboxEntry[]> {
    return this.identity.manager.query(
      `SELECT job_id AS "jobId", queue, organization_id AS "organizationId" FROM public.outbox
       WHERE organization_id = $1 ORDER BY created_at`,
      [organizationId],
    );
  }

  /** How many entries each queue has. */
  count(): Promise<{ queue: QueueName; count: number }[]> {
    return this.identity.manager.query('SELECT queue, count(*) FROM public.outbox GROUP BY queue');
  }

  async isOpen(organizationId: string): Promise<boolean> {
    const rows: unknown[] = await this.identity.manager.query(
      `SELECT FROM public.organizations WHERE id = $1 AND status = 'ACTIVE'`,
      [organizationId],
    );
    return rows.length > 0;
  }
}
