import { Injectable } from '@nestjs/common';
import { Outbox } from '../../queue/outbox.js';
import { NOTIFICATIONS_QUEUE } from '../../queue/queue.names.js';
import { Scheduler } from '../../scheduler/scheduler.js';

const MAIL_JOB = 'mail';
export const DUE_JOB = 'due';

/** Between two runs of the due reminders, in milliseconds. */
const DUE_INTERVAL = 60_000;
/** Between two checks that they are scheduled, in milliseconds. */
const SCHEDULE_INTERVAL = 15_000;

/** The jobs of notifications: those that mail, and the repeated one that stores due reminders. */
@Injectable()
export class NotificationJobs {
  constructor(
    private readonly outbox: Outbox,
    scheduler: Scheduler,
  ) {
    // Again and again, as the queue may lose what it has.
    scheduler.add({
      name: 'due_reminders.schedule',
      interval: SCHEDULE_INTERVAL,
      where: 'jobs',
      atStart: true,
      run: () => this.scheduleReminders(),
    });
  }

  /** Schedules the mailing of an organization's notifications: at most one job per second. */
  async mailAt(organizationId: string, at: Date): Promise<void> {
    const now = Date.now();
    const second = Math.ceil(Math.max(at.getTime(), now) / 1000);
    const opts = { jobId: `${MAIL_JOB}.${organizationId}.${second}`, delay: second * 1000 - now };
    await this.queue.add(MAIL_JOB, { organizationId }, opts);
  }

  /** Schedules the due reminders, which one process at a time runs, unless they are scheduled. */
  private async scheduleReminders(): Promise<void> {
    const { next } = (await this.queue.getJobScheduler(DUE_JOB)) ?? {};
    // One whose time has long passed has lost its next job.
    if (next !== undefined && next > Date.now() - 2 * DUE_INTERVAL) return;
    await this.queue.upsertJobScheduler(DUE_JOB, { every: DUE_INTERVAL }, { name: DUE_JOB });
  }

  private get queue() {
    return this.outbox.queue(NOTIFICATIONS_QUEUE);
  }
}
