import { Processor } from '@nestjs/bullmq';
import { type Job, WaitingError } from 'bullmq';
import { JobProcessor } from '../../queue/job-processor.js';
import { EXPORTS_QUEUE, type TenantJob, WORKER_LOCKS } from '../../queue/queue.names.js';
import { ExportRunner } from './export-runner.js';
import { CONCURRENT_EXPORTS } from './export-threads.js';

@Processor(EXPORTS_QUEUE, { ...WORKER_LOCKS, concurrency: CONCURRENT_EXPORTS })
export class ExportsProcessor extends JobProcessor {
  constructor(private readonly runner: ExportRunner) {
    super();
  }

  override async process(job: Job<TenantJob>, token?: string, signal?: AbortSignal): Promise<void> {
    // A job may still arrive while the worker closes.
    if (this.worker.closing) return this.release(job, token);
    const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    try {
      await this.runner.run(job.data.organizationId, job.id as string, isLastAttempt, signal);
    } catch (error) {
      if (!signal?.aborted) throw error;
      await this.release(job, token);
    }
  }

  /** Aborts the attempts while the database is still open to release their leases: another worker starts them at once. */
  override async beforeApplicationShutdown(): Promise<void> {
    const closed = this.worker.close();
    this.worker.cancelAllJobs();
    await closed;
  }

  private async release(job: Job<TenantJob>, token?: string): Promise<never> {
    await job.moveToWait(token);
    throw new WaitingError();
  }
}
