import { Module } from '@nestjs/common';
import { Housekeeping } from '../../tenancy/housekeeping.js';
import { BulkController } from './bulk.controller.js';
import { BulkService } from './bulk.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';
import { TrashController } from './trash.controller.js';
import { TrashRepository } from './trash.repository.js';
import { TrashService } from './trash.service.js';

/** Tasks removed from the trash of an organization at a time. */
const BATCH = 1000;

@Module({
  controllers: [TasksController, BulkController, TrashController],
  providers: [TasksRepository, TasksService, BulkService, TrashRepository, TrashService],
  exports: [TasksService],
})
export class TasksModule {
  constructor(trash: TrashRepository, housekeeping: Housekeeping) {
    housekeeping.add(() => trash.deleteExpired(BATCH));
  }
}
