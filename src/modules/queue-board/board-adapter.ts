import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job } from 'bullmq';

/** Shows jobs without the trace they belong to: that is for the worker which runs them. */
export class BoardAdapter extends BullMQAdapter {
  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && withoutTrace(job);
  }

  override async getJobs(...range: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    // Those that end meanwhile are listed as undefined.
    return (await super.getJobs(...range)).filter(Boolean).map(withoutTrace);
  }
}

function withoutTrace(job: Job): Job {
  delete job.opts.telemetry;
  return job;
}
