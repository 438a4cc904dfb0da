import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { withTimeLimit } from '../common/time-limit.js';
import { type TenantResource, TenantResources } from '../tenancy/tenant-resources.js';
import { Outbox } from './outbox.js';
import { type OrganizationsJob, organizationsOf, QUEUES, type TenantJob } from './queue.names.js';

/** How many jobs of a queue are read at once. */
const PAGE = 1000;
/** How long active jobs may take to end, in milliseconds. */
const STOP_TIMEOUT = 10_000;
/** How long the queue may take for a page of jobs or the removal of one, in milliseconds. */
const ANSWER_TIMEOUT = 5000;

/** The jobs of an organization in every queue, as a tenant resource. */
@Injectable()
export class OrganizationJobs implements TenantResource {
  readonly name = 'jobs';

  constructor(
    private readonly outbox: Outbox,
    resources: TenantResources,
  ) {
    resources.add(this);
  }

  /** Removes the waiting jobs and waits for the active ones. */
  async stop(organizationId: string): Promise<void> {
    const deadline = Date.now() + STOP_TIMEOUT;
    for (;;) {
      await this.purge(organizationId);
      if ((await this.isPurged(organizationId)) || Date.now() > deadline) return;
      await sleep(100);
    }
  }

  async purge(organizationId: string): Promise<void> {
    // An active job can't be removed: it ends by itself, or with its worker.
    // One for other organizations as well is theirs, too, and does nothing in this one, which is closed.
    for (const job of await this.find(organizationId))
      if (organizationsOf(job.data).length === 1)
        await withTimeLimit(job.remove(), ANSWER_TIMEOUT).catch(() => undefined);
  }

  /** @throws Error when the queue doesn't answer */
  async isPurged(organizationId: string): Promise<boolean> {
    return (await this.find(organizationId)).length === 0;
  }

  private async find(organizationId: string): Promise<Job<TenantJob | OrganizationsJob>[]> {
    const found: Job<TenantJob | OrganizationsJob>[] = [];
    for (const name of QUEUES) {
      for (let start = 0; ; start += PAGE) {
        const queue = this.outbox.queue<TenantJob | OrganizationsJob>(name);
        const jobs = await withTimeLimit(queue.getJobs(undefined, start, start + PAGE - 1), ANSWER_TIMEOUT);
        if (jobs.length === 0) break;
        // A job that ends in the meantime is listed without its data.
        found.push(...jobs.filter((job) => job && organizationsOf(job.data).includes(organizationId)));
      }
    }
    return found;
  }
}
