import { Module } from '@nestjs/common';
import { PlansModule } from '../plans/plans.module.js';
import { LabelsController } from './labels.controller.js';
import { LabelsRepository } from './labels.repository.js';
import { LabelsService } from './labels.service.js';
import { TasksController } from './tasks.controller.js';
import { TasksRepository } from './tasks.repository.js';
import { TasksService } from './tasks.service.js';

@Module({
  imports: [PlansModule],
  controllers: [TasksController, LabelsController],
  providers: [TasksRepository, TasksService, LabelsRepository, LabelsService],
  exports: [TasksService],
})
export class TasksModule {}
