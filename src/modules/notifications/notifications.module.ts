import { type DynamicModule, Module } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { UsersModule } from '../users/users.module.js';
import { RemindersModule } from '../reminders/reminders.module.js';
import { WatchersModule } from '../watchers/watchers.module.js';
import { DueReminders } from './due-reminders.js';
import { DueRemindersRepository } from './due-reminders.repository.js';
import { InboxRepository } from './inbox.repository.js';
import { NotificationCleanup } from './notification-cleanup.js';
import { NotificationConsumer } from './notification-consumer.js';
import { NotificationJobs } from './notification-jobs.js';
import { NotificationMailing } from './notification-mailing.js';
import { NotificationMailsRepository } from './notification-mails.repository.js';
import { NotificationPersonalDataRepository } from './notification-personal-data.repository.js';
import { NotificationStore } from './notification-store.js';
import { NotificationStoreRepository } from './notification-store.repository.js';
import { NotificationsController } from './notifications.controller.js';
import { NotificationsProcessor } from './notifications.processor.js';
import { ReminderDelivery } from './reminder-delivery.js';
import { NotificationsService } from './notifications.service.js';

@Module({})
export class NotificationsModule {
  static forRoot({ jobs }: Config): DynamicModule {
    return {
      module: NotificationsModule,
      imports: [OrganizationsModule, UsersModule, WatchersModule, RemindersModule],
      controllers: [NotificationsController],
      providers: [
        NotificationsService,
        InboxRepository,
        NotificationConsumer,
        NotificationStore,
        NotificationStoreRepository,
        NotificationMailsRepository,
        NotificationJobs,
        NotificationCleanup,
        NotificationPersonalDataRepository,
        ...(jobs === 'inline'
          ? [
              ReminderDelivery,
              DueReminders,
              DueRemindersRepository,
              NotificationMailing,
              NotificationsProcessor,
            ]
          : []),
      ],
    };
  }
}
