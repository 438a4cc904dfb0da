import { Injectable } from '@nestjs/common';
import { IdentityTransaction } from '../database/identity-transaction.js';
import type { QueueName } from './queue.names.js';

export interface OutboxEntry {
  jobId: string;
  queue: QueueName;
  organizationId: string;
}

/** A lane is the work of one organization in one queue. Its order is that of the rows the work is for. */
const HEADS = `
  SELECT DISTINCT ON (e.organization_id, e.queue)
    e.job_id AS "jobId", e.queue, e.organization_id AS "organizationId", e.created_at
  FROM public.outbox e
  JOIN public.organizations o ON o.id = e.organization_id AND o.status = 'ACTIVE'
  ORDER BY e.organization_id, e.queue, e.created_at, e.job_id`;

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

  /** How much of an organization's work in a queue hasn't ended. */
  async count(queue: QueueName, organizationId: string): Promise<number> {
    const rows: { count: number }[] = await this.identity.manager.query(
      'SELECT count(*)::int AS count FROM public.outbox WHERE queue = $1 AND organization_id = $2',
      [queue, organizationId],
    );
    return rows[0]?.count ?? 0;
  }

  /** The first of each lane of open organizations, those that wait the longest first. */
  findHeads(limit: number): Promise<OutboxEntry[]> {
    return this.identity.manager.query(
      `SELECT "jobId", queue, "organizationId" FROM (${HEADS}) head ORDER BY created_at LIMIT $1`,
      [limit],
    );
  }

  /** The first of each lane of an organization; none while it is closed. */
  findHeadsOf(organizationId: string): Promise<OutboxEntry[]> {
    return this.identity.manager.query(
      `SELECT "jobId", queue, "organizationId" FROM (${HEADS}) head WHERE "organizationId" = $1`,
      [organizationId],
    );
  }

  /** How many entries each queue has. */
  countByQueue(): Promise<{ queue: QueueName; count: number }[]> {
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
