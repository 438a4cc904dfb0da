import { Injectable } from '@nestjs/common';
import { Config } from '../../config/config.js';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { Mailer } from '../../mail/mailer.js';
import { Outbox } from '../../queue/outbox.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { OrganizationsService } from '../organizations/organizations.service.js';
import { UsersService } from '../users/users.service.js';
import { NotificationJobs } from './notification-jobs.js';
import { digestMail, notificationMail } from './notification-mails.js';
import { NotificationMailsRepository, type PendingNotification } from './notification-mails.repository.js';

/** How many mails a user gets one by one within the window. */
const MAX_SINGLE_MAILS = 5;
/** In minutes. */
const WINDOW = 15;

/** Another process has written the mail, or a digest has grown since it was read. */
class Outdated extends Error {}

/**
 * The mailing of stored notifications, each in one mail. More than `MAX_SINGLE_MAILS` at a time are one digest; after
 * as many within the window, further ones wait until nothing was mailed for that long.
 */
@Injectable()
export class NotificationMailing {
  constructor(
    private readonly mails: NotificationMailsRepository,
    private readonly jobs: NotificationJobs,
    private readonly users: UsersService,
    private readonly organizations: OrganizationsService,
    private readonly mailer: Mailer,
    private readonly outbox: Outbox,
    private readonly shared: SharedTransaction,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
    private readonly config: Config,
  ) {}

  /** Mails all due notifications of an organization, unless it is suspended or deleted. */
  async mailDue(organizationId: string): Promise<void> {
    if (!(await this.outbox.mayRun(organizationId))) return;
    await this.context.run({ principal: systemIn(organizationId) }, async () => {
      for (const userId of await this.findRecipients()) await this.mailTo(userId);
      const next = await this.tenant.run(() => this.mails.findNext());
      if (next) await this.jobs.mailAt(organizationId, next);
    });
  }

  private findRecipients(): Promise<string[]> {
    return this.tenant.run(async () => {
      await this.mails.awaitStored();
      await this.mails.withdraw();
      return this.mails.findRecipients();
    });
  }

  private async mailTo(userId: string): Promise<void> {
    const due = await this.tenant.run(() => this.takeDue(userId));
    if (due.length === 0) return;
    await this.shared
      .run(() => this.write(userId, due))
      .catch((error: unknown) => {
        if (!(error instanceof Outdated)) throw error;
      });
  }

  /** The notifications that a user gets now. */
  private async takeDue(userId: string): Promise<PendingNotification[]> {
    const due = await this.mails.findDue(userId);
    const { notifications, lastAt } = await this.mails.findRecent(userId, WINDOW);
    if (!lastAt || notifications + due.length <= MAX_SINGLE_MAILS) return due;
    await this.mails.postpone(userId, new Date(lastAt.getTime() + WINDOW * 60_000));
    return [];
  }

  /** Writes the mail and marks its notifications in one transaction. */
  private async write(userId: string, due: PendingNotification[]): Promise<void> {
    const user = await this.users.findActive(userId);
    if (user) {
      const { name: organization } = await this.organizations.current();
      const about = { organization, publicUrl: this.config.publicUrl };
      const mails =
        due.length > MAX_SINGLE_MAILS
          ? [digestMail(due, about)]
          : due.map((one) => notificationMail(one, about));
      for (const mail of mails) await this.mailer.send({ ...mail, to: user.email, once: true });
    }
    await this.tenant.switchToTenant(async () => {
      if (!user) await this.mails.postpone(userId, null);
      else if (!(await this.mails.markMailed(due))) throw new Outdated();
    });
  }
}
