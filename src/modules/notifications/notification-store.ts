import { Injectable } from '@nestjs/common';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { digest, keyOf } from './digest.js';
import type { NewNotification } from './notification.js';
import { NotificationJobs } from './notification-jobs.js';
import { NotificationStoreRepository } from './notification-store.repository.js';

/** The write side of notifications: the consumer and the due reminders store them here. */
@Injectable()
export class NotificationStore {
  constructor(
    private readonly repository: NotificationStoreRepository,
    private readonly jobs: NotificationJobs,
    private readonly tenant: TenantTransaction,
  ) {}

  /**
   * Stores notifications in the open tenant transaction, which holds the lock of the consumer, and many of a
   * kind for one user as a digest. The job that mails them is added before the commit, for which it waits:
   * a process that is killed in between leaves a job without work, and never work without a job.
   */
  async store(notifications: NewNotification[]): Promise<void> {
    if (notifications.length === 0) return;
    const userIds = [...new Set(notifications.map(({ userId }) => userId))];
    const digests = await this.repository.findOpenDigests(userIds);
    const open = new Map(digests.map((one) => [keyOf(one), one.id]));
    const added: NewNotification[] = [];
    for (const one of digest(notifications, new Set(open.keys()))) {
      const id = open.get(keyOf(one));
      if (id) await this.repository.addToDigest(id, one);
      else added.push(one);
    }
    const mailAt = await this.repository.insert(added);
    if (mailAt) await this.jobs.mailAt(this.tenant.organizationId, mailAt);
  }
}
