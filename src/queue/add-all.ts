import type { JobsOptions, Queue } from 'bullmq';
import type { TenantJob } from './queue.names.js';

interface NewJob {
  name: string;
  data: TenantJob;
  opts: JobsOptions;
}

/**
 * Adds jobs in one call. A job whose id exists already, waiting or active, stays as it is. BullMQ's bulk call on
 * PostgreSQL makes and drops two temporary tables, so a single job, the usual case, goes by itself.
 */
export async function addAll(queue: Queue<TenantJob>, jobs: NewJob[]): Promise<void> {
  const [first, ...others] = jobs;
  if (!first) return;
  if (others.length === 0) await queue.add(first.name, first.data, first.opts);
  else await queue.addBulk(jobs);
}
