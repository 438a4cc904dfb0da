import { Module } from '@nestjs/common';
import { ChangeEvents } from '../../change-log/change-events.js';
import { Cleanup } from '../../tenancy/cleanup.js';
import { PlansModule } from '../plans/plans.module.js';
import { BulkController } from './bulk.controller.js';
import { BulkService } from './bulk.service.js';
import { DueMomentsRepository } from './due-moments.repository.js';
import { LabelsController } from './labels.controller.js';
import { LabelsRepository } from './labels.repository.js';
import { LabelsService } from './labels.service.js';
import { OrganizationDays } from './organization-days.js';
import { TaskAccess } from './task-access.js';
import { TaskListsRepository } from './task-lists.repository.js';
import { TaskMoves } from './task-moves.js';
import { TaskPersonalDataRepository } from './task-personal-data.repository.js';
import { TaskReferences } from './task-references.js';
import { TaskRemoval } from './task-removal.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';
import { TrashController } from './trash.controller.js';
import { TrashRepository } from './trash.repository.js';
import { TrashService } from './trash.service.js';

/** Tasks removed from the trash of an organization at a time. */
const BATCH = 1000;

@Module({
  imports: [PlansModule],
  controllers: [TasksController, BulkController, TrashController, LabelsController],
  providers: [
    TasksRepository,
    TaskListsRepository,
    DueMomentsRepository,
    OrganizationDays,
    TaskAccess,
    TaskMoves,
    TaskReferences,
    TaskRemoval,
    TasksService,
    BulkService,
    TrashRepository,
    TrashService,
    LabelsRepository,
    LabelsService,
    TaskPersonalDataRepository,
  ],
  exports: [TasksService, OrganizationDays],
})
export class TasksModule {
  constructor(tasks: TasksRepository, trash: TrashRepository, events: ChangeEvents, cleanup: Cleanup) {
    events.register('task', (changes) => tasks.findStates(changes));
    cleanup.add(() => trash.deleteExpired(BATCH));
  }
}
