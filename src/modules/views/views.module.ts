import { Module } from '@nestjs/common';
import { LabelsService } from '../tasks/labels.service.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { ViewPersonalDataRepository } from './view-personal-data.repository.js';
import { ViewsController } from './views.controller.js';
import { ViewsRepository } from './views.repository.js';
import { ViewsService } from './views.service.js';

@Module({
  imports: [TasksModule],
  controllers: [ViewsController],
  providers: [ViewsRepository, ViewsService, ViewPersonalDataRepository],
})
export class ViewsModule {
  constructor(labels: LabelsService, views: ViewsService) {
    labels.onRename((from, to) => views.renameLabel(from, to));
  }
}
