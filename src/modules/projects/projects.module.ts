import { Module } from '@nestjs/common';
import { ChangeEvents } from '../../change-log/change-events.js';
import { PlansModule } from '../plans/plans.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ProjectsController } from './projects.controller.js';
import { ProjectsRepository } from './projects.repository.js';
import { ProjectsService } from './projects.service.js';

@Module({
  imports: [PlansModule, TasksModule],
  controllers: [ProjectsController],
  providers: [ProjectsRepository, ProjectsService],
  exports: [ProjectsService],
})
export class ProjectsModule {
  constructor(projects: ProjectsRepository, events: ChangeEvents) {
    events.register('project', (changes) => projects.findStates(changes));
  }
}
