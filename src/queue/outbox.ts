import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { FailureLog } from '../common/failure-log.js';
import { RequestContext } from '../context/request-context.js';
import { SharedTransaction } from '../database/shared-transaction.js';
import { type OutboxEntry, OutboxRepository } from './outbox.repository.js';
import { addAll } from './add-all.js';
import { type QueueName, QUEUES, type TenantJob } from './queue.names.js';

/**
 * The transactional outbox, which makes each queue a fair queue. A job can't join a transaction (on Redis least
 * of all), so the transaction that accepts work inserts an entry, the job is added once that has committed, and
 * `OutboxReconciliation` adds it again for as long as the entry exists.
 *
 * Of an organization's entries in a queue only the next in line has a job: when it is completed, the entry after
 * it gets one, behind the jobs of all other organizations. That is round robin per organization, and an
 * organization with a thousand entries occupies one worker.
 */
@Injectable()
export class Outbox implements OnModuleInit {
  private readonly logger = new Logger(Outbox.name);

  constructor(
    private readonly entries: OutboxRepository,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    for (const name of QUEUES) {
      const log = new FailureLog('Queue', {
        event: 'queue.failed',
        msg: 'A queue reported an error',
        queue: name,
      });
      this.queue(name).on('error', (error) => log.failed(error));
    }
  }

  /** Inserts an entry in the open shared transaction. The job gets the id of the row that describes the work. */
  async enqueue(entry: OutboxEntry): Promise<void> {
    await this.entries.insert(entry);
    this.dispatchAfterCommit(entry.organizationId);
  }

  /** Removes the entry of work that has ended, in whatever way. The entry after it gets its job. */
  async complete({ jobId, organizationId }: Omit<OutboxEntry, 'queue'>): Promise<void> {
    await this.entries.delete(jobId);
    await this.dispatch(organizationId);
  }

  /** How many entries an organization has in a queue: its work that hasn't ended. */
  count(queue: QueueName, organizationId: string): Promise<number> {
    return this.entries.count(queue, organizationId);
  }

  /** Whether an organization's work may start: not while it is suspended or deleted. */
  async mayRun(organizationId: string): Promise<boolean> {
    return (await this.findRunnable([organizationId])).length > 0;
  }

  /** Those of some organizations whose work may start. */
  findRunnable(organizationIds: string[]): Promise<string[]> {
    return this.entries.findOpen(organizationIds);
  }

  /** Adds the jobs of an organization that becomes active with the open transaction. */
  resume(organizationId: string): void {
    this.dispatchAfterCommit(organizationId);
  }

  /** Adds the jobs of entries. A job that exists already, waiting or active, stays as it is. */
  async addJobs(entries: OutboxEntry[]): Promise<void> {
    for (const [queue, group] of Map.groupBy(entries, (entry) => entry.queue)) {
      const jobs = group.map(({ jobId, organizationId }) => ({
        name: queue,
        data: { organizationId } satisfies TenantJob,
        opts: { jobId },
      }));
      await addAll(this.queue(queue), jobs);
    }
  }

  queue<Data = TenantJob>(name: QueueName): Queue<Data> {
    return this.modules.get<Queue<Data>>(getQueueToken(name), { strict: false });
  }

  private dispatchAfterCommit(organizationId: string): void {
    // The caller doesn't wait for the queue.
    this.shared.current.afterCommit(() => void this.dispatch(organizationId));
  }

  /** Adds the jobs of the entries that are next in line. When that fails, the reconciliation adds them. */
  private async dispatch(organizationId: string): Promise<void> {
    try {
      // In a new context: the transaction of the current one has ended and takes no more queries.
      const entries = await this.context.run({}, () => this.entries.findNextInLineOf(organizationId));
      await this.addJobs(entries);
    } catch (error) {
      this.logger.warn({
        event: 'queue.enqueue_failed',
        msg: 'Jobs could not be added; the reconciliation adds them',
        organizationId,
        err: error,
      });
    }
  }
}
