import { Module } from '@nestjs/common';
import { TasksModule } from '../tasks/tasks.module.js';
import { ActivityLogController } from './activity-log.controller.js';
import { ActivityLogService } from './activity-log.service.js';

@Module({
  imports: [TasksModule],
  controllers: [ActivityLogController],
  providers: [ActivityLogService],
})
export class ActivityLogModule {}
