import { Injectable } from '@nestjs/common';
import { Outbox } from '../../queue/outbox.js';
import { NOTIFICATIONS_QUEUE } from '../../queue/queue.names.js';

export const MAIL_JOB = 'mail';
export const DUE_JOB = 'due';

/** Between two looks at where the day of reminders has come, in milliseconds. */
const DUE_INTERVAL = 60_000;

@Injectable()
export class NotificationJobs {
  constructor(private readonly outbox: Outbox) {}

  /** Has an organization's notifications mailed at that time: a job a second, however many there are. */
  async mailAt(organizationId: string, at: Date): Promise<void> {
    const now = Date.now();
    const second = Math.ceil(Math.max(at.getTime(), now) / 1000);
    const opts = { jobId: `${MAIL_JOB}.${organizationId}.${second}`, delay: second * 1000 - now };
    await this.queue.add(MAIL_JOB, { organizationId }, opts);
  }

  /** Has tasks looked for that fall due, from now on and by one process at a time. */
  async scheduleReminders(): Promise<void> {
    await this.queue.upsertJobScheduler(DUE_JOB, { every: DUE_INTERVAL }, { name: DUE_JOB });
  }

  private get queue() {
    return this.outbox.queue(NOTIFICATIONS_QUEUE);
  }
}
