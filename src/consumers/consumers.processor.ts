import { OnWorkerEvent, Processor } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../queue/job-processor.js';
import { CONSUMERS_QUEUE, WORKER_LOCKS } from '../queue/queue.names.js';
import { type ConsumerJob, ChangeConsumers } from './change-consumers.js';
import { ConsumerRunner } from './consumer-runner.js';

@Processor(CONSUMERS_QUEUE, { ...WORKER_LOCKS, concurrency: 5 })
export class ConsumersProcessor extends JobProcessor {
  private readonly logger = new Logger(ConsumersProcessor.name);

  constructor(
    private readonly runner: ConsumerRunner,
    private readonly consumers: ChangeConsumers,
  ) {
    super();
  }

  override process(job: Job<ConsumerJob>): Promise<boolean> {
    return this.runner.run(job.data);
  }

  /** A change that commits while a job runs adds none, and the job may have read before it: so check once more. */
  @OnWorkerEvent('completed')
  onCompleted({ data: { organizationId, consumer } }: Job<ConsumerJob>, mayContinue: boolean): void {
    if (!mayContinue) return;
    this.consumers.continue(organizationId, consumer).catch((error: Error) =>
      this.logger.warn({
        event: 'reconcile.failed',
        msg: 'Pending changes of a consumer could not be read and wait for the next reconciliation',
        organizationId,
        consumer,
        err: error,
      }),
    );
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<ConsumerJob> | undefined, error: Error): void {
    this.logger.warn({
      event: 'consumer.failed',
      msg: 'A consumer failed and gets the same changes again',
      ...job?.data,
      err: error,
    });
  }
}
