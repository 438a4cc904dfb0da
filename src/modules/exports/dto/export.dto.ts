import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  ValidateNested,
} from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import { MayBeAbsent } from '../../../common/text.js';
import { IsTimeZone } from '../../../common/time-zone.js';
import { DELIMITERS, type Delimiter } from '../../imports/files/csv-reader.js';
import { TaskDto } from '../../tasks/dto/task.dto.js';
import { TaskFilterDto } from '../../tasks/dto/task-query.dto.js';
import { TASK_SORTS, type TaskSort } from '../../tasks/task-sort.js';
import { EXPORT_COLUMNS, type ExportColumn } from '../export-columns.js';
import { type Compression, COMPRESSIONS, EXPORT_FORMATS, type ExportFormat } from '../export-formats.js';
import type { ExportStatus } from '../export-status.js';

/** How the file is written. */
export class ExportOptionsDto {
  /** The separator of the cells, a comma when left out. Only with the format CSV. @example "," */
  @ApiProperty({ enum: DELIMITERS, required: false, example: ',' })
  @MayBeAbsent()
  @IsIn(DELIMITERS)
  delimiter?: Delimiter;

  /**
   * Whether the file begins with a byte order mark, by which some spreadsheets recognise UTF-8. Only with the format CSV.
   * @example false
   */
  @MayBeAbsent()
  @IsBoolean()
  bom?: boolean;

  /**
   * The time zone of timestamps, by its IANA name, which are written with its offset; UTC when left out. In XLSX they are
   * dates, which have no offset. Timestamps from before standard time zones, whose offset has seconds,
   * stay in UTC.
   * @example Europe/Zurich
   */
  @MayBeAbsent()
  @IsTimeZone()
  timeZone?: string;

  /** Compresses the file, other than XLSX, which is compressed anyway. @example GZIP */
  @MayBeAbsent()
  @IsIn(COMPRESSIONS)
  compression?: Compression;
}

export class CreateExportDto extends ExportOptionsDto {
  /**
   * The kind of file; CSV when left out. NDJSON has a line for each task, JSON is one array. In XLSX,
   * tasks that exceed a sheet continue in the next one, and a text of more than 32,767 characters,
   * the maximum of a cell, is cut there, says so, and is named in a sheet of its own, `Cut texts`.
   * @example CSV
   */
  @MayBeAbsent()
  @IsIn(EXPORT_FORMATS)
  format?: ExportFormat;

  /**
   * Which tasks; all of them when left out.
   * @example { "status": ["CREATED", "IN_PROGRESS"] }
   */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  filter?: TaskFilterDto;

  /** Their order, as in lists of tasks; by number when left out. @example number */
  @MayBeAbsent()
  @IsIn(TASK_SORTS)
  sort?: TaskSort;

  /**
   * The columns, in this order. When left out, CSV and XLSX have those for readers, with names instead
   * of ids, and NDJSON and JSON have all.
   * @example ["number", "title", "status"]
   */
  @MayBeAbsent()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(EXPORT_COLUMNS.length)
  @ArrayUnique()
  @IsIn(EXPORT_COLUMNS, { each: true })
  columns?: ExportColumn[];
}

export class AcceptedExportDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  exportId: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  jobId: string;
}

export class ExportDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example COMPLETED */
  status: ExportStatus;
  /** @example CSV */
  format: ExportFormat;
  /** The filter of the request. */
  filter: Record<string, unknown>;
  /** @example number */
  sort: TaskSort;
  /** @example ["number", "title", "status"] */
  columns: ExportColumn[];
  /** The options of the request. */
  options: ExportOptionsDto;
  /**
   * While it is QUEUED: how many exports of the organization are before it. They run one at a time, round
   * robin with other organizations.
   */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  position: number | null;
  /** Percent. 100 means that the file is complete. @example 100 */
  progress: number;
  /** While it is RUNNING, once it can be measured. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  rowsPerSecond: number | null;
  /** While it is RUNNING: the time left at the present speed. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  secondsLeft: number | null;
  /** The organization's last change that the file contains: it is a snapshot as of that change. Null until it is COMPLETED. @example 1204 */
  sequence: number | null;
  /** Rows without the header: those so far while it is RUNNING, all once it is COMPLETED. @example 12 */
  rowCount: number | null;
  /** Bytes: as with the rows. @example 1843 */
  byteSize: number | null;
  /** Of the file, in hexadecimal. @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
  sha256: string | null;
  /** Where to download it, as long as it is COMPLETED. @example /exports/019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b/download */
  fileUrl: string | null;
  /** Why it FAILED. @example null */
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** When the file is removed, and the export EXPIRED. */
  expiresAt: Date | null;
}

export class ExportPageDto extends PageDto {
  data: ExportDto[];
}

/** A task in an export as JSON: as in the API, with names for the ids, with the requested columns. */
export class ExportedTaskDto extends PartialType(OmitType(TaskDto, ['blockedBy', 'isBlocked', 'subtasks'])) {
  /** The name of its project. @example "Website" */
  @ApiProperty({ type: String, nullable: true, required: false, example: 'Website' })
  project?: string | null;
  /** The e-mail address of the assignee, or the id of a user who is no longer a member. */
  @ApiProperty({ type: String, nullable: true, required: false, example: 'ada@example.com' })
  assignee?: string | null;
  /** The e-mail address of the creator, or the id of a user who is no longer a member. @example ada@example.com */
  creator?: string;
}
