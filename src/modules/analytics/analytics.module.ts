import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AnalyticsController } from './analytics.controller.js';
import { AnalyticsPages } from './analytics-pages.js';
import { AnalyticsRepository } from './analytics.repository.js';
import { AnalyticsService } from './analytics.service.js';

@Module({
  imports: [OrganizationsModule, TasksModule],
  controllers: [AnalyticsController],
  providers: [AnalyticsPages, AnalyticsRepository, AnalyticsService],
  exports: [AnalyticsService],
})
export class AnalyticsModule {}
