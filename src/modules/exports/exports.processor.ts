import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { EXPORTS_QUEUE, type TenantJob, WORKER_LOCKS } from '../../queue/queue.names.js';
import { ExportRunner } from './export-runner.js';

@Processor(EXPORTS_QUEUE, { ...WORKER_LOCKS, concurrency: 2 })
export class ExportsProcessor extends WorkerHost {
  private readonly logger = new Logger(ExportsProcessor.name);

  constructor(private readonly runner: ExportRunner) {
    super();
  }

  override async process(job: Job<TenantJob>): Promise<void> {
    const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    await this.runner.run(job.data.organizationId, job.id as string, isLastAttempt);
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`The export worker fails: ${error.message}`);
  }
}
