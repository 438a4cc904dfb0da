import { Processor } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../queue/job-processor.js';
import { Outbox } from '../queue/outbox.js';
import { CONSUMERS_QUEUE, WORKER_LOCKS } from '../queue/queue.names.js';
import type { ConsumerJob } from './change-consumers.js';
import { ConsumerRunner } from './consumer-runner.js';

@Processor(CONSUMERS_QUEUE, { ...WORKER_LOCKS, concurrency: 5 })
export class ConsumersProcessor extends JobProcessor {
  private readonly logger = new Logger(ConsumersProcessor.name);

  constructor(
    private readonly runner: ConsumerRunner,
    private readonly outbox: Outbox,
  ) {
    super();
  }

  /** An organization that fails keeps no other waiting, and alone is tried again. */
  override async process(job: Job<ConsumerJob>): Promise<void> {
    const { consumer, organizationIds } = job.data;
    const failed: string[] = [];
    let lastError: unknown;
    const run = async (organizationId: string): Promise<void> => {
      try {
        await this.runner.run(consumer, organizationId);
      } catch (error) {
        this.logFailure(consumer, organizationId, error);
        failed.push(organizationId);
        lastError = error;
      }
    };
    await Promise.all((await this.outbox.findRunnable(organizationIds)).map(run));
    if (failed.length === 0) return;
    await job.updateData({ consumer, organizationIds: failed });
    throw lastError;
  }

  private logFailure(consumer: string, organizationId: string, error: unknown): void {
    this.logger.warn({
      event: 'consumer.failed',
      msg: 'A consumer failed and gets the same changes again',
      consumer,
      organizationId,
      err: error,
    });
  }
}
