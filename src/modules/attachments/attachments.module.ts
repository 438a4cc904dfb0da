import { Module } from '@nestjs/common';
import { FileReferences } from '../../storage/file-references.js';
import { PlansModule } from '../plans/plans.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';

@Module({
  imports: [PlansModule, TasksModule],
  controllers: [AttachmentsController],
  providers: [AttachmentsService, AttachmentsRepository],
  exports: [AttachmentsService],
})
export class AttachmentsModule {
  constructor(attachments: AttachmentsRepository, files: FileReferences) {
    files.add(attachments);
  }
}
