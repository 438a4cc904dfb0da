import { OnWorkerEvent, Processor } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../queue/job-processor.js';
import { FOLLOWERS_QUEUE, WORKER_LOCKS } from '../queue/queue.names.js';
import { FollowerRunner } from './follower-runner.js';
import { type FollowerJob, Followers } from './followers.js';

@Processor(FOLLOWERS_QUEUE, { ...WORKER_LOCKS, concurrency: 5 })
export class FollowersProcessor extends JobProcessor {
  private readonly logger = new Logger(FollowersProcessor.name);

  constructor(
    private readonly runner: FollowerRunner,
    private readonly followers: Followers,
  ) {
    super();
  }

  override process(job: Job<FollowerJob>): Promise<boolean> {
    return this.runner.run(job.data);
  }

  /** Changes while a job runs bring none, and it may have looked before: so somebody looks once it is gone. */
  @OnWorkerEvent('completed')
  onCompleted({ data: { organizationId, follower } }: Job<FollowerJob>, mayGoOn: boolean): void {
    if (!mayGoOn) return;
    this.followers
      .reconcile(organizationId, [follower])
      .catch((error: Error) => this.logger.warn({ msg: error.message, organizationId, follower }));
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<FollowerJob> | undefined, error: Error): void {
    this.logger.warn({ msg: `Following failed: ${error.message}`, ...job?.data });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn(`The worker of followers fails: ${error.message}`);
  }
}
