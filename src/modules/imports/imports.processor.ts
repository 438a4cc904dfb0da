import { Processor } from '@nestjs/bullmq';
import type { Job } from 'bullmq';
import { JobProcessor } from '../../queue/job-processor.js';
import { IMPORTS_QUEUE, type TenantJob, WORKER_LOCKS } from '../../queue/queue.names.js';
import { ImportRunner } from './import-runner.js';

@Processor(IMPORTS_QUEUE, { ...WORKER_LOCKS, concurrency: 2 })
export class ImportsProcessor extends JobProcessor {
  constructor(private readonly runner: ImportRunner) {
    super();
  }

  override async process(job: Job<TenantJob>): Promise<void> {
    const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    await this.runner.run(job.data.organizationId, job.id as string, isLastAttempt);
  }
}
