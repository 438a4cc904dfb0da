import { type DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { ChangeLogModule } from '../change-log/change-log.module.js';
import { ChangeNotificationsModule } from '../change-notifications/change-notifications.module.js';
import { CacheModule } from '../cache/cache.module.js';
import type { Config } from '../config/config.js';
import { ConfigModule } from '../config/config.module.js';
import { ContextModule } from '../context/context.module.js';
import { DatabaseModule } from '../database/database.module.js';
import { ConsumersModule } from '../consumers/consumers.module.js';
import { SlowClientLimits } from './slow-client-limits.js';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { MailModule } from '../mail/mail.module.js';
import { MetricsModule } from '../metrics/metrics.module.js';
import { AccessModule } from '../access/access.module.js';
import { ActivityLogModule } from '../modules/activity/activity-log.module.js';
import { AdminModule } from '../modules/admin/admin.module.js';
import { AnalyticsModule } from '../modules/analytics/analytics.module.js';
import { AttachmentsModule } from '../modules/attachments/attachments.module.js';
import { AuthModule } from '../modules/auth/auth.module.js';
import { CalendarModule } from '../modules/calendar/calendar.module.js';
import { CommentsModule } from '../modules/comments/comments.module.js';
import { DemoModule } from '../modules/demo/demo.module.js';
import { EventsModule } from '../modules/events/events.module.js';
import { ExportsModule } from '../modules/exports/exports.module.js';
import { ExternalTasksModule } from '../modules/external-tasks/external-tasks.module.js';
import { HealthModule } from '../modules/health/health.module.js';
import { ImportsModule } from '../modules/imports/imports.module.js';
import { NotificationsModule } from '../modules/notifications/notifications.module.js';
import { OrganizationsModule } from '../modules/organizations/organizations.module.js';
import { ProjectsModule } from '../modules/projects/projects.module.js';
import { PrometheusModule } from '../modules/prometheus/prometheus.module.js';
import { QueueBoardModule } from '../modules/queue-board/queue-board.module.js';
import { TasksModule } from '../modules/tasks/tasks.module.js';
import { ViewsModule } from '../modules/views/views.module.js';
import { WebhooksModule } from '../modules/webhooks/webhooks.module.js';
import { RemindersModule } from '../modules/reminders/reminders.module.js';
import { WatchersModule } from '../modules/watchers/watchers.module.js';
import { QueueModule } from '../queue/queue.module.js';
import { RateLimiterModule } from '../rate-limiter/rate-limiter.module.js';
import { SchedulerModule } from '../scheduler/scheduler.module.js';
import { StorageModule } from '../storage/storage.module.js';
import { TenancyModule } from '../tenancy/tenancy.module.js';

@Module({})
export class AppModule {
  static forRoot(config: Config): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.forRoot(config),
        ContextModule,
        MetricsModule,
        DatabaseModule.forRoot(),
        SchedulerModule,
        TenancyModule,
        StorageModule,
        ChangeNotificationsModule.forRoot(config),
        CacheModule.forRoot(config),
        QueueModule.forRoot(config),
        RateLimiterModule,
        MailModule,
        ChangeLogModule,
        ConsumersModule.forRoot(config),
        IdempotencyModule,
        AccessModule,
        AuthModule,
        OrganizationsModule,
        TasksModule,
        ProjectsModule,
        ViewsModule,
        CalendarModule,
        CommentsModule,
        AttachmentsModule,
        ActivityLogModule,
        EventsModule,
        WatchersModule,
        RemindersModule,
        NotificationsModule.forRoot(config),
        AnalyticsModule,
        ExportsModule.forRoot(config),
        ImportsModule.forRoot(config),
        ExternalTasksModule,
        WebhooksModule.forRoot(config),
        AdminModule,
        QueueBoardModule,
        HealthModule,
        PrometheusModule,
        DemoModule,
        DiscoveryModule,
      ],
      providers: [SlowClientLimits],
    };
  }
}
