import { Module } from '@nestjs/common';
import { ExternalSourceController } from './external-source.controller.js';
import { ExternalSourceService } from './external-source.service.js';
import { ExternalSourcesRepository } from './external-sources.repository.js';
import { ExternalTasksCache } from './external-tasks-cache.js';
import { ExternalTasksController } from './external-tasks.controller.js';
import { ExternalTasksRepository } from './external-tasks.repository.js';
import { ExternalTasksService } from './external-tasks.service.js';

/** External tasks, listed together with the organization's own. */
@Module({
  controllers: [ExternalTasksController, ExternalSourceController],
  providers: [
    ExternalTasksService,
    ExternalTasksRepository,
    ExternalTasksCache,
    ExternalSourceService,
    ExternalSourcesRepository,
  ],
})
export class ExternalTasksModule {}
