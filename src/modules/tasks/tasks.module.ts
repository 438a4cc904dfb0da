import { Module } from '@nestjs/common';
import { ChangeEvents } from '../../change-log/change-events.js';
import { Cleanup } from '../../tenancy/cleanup.js';
import { PlansModule } from '../plans/plans.module.js';
import { BlockersController } from './blockers.controller.js';
import { BlockersRepository } from './blockers.repository.js';
import { BlockersService } from './blockers.service.js';
import { BulkController } from './bulk.controller.js';
import { BulkService } from './bulk.service.js';
import { DueMomentsRepository } from './due-moments.repository.js';
import { DueTasksService } from './due-tasks.service.js';
import { LabelsController } from './labels.controller.js';
import { LabelsRepository } from './labels.repository.js';
import { LabelsService } from './labels.service.js';
import { OrganizationDays } from './organization-days.js';
import { RecurringTasks } from './recurring-tasks.js';
import { TaskAccess } from './task-access.js';
import { TaskBlockers } from './task-blockers.js';
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
  controllers: [TasksController, BlockersController, BulkController, TrashController, LabelsController],
  providers: [
    TasksRepository,
    TaskListsRepository,
    DueMomentsRepository,
    DueTasksService,
    OrganizationDays,
    TaskAccess,
    BlockersRepository,
    BlockersService,
    RecurringTasks,
    TaskBlockers,
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
  exports: [TasksService, DueTasksService, OrganizationDays, LabelsService],
})
export class TasksModule {
  constructor(
    tasks: TasksRepository,
    trash: TrashRepository,
    labels: LabelsRepository,
    events: ChangeEvents,
    cleanup: Cleanup,
  ) {
    events.register('label', (changes) => labels.findStates(changes));
    events.register('task', (changes) => tasks.findStates(changes));
    cleanup.add(() => trash.deleteExpired(BATCH));
  }
}
