import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { addDays, type CalendarDate, LocalCalendar } from '../../common/calendar.js';
import { systemIn } from '../../context/principal.js';
import { RequestContext } from '../../context/request-context.js';
import { SharedTransaction } from '../../database/shared-transaction.js';
import { TenantTransaction } from '../../tenancy/tenant-transaction.js';
import { DueRemindersRepository } from './due-reminders.repository.js';
import { NotificationStore } from './notification-store.js';
import { NotificationStoreRepository } from './notification-store.repository.js';

/** The hour of the organization's day from which on reminders of the next day are sent. */
const HOUR = 8;

/**
 * The reminders of tasks that are due tomorrow: stored once a day, in the morning of the organization, or later
 * that day when no worker was running.
 */
@Injectable()
export class DueReminders implements BeforeApplicationShutdown {
  private readonly logger = new Logger(DueReminders.name);
  private isStopping = false;

  constructor(
    private readonly reminders: DueRemindersRepository,
    private readonly repository: NotificationStoreRepository,
    private readonly store: NotificationStore,
    private readonly shared: SharedTransaction,
    private readonly tenant: TenantTransaction,
    private readonly context: RequestContext,
  ) {}

  beforeApplicationShutdown(): void {
    this.isStopping = true;
  }

  /** Stores the reminders of all organizations whose hour has come. */
  runNow(now = new Date()): Promise<void> {
    return this.context.run({}, async () => {
      for (const timeZone of await this.reminders.findTimeZones()) {
        const calendar = new LocalCalendar(timeZone);
        if (calendar.hourAt(now) < HOUR) continue;
        const tomorrow = addDays(calendar.dateAt(now), 1);
        for (const id of await this.reminders.findUnreminded(timeZone, tomorrow)) {
          if (this.isStopping) return;
          await this.remind(id, tomorrow, calendar).catch((error: Error) =>
            this.logger.warn({
              event: 'due_reminders.failed',
              msg: 'Due reminders of an organization could not be stored; the next run retries',
              organizationId: id,
              err: error,
            }),
          );
        }
      }
    });
  }

  private remind(organizationId: string, day: CalendarDate, calendar: LocalCalendar): Promise<void> {
    return this.context.run({ principal: systemIn(organizationId) }, () =>
      this.shared.run(async () => {
        if (!(await this.reminders.markReminded(organizationId, day))) return;
        await this.tenant.switchToTenant(async () => {
          const sequence = await this.repository.lock();
          const due = await this.repository.findDue(calendar.startOf(day), calendar.startOf(addDays(day, 1)));
          const common = { kind: 'task-due', cause: day, count: 1, actorId: null, sequence } as const;
          await this.store.store(
            due.map(({ id: taskId, assigneeId: userId }) => ({ ...common, taskId, userId })),
          );
        });
      }),
    );
  }
}
