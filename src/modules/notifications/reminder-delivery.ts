import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { RemindersService } from '../reminders/reminders.service.js';
import { NotificationStore } from './notification-store.js';
import { NotificationStoreRepository } from './notification-store.repository.js';

/** Delivers the reminders that users set for themselves, as notifications. */
@Injectable()
export class ReminderDelivery implements BeforeApplicationShutdown {
  private readonly logger = new Logger(ReminderDelivery.name);
  private isStopping = false;

  constructor(
    private readonly reminders: RemindersService,
    private readonly repository: NotificationStoreRepository,
    private readonly store: NotificationStore,
    private readonly shared: SharedTransaction,
    private readonly context: RequestContext,
  ) {}

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  /** Delivers what is due in all organizations. */
  runNow(now = new Date()): Promise<void> {
    return this.context.run({}, async () => {
      for (const id of await this.reminders.findDueOrganizations(now)) {
        if (this.isStopping) return;
        await this.deliver(id, now).catch((error: Error) =>
          this.logger.warn({
            event: 'reminders.failed',
            msg: 'Reminders of an organization could not be delivered; the next run retries',
            organizationId: id,
            err: error,
          }),
        );
      }
    });
  }

  private deliver(organizationId: string, now: Date): Promise<void> {
    return this.context.run({ principal: systemIn(organizationId) }, () =>
      this.shared.run(() =>
        this.reminders.deliverDue(now, async (due) => {
          const sequence = await this.repository.lock();
          const common = { kind: 'task-reminder', count: 1, actorId: null, sequence } as const;
          await this.store.store(
            due.map(({ id: cause, taskId, userId }) => ({ ...common, taskId, userId, cause })),
          );
        }),
      ),
    );
  }
}
