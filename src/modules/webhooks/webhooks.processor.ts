import { OnWorkerEvent, Processor } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../../queue/job-processor.js';
import { WEBHOOKS_QUEUE, WORKER_LOCKS } from '../../queue/queue.names.js';
import { type WebhookJob, WebhookJobs } from './webhook-jobs.js';
import { WebhookSender } from './webhook-sender.js';

/** Jobs mostly wait for somebody's server, so many of them run at once: slow ones hold nobody up. */
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

  /** What comes while a job runs brings none, and the rest waits for its time: so both get one now. */
  @OnWorkerEvent('completed')
  onCompleted({ data: { organizationId, webhookId } }: Job<WebhookJob>, mayGoOn: boolean): void {
    if (!mayGoOn) return;
    this.jobs
      .catchUp(organizationId, webhookId)
      .catch((error: Error) => this.logger.warn({ msg: error.message, organizationId, webhookId }));
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<WebhookJob> | undefined, error: Error): void {
    this.logger.warn({ msg: `Sending failed: ${error.message}`, ...job?.data });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`The worker of webhooks fails: ${error.message}`);
  }
}
