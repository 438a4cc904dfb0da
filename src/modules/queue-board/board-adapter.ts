import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job } from 'bullmq';

/** The adapter of a queue, which hides the trace context of jobs: it is for their worker only. */
export class BoardAdapter extends BullMQAdapter {
  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && withoutTrace(job);
  }

  override async getJobs(...range: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    // A job that ends in the meantime is listed as undefined.
    return (await super.getJobs(...range)).filter(Boolean).map(withoutTrace);
  }
}

function withoutTrace(job: Job): Job {
  delete job.opts.telemetry;
  return job;
}
