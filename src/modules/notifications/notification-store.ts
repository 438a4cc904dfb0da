import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { condense, keyOf } from './condense.js';
import type { NewNotification } from './notification.js';
import { NotificationJobs } from './notification-jobs.js';
import { NotificationStoreRepository } from './notification-store.repository.js';

/** Where notifications come from: whoever has something to tell stores it here. */
@Injectable()
export class NotificationStore {
  constructor(
    private readonly repository: NotificationStoreRepository,
    private readonly jobs: NotificationJobs,
    private readonly tenant: TenantTransaction,
  ) {}

  /**
   * Stores notifications in the open transaction of the organization, in which nobody else does, and many of a
   * kind for one person as one. The job that mails them is added before the commit, for which it waits:
   * a process that is killed in between leaves a job without work, and never work without a job.
   */
  async store(notifications: NewNotification[]): Promise<void> {
    if (notifications.length === 0) return;
    const userIds = [...new Set(notifications.map(({ userId }) => userId))];
    const summaries = await this.repository.findGrowing(userIds);
    const growing = new Map(summaries.map((one) => [keyOf(one), one.id]));
    const added: NewNotification[] = [];
    for (const one of condense(notifications, new Set(growing.keys()))) {
      const id = growing.get(keyOf(one));
      if (id) await this.repository.grow(id, one);
      else added.push(one);
    }
    const mailAt = await this.repository.insert(added);
    if (mailAt) await this.jobs.mailAt(this.tenant.organizationId, mailAt);
  }
}
