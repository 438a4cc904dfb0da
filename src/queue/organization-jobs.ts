import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Job } from 'bullmq';
import { type Belonging, Belongings } from '../tenancy/belongings.js';
import { Outbox } from './outbox.js';
import { QUEUES, type TenantJob } from './queue.names.js';

/** How many jobs of a queue to look through at once. */
const PAGE = 1000;
/** How long jobs that run may take to end, in milliseconds. */
const PATIENCE = 10_000;

/** The jobs of an organization in every queue, for when it goes. */
@Injectable()
export class OrganizationJobs implements Belonging {
  readonly what = 'jobs';

  constructor(
    private readonly outbox: Outbox,
    belongings: Belongings,
  ) {
    belongings.add(this);
  }

  /** Removes those that wait, and waits for those that run. */
  async stop(organizationId: string): Promise<void> {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      await this.remove(organizationId);
      if (!(await this.remains(organizationId)) || Date.now() > deadline) return;
      await sleep(100);
    }
  }

  async remove(organizationId: string): Promise<void> {
    // A job that runs can't be removed: it ends by itself, or with the worker that was running it.
    for (const job of await this.find(organizationId)) await job.remove().catch(() => undefined);
  }

  async remains(organizationId: string): Promise<boolean> {
    return (await this.find(organizationId)).length > 0;
  }

  private async find(organizationId: string): Promise<Job<TenantJob>[]> {
    const found: Job<TenantJob>[] = [];
    for (const name of QUEUES) {
      for (let start = 0; ; start += PAGE) {
        const jobs = await this.outbox.queue(name).getJobs(undefined, start, start + PAGE - 1);
        if (jobs.length === 0) break;
        // A job that ends meanwhile is listed without its content.
        found.push(...jobs.filter((job) => job?.data.organizationId === organizationId));
      }
    }
    return found;
  }
}
