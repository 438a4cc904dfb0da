import { Injectable, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Sequencer } from '../../change-log/sequencer.js';
import type { LoggedChange } from '../../change-log/change-log-reader.js';
import { ChangeNotifications } from '../../change-notifications/change-notifications.js';
import { systemIn } from '../../context/principal.js';
import type { ChangeConsumer } from '../../consumers/change-consumer.js';
import { ChangeConsumers } from '../../consumers/change-consumers.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';
import { deliveriesOf } from './webhook-event.js';
import { WebhookJobs } from './webhook-jobs.js';
import { WebhooksRepository } from './webhooks.repository.js';

/** For how many organizations it is cached whether they have webhooks. */
const CACHE_SIZE = 20_000;
/**
 * For how long, in milliseconds. A webhook that is created while the cache is filled may be missed: then its changes are
 * found by the reconciliation until the cache has expired.
 */
const CACHE_TTL = 3_600_000;

/** The consumer of the change log that queues each change for the webhooks that subscribe to it. */
@Injectable()
export class WebhookConsumer implements ChangeConsumer, OnModuleInit {
  readonly name = 'webhooks';
  private readonly hasWebhooks = new LRUCache<string, boolean>({ max: CACHE_SIZE, ttl: CACHE_TTL });

  constructor(
    private readonly consumers: ChangeConsumers,
    private readonly changeNotifications: ChangeNotifications,
    private readonly webhooks: WebhooksRepository,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly jobs: WebhookJobs,
    private readonly sequencer: Sequencer,
    private readonly tenant: TenantTransaction,
  ) {}

  onModuleInit(): void {
    this.consumers.register(this);
    this.changeNotifications.onMessage((organizationId, _sequence, isOwn) => {
      // Another process may have changed the webhooks.
      if (!isOwn) this.hasWebhooks.delete(organizationId);
    });
    this.changeNotifications.onReconnect(() => this.hasWebhooks.clear());
  }

  /** Subscribes in the organization of the open transaction, which creates a webhook. */
  async subscribe(): Promise<void> {
    await this.consumers.subscribe(this.name);
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => void this.hasWebhooks.set(organizationId, true));
  }

  async isInterested(organizationId: string): Promise<boolean> {
    const known = this.hasWebhooks.get(organizationId);
    if (known !== undefined) return known;
    const count = await this.tenant
      .runInTenant(systemIn(organizationId), () => this.webhooks.count())
      // The organization isn't open, so its webhooks can't be sent to either.
      .catch(() => undefined);
    if (count !== undefined) this.hasWebhooks.set(organizationId, count > 0);
    return Boolean(count);
  }

  async handle(changes: LoggedChange[]): Promise<void> {
    const subscriptions = await this.webhooks.findSubscriptions();
    const deliveries = subscriptions.flatMap((subscription) =>
      deliveriesOf(
        subscription,
        changes.filter(({ at }) => at >= subscription.createdAt),
      ),
    );
    if (deliveries.length > 0) {
      await this.deliveries.insert(deliveries);
      this.jobs.addAfterCommit([...new Set(deliveries.map(({ webhookId }) => webhookId))]);
    }
    if (subscriptions.length === 0 && (await this.webhooks.count()) === 0) await this.unsubscribe();
  }

  private async unsubscribe(): Promise<void> {
    // With this lock no webhook is created before this transaction ends.
    await this.sequencer.lock();
    if ((await this.webhooks.count()) > 0) return;
    await this.consumers.unsubscribe(this.name);
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => void this.hasWebhooks.set(organizationId, false));
  }
}
