import { OnWorkerEvent, Processor } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JobProcessor } from '../../queue/job-processor.js';
import { NOTIFICATIONS_QUEUE, type TenantJob, WORKER_LOCKS } from '../../queue/queue.names.js';
import { DueReminders } from './due-reminders.js';
import { DUE_JOB } from './notification-jobs.js';
import { NotificationMailing } from './notification-mailing.js';
import { ReminderDelivery } from './reminder-delivery.js';

@Processor(NOTIFICATIONS_QUEUE, { ...WORKER_LOCKS, concurrency: 5 })
export class NotificationsProcessor extends JobProcessor {
  private readonly logger = new Logger(NotificationsProcessor.name);

  constructor(
    private readonly dueReminders: DueReminders,
    private readonly reminders: ReminderDelivery,
    private readonly mailing: NotificationMailing,
  ) {
    super();
  }

  override async process(job: Job<TenantJob>): Promise<void> {
    if (job.name !== DUE_JOB) return this.mailing.mailDue(job.data.organizationId);
    await this.reminders.runNow();
    await this.dueReminders.runNow();
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
}
