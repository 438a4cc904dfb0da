import { Module } from '@nestjs/common';
import { FileUploads } from '../../common/file-upload.js';
import { TasksModule } from '../tasks/tasks.module.js';
import { AttachmentSweep } from './attachment-sweep.js';
import { AttachmentsController } from './attachments.controller.js';
import { AttachmentsRepository } from './attachments.repository.js';
import { AttachmentsService } from './attachments.service.js';

@Module({
  imports: [TasksModule],
  controllers: [AttachmentsController],
  providers: [AttachmentsService, AttachmentsRepository, AttachmentSweep, FileUploads],
  exports: [FileUploads],
})
export class AttachmentsModule {}
