import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { RequestContext } from '../context/request-context.js';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { type OutboxEntry, OutboxRepository } from './outbox.repository.js';
import { type QueueName, QUEUES, type TenantJob } from './queue.names.js';

/**
 * Work that was accepted: the transactional outbox pattern. A job can't join a transaction (on Redis
 * least of all), so the transaction that accepts the work notes it here, the job is added once it
 * has committed, and `OutboxSweep` adds it again for as long as the note stands.
 *
 * Of an organization's work in a queue only the first has a job: the next gets one, behind those of
 * all others, when it has ended. So organizations take turns, and one with a thousand pieces of work
 * occupies one worker.
 */
@Injectable()
export class Outbox implements OnModuleInit {
  private readonly logger = new Logger(Outbox.name);

  constructor(
    private readonly entries: OutboxRepository,
    private readonly identity: IdentityTransaction,
    private readonly context: RequestContext,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    for (const name of QUEUES) {
      this.queue(name).on('error', (error) => this.logger.warn(`The queue ${name} fails: ${error.message}`));
    }
  }

  /** Notes work in the open identity transaction. The job gets the id of the row that describes it. */
  async accept(entry: OutboxEntry): Promise<void> {
    await this.entries.insert(entry);
    this.dispatchAfterCommit(entry.organizationId);
  }

  /** Crosses off work that has ended, however it ended. What waits behind it comes next. */
  async settle({ jobId, organizationId }: Omit<OutboxEntry, 'queue'>): Promise<void> {
    await this.entries.delete(jobId);
    await this.dispatch(organizationId);
  }

  /** How much of an organization's work in a queue hasn't ended. */
  countUnsettled(queue: QueueName, organizationId: string): Promise<number> {
    return this.entries.count(queue, organizationId);
  }

  /** Whether work of an organization may begin: not while it is suspended or deleted. */
  mayRun(organizationId: string): Promise<boolean> {
    return this.entries.isOpen(organizationId);
  }

  /** Goes on with all that an organization waits for, which opens again with the open transaction. */
  revive(organizationId: string): void {
    this.dispatchAfterCommit(organizationId);
  }

  /** Adds jobs. One that is there already, waiting or running, stays as it is. */
  async enqueue(entries: OutboxEntry[]): Promise<void> {
    for (const [queue, group] of Map.groupBy(entries, (entry) => entry.queue)) {
      const jobs = group.map(({ jobId, organizationId }) => ({
        name: queue,
        data: { organizationId } satisfies TenantJob,
        opts: { jobId },
      }));
      await this.queue(queue).addBulk(jobs);
    }
  }

  queue(name: QueueName): Queue<TenantJob> {
    return this.modules.get<Queue<TenantJob>>(getQueueToken(name), { strict: false });
  }

  private dispatchAfterCommit(organizationId: string): void {
    // Nobody waits for the queue.
    this.identity.current.afterCommit(() => void this.dispatch(organizationId));
  }

  /** Adds the job of the work that is first in its lane. Where that fails, the sweep brings it. */
  private async dispatch(organizationId: string): Promise<void> {
    try {
      // A context of its own, as that of a transaction which has ended can't be asked any more.
      const heads = await this.context.run({}, () => this.entries.findHeadsOf(organizationId));
      await this.enqueue(heads);
    } catch (error) {
      this.logger.warn(`The queue took no job: ${(error as Error).message}`);
    }
  }
}
