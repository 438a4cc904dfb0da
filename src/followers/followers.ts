import { AsyncResource } from 'node:async_hooks';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Announcements } from '../announcements/announcements.js';
import { systemIn } from '../context/principal.js';
import { Outbox } from '../queue/outbox.js';
import { FOLLOWERS_QUEUE, type TenantJob } from '../queue/queue.names.js';
import { TenantResources } from '../tenancy/tenant-resources.js';
import { Reconciliation } from '../tenancy/reconciliation.js';
import { TenantTransaction } from '../tenancy/tenant-transaction.js';
import type { Follower } from './follower.js';
import { FollowersRepository } from './followers.repository.js';

/** The changes of so many milliseconds bring one job for each organization and follower. */
const COALESCE = 250;

export interface FollowerJob extends TenantJob {
  follower: string;
}

/**
 * Everybody who follows the log of changes. A change brings a job for the organization, unless one is
 * waiting; the job follows all that is there. Where that job is lost, `Reconciliation` brings another.
 */
@Injectable()
export class Followers implements OnModuleInit, BeforeApplicationShutdown {
  private readonly logger = new Logger(Followers.name);
  private readonly followers = new Map<string, Follower>();
  private readonly changed = new Set<string>();
  /** Jobs that wait for their time, and see to later changes when they are done. */
  private readonly delayed = new LRUCache<string, true>({ max: 10_000 });
  private timer?: NodeJS.Timeout;
  /** For the changes of many requests, so in the context of none of them. */
  private readonly addLater = AsyncResource.bind(() => void this.addJobs());

  constructor(
    private readonly announcements: Announcements,
    private readonly repository: FollowersRepository,
    private readonly outbox: Outbox,
    private readonly tenant: TenantTransaction,
    resources: TenantResources,
    reconciliation: Reconciliation,
  ) {
    reconciliation.add((organizationId) => this.reconcile(organizationId));
    // Its jobs in the queue are removed with all others: none must come after that.
    resources.add({
      name: 'changes to be followed',
      stop: async (organizationId) => void this.changed.delete(organizationId),
      purge: async () => undefined,
      isPurged: async (organizationId) => !this.changed.has(organizationId),
    });
  }

  onModuleInit(): void {
    this.announcements.listen((organizationId, _sequence, isOwn) => {
      // The process that made a change adds the job for it.
      if (!isOwn || this.followers.size === 0) return;
      this.changed.add(organizationId);
      this.timer ??= setTimeout(this.addLater, COALESCE);
    });
  }

  /** Before the queue and the database close, which would keep what comes then waiting. */
  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.addJobs();
  }

  add(follower: Follower): void {
    this.followers.set(follower.name, follower);
  }

  find(name: string): Follower | undefined {
    return this.followers.get(name);
  }

  /** Has the organization of the open tenant transaction followed from here on. */
  begin(name: string): Promise<void> {
    return this.repository.insert(name);
  }

  /** Has it followed no longer. */
  end(name: string): Promise<void> {
    return this.repository.delete(name);
  }

  /** Adds jobs for whatever an organization's followers still have to do, each when it is due. */
  async reconcile(organizationId: string, names = [...this.followers.keys()]): Promise<void> {
    if (names.length === 0) return;
    const behind = await this.tenant.runInTenant(systemIn(organizationId), () =>
      this.repository.findBehind(names),
    );
    const jobs = behind.map(({ name, at }) => {
      const { delay = 0 } = this.followers.get(name) as Follower;
      return toJob(name, organizationId, Math.max(0, at.getTime() + delay * 1000 - Date.now()));
    });
    if (jobs.length > 0) await this.outbox.queue(FOLLOWERS_QUEUE).addBulk(jobs);
  }

  private async addJobs(): Promise<void> {
    this.timer = undefined;
    const organizationIds = [...this.changed];
    this.changed.clear();
    try {
      const jobs = [];
      for (const follower of this.followers.values()) {
        const delay = (follower.delay ?? 0) * 1000;
        for (const id of organizationIds) {
          const job = toJob(follower.name, id, delay);
          if (this.delayed.has(job.opts.jobId)) continue;
          if ((await follower.wants?.(id)) === false) continue;
          jobs.push(job);
          if (delay > 0) this.delayed.set(job.opts.jobId, true, { ttl: delay });
        }
      }
      if (jobs.length > 0) await this.outbox.queue(FOLLOWERS_QUEUE).addBulk(jobs);
    } catch (error) {
      this.delayed.clear();
      this.logger.warn(`Changes are followed later: ${(error as Error).message}`);
    }
  }
}

/** One that has the same id and waits or runs stays as it is. */
function toJob(follower: string, organizationId: string, delay: number) {
  const data: FollowerJob = { organizationId, follower };
  return { name: follower, data, opts: { jobId: `${follower}.${organizationId}`, delay } };
}
