import { Injectable } from '@nestjs/common';
import { SharedTransaction } from '../database/shared-transaction.js';
import type { QueueName } from './queue.names.js';

/** An entry of the outbox: accepted work that hasn't ended. */
export interface OutboxEntry {
  jobId: string;
  queue: QueueName;
  organizationId: string;
}

/** The oldest entry of each organization in each queue. Entries have the order of the rows that describe the work. */
const NEXT_IN_LINE = `
  SELECT DISTINCT ON (e.organization_id, e.queue)
    e.job_id AS "jobId", e.queue, e.organization_id AS "organizationId", e.created_at
  FROM public.outbox e
  JOIN public.organizations o ON o.id = e.organization_id AND o.status = 'ACTIVE'
  ORDER BY e.organization_id, e.queue, e.created_at, e.job_id`;

@Injectable()
export class OutboxRepository {
  constructor(private readonly shared: SharedTransaction) {}

  async insert({ jobId, queue, organizationId }: OutboxEntry): Promise<void> {
    await this.shared.manager.query(
      'INSERT INTO public.outbox (job_id, queue, organization_id) VALUES ($1, $2, $3)',
      [jobId, queue, organizationId],
    );
  }

  async delete(jobId: string): Promise<void> {
    await this.shared.manager.query('DELETE FROM public.outbox WHERE job_id = $1', [jobId]);
  }

  /** How many entries an organization has in a queue. */
  async count(queue: QueueName, organizationId: string): Promise<number> {
    const rows: { count: number }[] = await this.shared.manager.query(
      'SELECT count(*)::int AS count FROM public.outbox WHERE queue = $1 AND organization_id = $2',
      [queue, organizationId],
    );
    return rows[0]?.count ?? 0;
  }

  /** The next in line of every active organization and queue, longest waiting first. */
  findNextInLine(limit: number): Promise<OutboxEntry[]> {
    return this.shared.manager.query(
      `SELECT "jobId", queue, "organizationId" FROM (${NEXT_IN_LINE}) entry ORDER BY created_at LIMIT $1`,
      [limit],
    );
  }

  /** The next in line of an organization in each queue; none while it isn't active. */
  findNextInLineOf(organizationId: string): Promise<OutboxEntry[]> {
    return this.shared.manager.query(
      `SELECT "jobId", queue, "organizationId" FROM (${NEXT_IN_LINE}) entry WHERE "organizationId" = $1`,
      [organizationId],
    );
  }

  /** How many entries each queue has. */
  countByQueue(): Promise<{ queue: QueueName; count: number }[]> {
    return this.shared.manager.query('SELECT queue, count(*) FROM public.outbox GROUP BY queue');
  }

  /** Those of some organizations that are active. */
  async findOpen(organizationIds: string[]): Promise<string[]> {
    const rows: { id: string }[] = await this.shared.manager.query(
      `SELECT id FROM public.organizations WHERE id = ANY ($1::uuid[]) AND status = 'ACTIVE'`,
      [organizationIds],
    );
    return rows.map(({ id }) => id);
  }
}
