import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { ActivityPersonalDataRepository } from './activity-personal-data.repository.js';
import { ActivityLogController } from './activity-log.controller.js';
import { ActivityLogService } from './activity-log.service.js';

@Module({
  imports: [TasksModule],
  controllers: [ActivityLogController],
  providers: [ActivityLogService, ActivityPersonalDataRepository],
})
export class ActivityLogModule {}
