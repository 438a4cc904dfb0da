import { Injectable } from '@nestjs/common';
import { Cleanup } from '../../tenancy/cleanup.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { InboxRepository } from './inbox.repository.js';
import { NotificationJobs } from './notification-jobs.js';
import { NotificationMailsRepository } from './notification-mails.repository.js';

/** Notifications of an organization that are removed per run. */
const BATCH = 1000;

/** The cleanup tasks of notifications: removes expired ones, and adds the mail job again where the queue has lost it. */
@Injectable()
export class NotificationCleanup {
  constructor(
    private readonly inbox: InboxRepository,
    private readonly mails: NotificationMailsRepository,
    private readonly jobs: NotificationJobs,
    private readonly tenant: TenantTransaction,
    cleanup: Cleanup,
  ) {
    cleanup.add(() => this.inbox.deleteExpired(BATCH));
    cleanup.add(() => this.reconcileMailJob());
  }

  private async reconcileMailJob(): Promise<void> {
    const next = await this.mails.findNext();
    if (next) await this.jobs.mailAt(this.tenant.organizationId, next);
  }
}
