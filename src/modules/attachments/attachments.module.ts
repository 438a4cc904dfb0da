import { Module } from '@nestjs/common';
import { ChangeEvents } from '../../change-log/change-events.js';
import { FileReferences } from '../../storage/file-references.js';
import { PlansModule } from '../plans/plans.module.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AttachmentPersonalDataRepository } from './attachment-personal-data.repository.js';
import { AttachmentsController } from './attachments.controller.js';
import { attachmentAfter, AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';

@Module({
  imports: [PlansModule, TasksModule],
  controllers: [AttachmentsController],
  providers: [AttachmentsService, AttachmentsRepository, AttachmentPersonalDataRepository],
  exports: [AttachmentsService],
})
export class AttachmentsModule {
  constructor(attachments: AttachmentsRepository, events: ChangeEvents, files: FileReferences) {
    events.register(
      'attachment',
      async (changes) => new Map(changes.map((change) => [change.sequence, attachmentAfter(change)])),
    );
    files.add(attachments);
  }
}
