import { OnWorkerEvent, Processor } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../../queue/job-processor.js';
import { NOTIFICATIONS_QUEUE, type TenantJob, WORKER_LOCKS } from '../../queue/queue.names.js';
import { DueReminders } from './due-reminders.js';
import { DUE_JOB, NotificationJobs } from './notification-jobs.js';
import { NotificationMailing } from './notification-mailing.js';

@Processor(NOTIFICATIONS_QUEUE, { ...WORKER_LOCKS, concurrency: 5 })
export class NotificationsProcessor extends JobProcessor implements OnApplicationBootstrap {
  private readonly logger = new Logger(NotificationsProcessor.name);

  constructor(
    private readonly reminders: DueReminders,
    private readonly mailing: NotificationMailing,
    private readonly jobs: NotificationJobs,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.jobs.scheduleReminders().catch((error: Error) =>
      this.logger.warn({
        event: 'due_reminders.schedule_failed',
        msg: 'The due reminders could not be scheduled',
        err: error,
      }),
    );
  }

  override process(job: Job<TenantJob>): Promise<void> {
    return job.name === DUE_JOB ? this.reminders.runNow() : this.mailing.mailDue(job.data.organizationId);
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<TenantJob> | undefined, error: Error): void {
    this.logger.warn({
      event: 'notification.job_failed',
      msg: 'A job of notifications failed',
      ...job?.data,
      err: error,
    });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.warn({
      event: 'worker.failed',
      msg: 'The worker of notifications reported an error',
      err: error,
    });
  }
}
