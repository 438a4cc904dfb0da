import { AsyncResource } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ChangeNotifications } from '../change-notifications/change-notifications.js';
import { systemIn } from '../context/principal.js';
import { Outbox } from '../queue/outbox.js';
import { CONSUMERS_QUEUE, type OrganizationsJob } from '../queue/queue.names.js';
import { Reconciliation } from '../queue/reconciliation.js';
import { TenantResources } from '../tenancy/tenant-resources.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { ChangeConsumer } from './change-consumer.js';
import { ConsumersRepository } from './consumers.repository.js';
import { DueOrganizations } from './due-organizations.js';

/** How many organizations a job names at most: as many as one process should work through. */
const ORGANIZATIONS_PER_JOB = 100;
/** After how many milliseconds jobs that could not be added are tried again. */
const RETRY_AFTER = 1000;

export interface ConsumerJob extends OrganizationsJob {
  consumer: string;
}

interface Registered {
  consumer: ChangeConsumer;
  due: DueOrganizations;
}

/**
 * The registry of all consumers of the change log. The process that made a change remembers when its organization is
 * due for each consumer, and then adds one job for all organizations that are; the job handles all changes that are
 * there. What a killed process remembered, or the queue lost, `Reconciliation` finds by the cursors.
 */
@Injectable()
export class ChangeConsumers implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(ChangeConsumers.name);
  private readonly consumers = new Map<string, Registered>();
  private timer?: NodeJS.Timeout;
  private timerAt = Infinity;
  /** For the changes of many requests, so in the context of none of them. */
  private readonly addLater = AsyncResource.bind(() => {
    this.timerAt = Infinity;
    void this.addJobs((due, delay) => due.take(Date.now(), delay));
  });

  constructor(
    private readonly changeNotifications: ChangeNotifications,
    private readonly repository: ConsumersRepository,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    resources: TenantResources,
    reconciliation: Reconciliation,
  ) {
    reconciliation.add((organizationId) => this.reconcile(organizationId));
    const forget = async (organizationId: string): Promise<void> =>
      this.all.forEach(({ due }) => due.delete(organizationId));
    resources.add({
      name: 'changes for consumers',
      stop: forget,
      purge: forget,
      // The notification of its last change may still be on the way to this process: its job finds no organization.
      isPurged: async () => true,
    });
  }

  onModuleInit(): void {
    this.changeNotifications.onMessage((organizationId, _sequence, isOwn) => {
      // The process that made a change adds the job for it.
      if (!isOwn) return;
      const now = Date.now();
      for (const one of this.all) this.remember(one, organizationId, now);
    });
  }

  /**
   * Adds jobs for all that is due later, which other processes do then, before the queue and the database close. What
   * comes after that waits for a reconciliation.
   */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.addJobs((due) => due.ids, true);
    clearTimeout(this.timer);
  }

  register(consumer: ChangeConsumer): void {
    this.consumers.set(consumer.name, { consumer, due: new DueOrganizations() });
  }

  find(name: string): ChangeConsumer | undefined {
    return this.consumers.get(name)?.consumer;
  }

  /** Subscribes a consumer to the organization of the open tenant transaction, from its next change on. */
  subscribe(name: string): Promise<void> {
    return this.repository.insert(name);
  }

  unsubscribe(name: string): Promise<void> {
    return this.repository.delete(name);
  }

  /**
   * Remembers what an organization's consumers have not handled, each for when it is due.
   * @returns whether there is nothing
   */
  async reconcile(organizationId: string): Promise<boolean> {
    const names = [...this.consumers.keys()];
    if (names.length === 0) return true;
    const pending = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.repository.findPending(names),
    );
    for (const { name, at } of pending)
      this.remember(this.consumers.get(name) as Registered, organizationId, at.getTime());
    return pending.length === 0;
  }

  private remember({ consumer, due }: Registered, organizationId: string, changedAt: number): void {
    this.schedule(due.add(organizationId, changedAt, delayOf(consumer)));
  }

  private schedule(at: number): void {
    if (at >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = at;
    this.timer = setTimeout(this.addLater, Math.max(0, at - Date.now()));
  }

  private async addJobs(
    select: (due: DueOrganizations, delay: number) => string[],
    isDelayed = false,
  ): Promise<void> {
    for (const one of this.all) {
      const { consumer, due } = one;
      const delay = delayOf(consumer);
      const selected = select(due, delay);
      if (selected.length === 0) continue;
      try {
        await this.add(consumer, await interestedIn(consumer, selected), isDelayed ? delay : 0);
      } catch (error) {
        this.logger.warn({
          event: 'queue.enqueue_failed',
          msg: 'Jobs of a consumer could not be added; they are tried again',
          consumer: consumer.name,
          err: error,
        });
        for (const id of selected) due.add(id, Date.now() + RETRY_AFTER - delay, delay);
      }
    }
    this.schedule(Math.min(...this.all.map(({ due }) => due.nextAt)));
  }

  private async add({ name }: ChangeConsumer, organizationIds: string[], delay: number): Promise<void> {
    const queue = this.outbox.queue<ConsumerJob>(CONSUMERS_QUEUE);
    for (let start = 0; start < organizationIds.length; start += ORGANIZATIONS_PER_JOB) {
      const data = {
        consumer: name,
        organizationIds: organizationIds.slice(start, start + ORGANIZATIONS_PER_JOB),
      };
      await queue.add(name, data, { delay });
    }
  }

  private get all(): Registered[] {
    return [...this.consumers.values()];
  }
}

/** In milliseconds. */
const delayOf = ({ delay = 0 }: ChangeConsumer): number => delay * 1000;

async function interestedIn(consumer: ChangeConsumer, organizationIds: string[]): Promise<string[]> {
  if (!consumer.isInterested) return organizationIds;
  const interested: string[] = [];
  for (const id of organizationIds) if (await consumer.isInterested(id)) interested.push(id);
  return interested;
}
