import { Module } from '@nestjs/common';
import { ExternalTasksCache } from './external-tasks-cache.js';
import { ExternalTasksController } from './external-tasks.controller.js';
import { ExternalTasksRepository } from './external-tasks.repository.js';
import { ExternalTasksService } from './external-tasks.service.js';

/** External tasks, listed together with the organization's own. */
@Module({
  controllers: [ExternalTasksController],
  providers: [ExternalTasksService, ExternalTasksRepository, ExternalTasksCache],
})
export class ExternalTasksModule {}
