import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { SendsFile } from '../../http/file-download.decorator.js';
import { sendFile } from '../../http/file-response.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { sendEventStream } from '../../http/server-sent-events.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { StorageUnavailable } from '../../storage/storage.errors.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import { TooManyStreams } from '../streams/streams.errors.js';
import {
  AcceptedExportDto,
  CreateExportDto,
  ExportDto,
  ExportedTaskDto,
  ExportPageDto,
} from './dto/export.dto.js';
import { ExportEvents } from './export-events.js';
import { CONTENT_TYPES } from './export-formats.js';
import { ExportFinished, ExportNotFound, ExportNotReady } from './exports.errors.js';
import { ExportsService } from './exports.service.js';

/** What both ways to ask for an export have in common. */
const RequestsExport = () =>
  applyDecorators(
    RequirePermission('export:manage'),
    Idempotent('shared'),
    Raises(PlanLimitReached),
    UseInterceptors(LocationInterceptor.under('/exports', 'exportId')),
  );

@ApiTags('Exports')
@Controller()
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly events: ExportEvents,
  ) {}

  /** Requests an export of tasks. It runs in the background: `Location` has its state. */
  @Post('exports')
  @HttpCode(202)
  @RequestsExport()
  requestExport(@Body() body: CreateExportDto): Promise<AcceptedExportDto> {
    return this.exports.request(body);
  }

  /** Requests an export of tasks, as `POST /exports` does. */
  @Post('tasks/export')
  @HttpCode(202)
  @RequestsExport()
  exportTasks(@Body() body: CreateExportDto): Promise<AcceptedExportDto> {
    return this.exports.request(body);
  }

  /** The organization's exports, newest first. */
  @Get('exports')
  @RequirePermission('export:manage')
  listExports(@Query() query: PageQueryDto): Promise<ExportPageDto> {
    return this.exports.list(query);
  }

  /** The state of an export, and where its file is. */
  @Get('exports/:id')
  @RequirePermission('export:manage')
  @Raises(ExportNotFound)
  getExport(@Param('id', ParseIdPipe) id: string): Promise<ExportDto> {
    return this.exports.get(id);
  }

  /**
   * Server-sent events about an export: an `export` event with its state, one at once and then one
   * after each change. The stream ends when the export has ended, or when the caller may no longer read it.
   */
  @Get('exports/:id/events')
  @RequirePermission('export:manage')
  @Raises(ExportNotFound, TooManyStreams)
  @ApiExtraModels(ExportDto)
  @ApiOkResponse({
    description: 'The events. The schema is that of their `data`.',
    content: { 'text/event-stream': { schema: { $ref: getSchemaPath(ExportDto) } } },
  })
  async followExport(
    @Param('id', ParseIdPipe) id: string,
    @Headers('authorization') authorization: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendEventStream(reply, await this.events.open(id, authorization));
  }

  /**
   * The file, or a part of it with `Range`. A line of NDJSON and an element of JSON are an `ExportedTaskDto` with the
   * columns that were asked for.
   */
  @Get('exports/:id/download')
  @RequirePermission('export:manage')
  @Raises(ExportNotFound, ExportNotReady, StorageUnavailable)
  @SendsFile(CONTENT_TYPES)
  @ApiExtraModels(ExportedTaskDto)
  async downloadExport(
    @Param('id', ParseIdPipe) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendFile(await this.exports.download(id), request, reply);
  }

  /** Cancels an export that hasn't ended. */
  @Post('exports/:id/cancel')
  @HttpCode(200)
  @RequirePermission('export:manage')
  @Raises(ExportNotFound, ExportFinished)
  cancelExport(@Param('id', ParseIdPipe) id: string): Promise<ExportDto> {
    return this.exports.cancel(id);
  }

  /** Removes an export and its file. */
  @Delete('exports/:id')
  @HttpCode(204)
  @RequirePermission('export:manage')
  @Raises(ExportNotFound)
  deleteExport(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.exports.delete(id);
  }
}
