import { AsyncResource } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { systemIn } from '../context/principal.js';
import { addAll } from '../queue/add-all.js';
import { Outbox } from '../queue/outbox.js';
import { CONSUMERS_QUEUE, type TenantJob } from '../queue/queue.names.js';
import { Reconciliation } from '../tenancy/reconciliation.js';
import { TenantResources } from '../tenancy/tenant-resources.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { ChangeConsumer } from './change-consumer.js';
import { ConsumersRepository } from './consumers.repository.js';

/** For how long changes are collected before jobs are added for them, in milliseconds. */
const COALESCE = 250;
/**
 * Between two runs of a consumer without a delay for one organization, in milliseconds: under steady load its changes
 * are handled together. A consumer with a delay pauses for as long as that.
 */
const PAUSE = 250;

export interface ConsumerJob extends TenantJob {
  consumer: string;
}

/**
 * The registry of all consumers of the change log. A change adds a job for its organization and each consumer,
 * unless one waits already; the job handles all changes that are there. Where a job is lost,
 * `Reconciliation` adds another.
 */
@Injectable()
export class ChangeConsumers implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChangeConsumers.name);
  private readonly consumers = new Map<string, ChangeConsumer>();
  private readonly changed = new Set<string>();
  /** Jobs that this process knows to wait for their time: they handle the changes until then, too. */
  private readonly delayed = new LRUCache<string, true>({ max: 10_000 });
  private timer?: NodeJS.Timeout;
  /** For the changes of many requests, so in the context of none of them. */
  private readonly addLater = AsyncResource.bind(() => void this.addJobs());

  constructor(
    private readonly changeNotifications: ChangeNotifications,
    private readonly repository: ConsumersRepository,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    resources: TenantResources,
    reconciliation: Reconciliation,
  ) {
    reconciliation.add((organizationId) => this.reconcile(organizationId));
    // Its jobs in the queue are removed with all others: none must come after that.
    resources.add({
      name: 'changes for consumers',
      stop: async (organizationId) => void this.changed.delete(organizationId),
      purge: async () => undefined,
      isPurged: async (organizationId) => !this.changed.has(organizationId),
    });
  }

  onModuleInit(): void {
    this.changeNotifications.onMessage((organizationId, _sequence, isOwn) => {
      // The process that made a change adds the job for it.
      if (!isOwn || this.consumers.size === 0) return;
      this.changed.add(organizationId);
      this.timer ??= setTimeout(this.addLater, COALESCE);
    });
  }

  /** Before the queue and the database close, which would keep what comes then waiting. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.addJobs();
  }

  register(consumer: ChangeConsumer): void {
    this.consumers.set(consumer.name, consumer);
  }

  find(name: string): ChangeConsumer | undefined {
    return this.consumers.get(name);
  }

  /** Subscribes a consumer to the organization of the open tenant transaction, from its next change on. */
  subscribe(name: string): Promise<void> {
    return this.repository.insert(name);
  }

  unsubscribe(name: string): Promise<void> {
    return this.repository.delete(name);
  }

  /** Adds jobs for what an organization's consumers have not handled, each for when it is due. */
  reconcile(organizationId: string): Promise<void> {
    return this.addPending(organizationId, [...this.consumers.keys()], () => 0);
  }

  /** As `reconcile`, for a consumer that has just run. */
  continue(organizationId: string, name: string): Promise<void> {
    // What is committed from here on is covered by no job; what was before is read below.
    this.delayed.delete(jobIdOf(name, organizationId));
    return this.addPending(organizationId, [name], ({ delay }) => (delay ? delay * 1000 : PAUSE));
  }

  /** @param pause before the next run, in milliseconds, at least */
  private async addPending(
    organizationId: string,
    names: string[],
    pause: (consumer: ChangeConsumer) => number,
  ): Promise<void> {
    if (names.length === 0) return;
    const pending = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.repository.findPending(names),
    );
    const jobs = pending.map(({ name, at }) => {
      const consumer = this.consumers.get(name) as ChangeConsumer;
      const due = at.getTime() + (consumer.delay ?? 0) * 1000 - Date.now();
      return toJob(name, organizationId, Math.max(0, due, pause(consumer)));
    });
    await this.add(jobs);
  }

  private async addJobs(): Promise<void> {
    this.timer = undefined;
    const organizationIds = [...this.changed];
    this.changed.clear();
    try {
      const jobs = [];
      for (const consumer of this.consumers.values()) {
        const delay = (consumer.delay ?? 0) * 1000;
        for (const id of organizationIds) {
          const job = toJob(consumer.name, id, delay);
          if (this.delayed.has(job.opts.jobId)) continue;
          if ((await consumer.isInterested?.(id)) === false) continue;
          jobs.push(job);
        }
      }
      await this.add(jobs);
    } catch (error) {
      this.logger.warn({
        event: 'queue.enqueue_failed',
        msg: 'Changes wait for the next reconciliation to be handled',
        err: error,
      });
    }
  }

  private async add(jobs: ReturnType<typeof toJob>[]): Promise<void> {
    // Before they are added: an entry that outlived its job would hold changes back.
    for (const { opts } of jobs) if (opts.delay > 0) this.delayed.set(opts.jobId, true, { ttl: opts.delay });
    try {
      await addAll(this.outbox.queue(CONSUMERS_QUEUE), jobs);
    } catch (error) {
      this.delayed.clear();
      throw error;
    }
  }
}

const jobIdOf = (consumer: string, organizationId: string): string => `${consumer}.${organizationId}`;

/** The job of a consumer in an organization: there is one at a time. */
function toJob(consumer: string, organizationId: string, delay: number) {
  const data: ConsumerJob = { organizationId, consumer };
  return { name: consumer, data, opts: { jobId: jobIdOf(consumer, organizationId), delay } };
}
