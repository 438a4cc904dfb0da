import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { systemIn } from '../../context/principal.js';
import { Outbox } from '../../queue/outbox.js';
import { type TenantJob, WEBHOOKS_QUEUE } from '../../queue/queue.names.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { type Waiting, WebhookDeliveriesRepository } from './webhook-deliveries.repository.js';

export interface WebhookJob extends TenantJob {
  webhookId: string;
}

/**
 * How long a job waits, in milliseconds, when the first in line has to. What has to wait longer gets its
 * job from the sweep: one that waited for hours would stand in the way of anything that comes in between.
 */
const LONGEST_WAIT = 60_000;

/**
 * The jobs that send: one for each webhook, with its id, so that its deliveries follow each other. Where
 * one is lost, `WebhookSweep` brings another.
 */
@Injectable()
export class WebhookJobs {
  private readonly logger = new Logger(WebhookJobs.name);

  constructor(
    private readonly outbox: Outbox,
    private readonly deliveries: WebhookDeliveriesRepository,
    private readonly tenant: TenantTransaction,
  ) {}

  /** Has webhooks looked after once the open transaction has committed; those with a job have that. */
  addAfterCommit(webhookIds: string[]): void {
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => {
      const waiting = webhookIds.map((webhookId) => ({ webhookId, delay: 0 }));
      // Nobody waits for the queue: where it doesn't take the job, the sweep brings it.
      this.add(organizationId, waiting).catch((error: Error) => this.complain(error));
    });
  }

  /** As `addAfterCommit`, for a webhook that has no reason to wait any more. */
  hurryAfterCommit(webhookId: string): void {
    const { organizationId } = this.tenant;
    this.tenant.afterCommit(() => {
      this.queue
        .remove(webhookId)
        .then(() => this.add(organizationId, [{ webhookId, delay: 0 }]))
        .catch((error: Error) => this.complain(error));
    });
  }

  /** Adds jobs for what an organization has to send soon, each for when it is due. */
  async catchUp(organizationId: string, webhookId?: string): Promise<void> {
    const waiting = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.deliveries.findWaiting(webhookId),
    );
    await this.add(
      organizationId,
      waiting.filter(({ delay }) => delay <= LONGEST_WAIT),
    );
  }

  private async add(organizationId: string, waiting: Waiting[]): Promise<void> {
    const jobs = waiting.map(({ webhookId, delay }) => {
      const data: WebhookJob = { organizationId, webhookId };
      return { name: WEBHOOKS_QUEUE, data, opts: { jobId: webhookId, delay } };
    });
    if (jobs.length > 0) await this.queue.addBulk(jobs);
  }

  private complain(error: Error): void {
    this.logger.warn(`Webhooks are sent later: ${error.message}`);
  }

  private get queue(): Queue<TenantJob> {
    return this.outbox.queue(WEBHOOKS_QUEUE);
  }
}
