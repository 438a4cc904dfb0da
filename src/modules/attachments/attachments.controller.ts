import {
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SendsFile } from '../../http/file-download.decorator.js';
import { sendFile } from '../../http/file-response.js';
import { AcceptsFile } from '../../http/file-upload.js';
import { ListQueryDto } from '../../http/list-query.dto.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { StorageFull, StorageUnavailable } from '../../storage/storage.errors.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { TaskReferencePipe } from '../tasks/task-reference.pipe.js';
import { TaskNotFound } from '../tasks/tasks.errors.js';
import { AttachmentNotFound, AttachmentTooLarge } from './attachments.errors.js';
import { AttachmentsService } from './attachments.service.js';
import { SENT_TYPES } from './content-type.js';
import { AttachmentDto, AttachmentListDto } from './dto/attachment.dto.js';

@ApiTags('Attachments')
@Controller()
export class AttachmentsController {
  constructor(private readonly attachments: AttachmentsService) {}

  /**
   * Attaches a file to a task: the only part, `file`, of multipart/form-data, or the body itself, under any
   * type but JSON's, with its name in `Content-Disposition`. Its type is read from its content.
   */
  @Post('tasks/:id/attachments')
  @Idempotent()
  @RequirePermission('attachment:write')
  @AcceptsFile('application/octet-stream')
  @UseInterceptors(LocationInterceptor.under('/attachments'))
  @Raises(TaskNotFound, AttachmentTooLarge, StorageFull, StorageUnavailable, PlanLimitReached)
  uploadAttachment(
    @Param('id', TaskReferencePipe) task: string | number,
    @Req() request: FastifyRequest,
  ): Promise<AttachmentDto> {
    return this.attachments.upload(task, request);
  }

  /** The files attached to a task, oldest first, by page with a total or by cursor without one. */
  @Get('tasks/:id/attachments')
  @RequirePermission('task:read')
  @Raises(TaskNotFound)
  listAttachments(
    @Param('id', TaskReferencePipe) task: string | number,
    @Query() query: ListQueryDto,
  ): Promise<AttachmentListDto> {
    return this.attachments.list(task, query);
  }

  /** What is known about a file. */
  @Get('attachments/:id')
  @RequirePermission('task:read')
  @Raises(AttachmentNotFound, TaskNotFound)
  getAttachment(@Param('id', ParseIdPipe) id: string): Promise<AttachmentDto> {
    return this.attachments.get(id);
  }

  /**
   * The file, to be saved. Part of it with `Range`. HTML, SVG, XML, scripts and programs come as
   * application/octet-stream.
   */
  @Get('attachments/:id/download')
  @RequirePermission('task:read')
  @Raises(AttachmentNotFound, TaskNotFound, StorageUnavailable)
  @SendsFile(SENT_TYPES)
  async downloadAttachment(
    @Param('id', ParseIdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendFile(await this.attachments.download(id), request, reply);
  }

  /** Removes a file: one's own, or as an admin any. */
  @Delete('attachments/:id')
  @HttpCode(204)
  @RequirePermission('attachment:write')
  @Raises(AttachmentNotFound, TaskNotFound)
  deleteAttachment(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.attachments.delete(id);
  }
}
