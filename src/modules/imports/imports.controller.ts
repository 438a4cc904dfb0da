import {
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  UseInterceptors,
} from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { AcceptsFile } from '../../http/file-upload.js';
import { LocationInterceptor } from '../../http/location.interceptor.js';
import { PageQueryDto } from '../../http/page-query.dto.js';
import { ParseIdPipe } from '../../http/parse-id.pipe.js';
import { Raises } from '../../http/raises.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { StorageFull, StorageUnavailable } from '../../storage/storage.errors.js';
import { RequirePermission } from '../../access/access.decorators.js';
import { PlanLimitReached } from '../plans/plans.errors.js';
import {
  AcceptedImportDto,
  ImportDto,
  ImportOptionsDto,
  ImportPageDto,
  UndoneImportDto,
} from './dto/import.dto.js';
import { PreviewDto, PreviewOptionsDto } from './dto/preview.dto.js';
import { ImportFinished, ImportNotFound, ImportTooLarge, ImportUnfinished } from './imports.errors.js';
import { ImportsService } from './imports.service.js';

@ApiTags('Imports')
@Controller()
export class ImportsController {
  constructor(private readonly imports: ImportsService) {}

  /**
   * Imports tasks from CSV, a workbook or JSON. The file is the only part, `file`, of multipart/form-data, or the body
   * itself. A workbook is XLSX, of which `sheet` names a sheet; JSON is that of a Trello board, of Todoist, of Google
   * Tasks, or a list of objects (NDJSON as well), whose fields are read as columns. CSV begins with a header row of up to 1,000 columns,
   * one of which is the title, or `mapping` says which. The files of many products are recognised by their header; the
   * columns of others by their names, in any order and case. Our own have `title`, and `description`, `status`,
   * `priority`, `project` (by name), `assignee` (by e-mail address or user name), `labels` (comma-separated), `dueAt`,
   * `createdAt`, `completedAt`. What has no place of its own is appended to the description, or named in
   * `ignoredColumns`. A task that came from its source before isn't imported again. UTF-8, UTF-16, Windows-1252, or the
   * `charset` that its `Content-Type` declares; up to 1,000,000 rows. It runs in the background: `Location` has its
   * state.
   */
  @Post('tasks/import')
  @HttpCode(202)
  @Idempotent('shared')
  @RequirePermission('import:manage')
  @AcceptsFile('text/csv')
  @UseInterceptors(LocationInterceptor.under('/imports', 'importId'))
  @Raises(ImportTooLarge, StorageFull, StorageUnavailable, PlanLimitReached)
  importTasks(
    @Query() options: ImportOptionsDto,
    @Req() request: FastifyRequest,
  ): Promise<AcceptedImportDto> {
    return this.imports.request(options, request);
  }

  /**
   * Shows what an import of this file would make of it, by its beginning: the source, what each column is, what the
   * values mean, and the first tasks. It takes what an import takes: CSV, a workbook or JSON. CSV begins with a header
   * row of up to 1,000 columns, one of which is the title, or `mapping` says which. Nothing is stored. `mapping` may be
   * corrected and sent with the import.
   */
  @Post('imports/preview')
  @HttpCode(200)
  @RequirePermission('import:manage')
  @AcceptsFile('text/csv')
  @Raises(ImportTooLarge, StorageFull)
  previewImport(@Query() options: PreviewOptionsDto, @Req() request: FastifyRequest): Promise<PreviewDto> {
    return this.imports.preview(options, request);
  }

  /** Moves the tasks of an import that were not touched since to the trash. Projects that it created stay. */
  @Post('imports/:id/undo')
  @HttpCode(200)
  @RequirePermission('import:manage')
  @Raises(ImportNotFound, ImportUnfinished)
  undoImport(@Param('id', ParseIdPipe) id: string): Promise<UndoneImportDto> {
    return this.imports.undo(id);
  }

  /** The first 1,000 refused rows as CSV under the header of the file, to be mended and imported. */
  @Get('imports/:id/refusals.csv')
  @RequirePermission('import:manage')
  @ApiProduces('text/csv')
  @Header('Content-Type', 'text/csv; charset=utf-8')
  @Raises(ImportNotFound)
  getImportRefusals(@Param('id', ParseIdPipe) id: string): Promise<string> {
    return this.imports.refusals(id);
  }

  /** The organization's imports, newest first. They are removed 30 days after their end. */
  @Get('imports')
  @RequirePermission('import:manage')
  listImports(@Query() query: PageQueryDto): Promise<ImportPageDto> {
    return this.imports.list(query);
  }

  /** The state of an import, and which rows were refused. */
  @Get('imports/:id')
  @RequirePermission('import:manage')
  @Raises(ImportNotFound)
  getImport(@Param('id', ParseIdPipe) id: string): Promise<ImportDto> {
    return this.imports.get(id);
  }

  /** Cancels an import that hasn't ended. In best effort, the tasks that were created until then stay. */
  @Post('imports/:id/cancel')
  @HttpCode(200)
  @RequirePermission('import:manage')
  @Raises(ImportNotFound, ImportFinished)
  cancelImport(@Param('id', ParseIdPipe) id: string): Promise<ImportDto> {
    return this.imports.cancel(id);
  }

  /** Removes an import that has ended, and its record of refused rows. Its tasks stay. */
  @Delete('imports/:id')
  @HttpCode(204)
  @RequirePermission('import:manage')
  @Raises(ImportNotFound, ImportUnfinished)
  deleteImport(@Param('id', ParseIdPipe) id: string): Promise<void> {
    return this.imports.delete(id);
  }
}
