import { OnWorkerEvent, Processor } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../../queue/job-processor.js';
import { WEBHOOKS_QUEUE, WORKER_LOCKS } from '../../queue/queue.names.js';
import { type WebhookJob, WebhookJobs } from './webhook-jobs.js';
import { WebhookSender } from './webhook-sender.js';

/** The worker of webhooks. Its jobs mostly wait for endpoints, so many run at once: a slow endpoint delays no other. */
@Processor(WEBHOOKS_QUEUE, { ...WORKER_LOCKS, concurrency: 50 })
export class WebhooksProcessor extends JobProcessor {
  private readonly logger = new Logger(WebhooksProcessor.name);

  constructor(
    private readonly sender: WebhookSender,
    private readonly jobs: WebhookJobs,
  ) {
    super();
  }

  override process(job: Job<WebhookJob>): Promise<boolean> {
    return this.sender.run(job.data);
  }

  /** Deliveries that are queued while the job is active add none, and its remaining ones need one: both are reconciled here. */
  @OnWorkerEvent('completed')
  onCompleted({ data: { organizationId, webhookId } }: Job<WebhookJob>, mayHaveMore: boolean): void {
    if (!mayHaveMore) return;
    this.jobs.reconcile(organizationId, webhookId).catch((error: Error) =>
      this.logger.warn({
        event: 'queue.enqueue_failed',
        msg: 'The next job of a webhook could not be added; the reconciliation adds it',
        organizationId,
        webhookId,
        err: error,
      }),
    );
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<WebhookJob> | undefined, error: Error): void {
    this.logger.warn({
      event: 'webhook.job_failed',
      msg: 'A job of webhooks failed',
      ...job?.data,
      err: error,
    });
  }
}
