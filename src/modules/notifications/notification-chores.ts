import { Injectable } from '@nestjs/common';
import { Housekeeping } from '../../tenancy/housekeeping.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { InboxRepository } from './inbox.repository.js';
import { NotificationJobs } from './notification-jobs.js';
import { NotificationMailsRepository } from './notification-mails.repository.js';

/** Notifications of an organization that are removed at a time. */
const BATCH = 1000;

/** Removes what is too old, and brings the job that mails again where the queue has lost it. */
@Injectable()
export class NotificationChores {
  constructor(
    private readonly inbox: InboxRepository,
    private readonly mails: NotificationMailsRepository,
    private readonly jobs: NotificationJobs,
    private readonly tenant: TenantTransaction,
    housekeeping: Housekeeping,
  ) {
    housekeeping.add(() => this.inbox.deleteExpired(BATCH));
    housekeeping.add(() => this.mailLeft());
  }

  private async mailLeft(): Promise<void> {
    const next = await this.mails.findNext();
    if (next) await this.jobs.mailAt(this.tenant.organizationId, next);
  }
}
