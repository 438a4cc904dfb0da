import { getQueueToken } from '@nestjs/bullmq';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { IdentityTransaction } from '../database/identity-transaction.js';
import { type OutboxEntry, OutboxRepository } from './outbox.repository.js';
import { type QueueName, QUEUES, type TenantJob } from './queue.names.js';

/**
 * Work that was accepted: the transactional outbox pattern. A job can't join a transaction (on Redis
 * least of all), so the transaction that accepts the work notes it here, the job is added once it
 * has committed, and `OutboxSweep` adds it again for as long as the note stands.
 */
@Injectable()
export class Outbox implements OnModuleInit {
  private readonly logger = new Logger(Outbox.name);

  constructor(
    private readonly entries: OutboxRepository,
    private readonly identity: IdentityTransaction,
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
    this.enqueueAfterCommit([entry]);
  }

  /** Crosses off work that has ended, however it ended. */
  async settle(jobId: string): Promise<void> {
    await this.entries.delete(jobId);
  }

  /** Whether work of an organization may begin: not while it is suspended or deleted. */
  mayRun(organizationId: string): Promise<boolean> {
    return this.entries.isOpen(organizationId);
  }

  /** Goes on with all that an organization waits for, which opens again with the open transaction. */
  async revive(organizationId: string): Promise<void> {
    this.enqueueAfterCommit(await this.entries.findByOrganization(organizationId));
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

  private enqueueAfterCommit(entries: OutboxEntry[]): void {
    this.identity.current.afterCommit(() => {
      // Nobody waits for the queue: where it doesn't take the job, the sweep brings it.
      this.enqueue(entries).catch((error: Error) =>
        this.logger.warn(`The queue took no job: ${error.message}`),
      );
    });
  }
}
