import { Global, Module } from '@nestjs/common';
import { ActivityLogRepository } from './activity-log.repository.js';
import { ActivityRepository } from './activity.repository.js';
import { ActivityService } from './activity.service.js';

@Global()
@Module({
  providers: [ActivityLogRepository, ActivityRepository, ActivityService],
  exports: [ActivityLogRepository, ActivityService],
})
export class ActivityModule {}
