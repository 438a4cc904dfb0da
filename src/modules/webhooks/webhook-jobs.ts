import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { systemIn } from '../../context/principal.js';
import { addAll } from '../../queue/add-all.js';
import { Outbox } from '../../queue/outbox.js';
import { type TenantJob, WEBHOOKS_QUEUE } from '../../queue/queue.names.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { ActiveWebhooks } from './active-webhooks.js';
import { type PendingWebhook, WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';

export interface WebhookJob extends TenantJob {
  webhookId: string;
}

/**
 * The maximum delay of a job, in milliseconds. A delivery that is due later gets its job from the reconciliation:
 * a job that is delayed for hours would block, by its id, the job of any delivery that is due before.
 */
const MAX_DELAY = 60_000;

/**
 * The jobs that send deliveries: one for each webhook, with its id, so that its deliveries are sent in order. A lost
 * job is added again by `WebhookReconciliation`.
 */
@Injectable()
export class WebhookJobs {
  private readonly logger = new Logger(WebhookJobs.name);

  constructor(
    private readonly outbox: Outbox,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly active: ActiveWebhooks,
    private readonly tenant: TenantTransaction,
  ) {}

  /** Adds jobs once the open transaction has committed, for webhooks that have none and aren't active here. */
  addAfterCommit(webhookIds: string[]): void {
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => {
      const pending = webhookIds
        .filter((webhookId) => !this.active.call(webhookId))
        .map((webhookId) => ({ webhookId, delay: 0 }));
      // The caller doesn't wait for the queue: when it takes no job, the reconciliation adds it.
      this.add(organizationId, pending).catch((error: Error) => this.logFailure(error, organizationId));
    });
  }

  /** As `addAfterCommit`, for a webhook whose delayed job has to run now. */
  runNowAfterCommit(webhookId: string): void {
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => {
      if (this.active.call(webhookId)) return;
      this.runNow(organizationId, webhookId).catch((error: Error) => this.logFailure(error, organizationId));
    });
  }

  /**
   * No job is removed to be added anew: one that a worker takes at that moment would go on beside its successor, and send
   * the same deliveries.
   */
  private async runNow(organizationId: string, webhookId: string): Promise<void> {
    const job = await this.queue.getJob(webhookId);
    // It fails for a job that isn't delayed: one that waits or runs needs nothing.
    const isPromoted = await job?.promote().then(
      () => true,
      () => false,
    );
    if (!isPromoted) await this.add(organizationId, [{ webhookId, delay: 0 }]);
  }

  /**
   * Adds the jobs of an organization's webhooks with deliveries that are due soon, each with its delay.
   * @returns whether no deliveries are pending
   */
  async reconcile(organizationId: string, webhookId?: string): Promise<boolean> {
    const pending = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.deliveries.findPending(webhookId),
    );
    await this.add(
      organizationId,
      pending.filter(({ delay }) => delay <= MAX_DELAY),
    );
    return pending.length === 0;
  }

  private async add(organizationId: string, pending: PendingWebhook[]): Promise<void> {
    const jobs = pending.map(({ webhookId, delay }) => {
      const data: WebhookJob = { organizationId, webhookId };
      return { name: WEBHOOKS_QUEUE, data, opts: { jobId: webhookId, delay } };
    });
    await addAll(this.queue, jobs);
  }

  private logFailure(error: Error, organizationId: string): void {
    this.logger.warn({
      event: 'queue.enqueue_failed',
      msg: 'Jobs of webhooks could not be added; the reconciliation adds them',
      organizationId,
      err: error,
    });
  }

  private get queue(): Queue<TenantJob> {
    return this.outbox.queue(WEBHOOKS_QUEUE);
  }
}
