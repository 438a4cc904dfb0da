import { Module } from '@nestjs/common';
import { FileUploads } from '../../common/file-upload.js';
import { FileReferences } from '../../storage/file-references.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';

@Module({
  imports: [TasksModule],
  controllers: [AttachmentsController],
  providers: [AttachmentsService, AttachmentsRepository, FileUploads],
  exports: [FileUploads],
})
export class AttachmentsModule {
  constructor(attachments: AttachmentsRepository, files: FileReferences) {
    files.add(attachments);
  }
}
