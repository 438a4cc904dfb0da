import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsObject,
  ValidateNested,
} from 'class-validator';
import { PageDto } from '../../../common/page-query.dto.js';
import { MayBeAbsent } from '../../../common/text.js';
import { TaskFilterDto } from '../../tasks/dto/task-query.dto.js';
import { EXPORT_COLUMNS, type ExportColumn } from '../export-columns.js';
import type { ExportStatus } from '../export.entity.js';

export class CreateExportDto {
  /**
   * The kind of file; CSV when left out.
   * @example CSV
   */
  @MayBeAbsent()
  @IsIn(['CSV'])
  format?: 'CSV';

  /**
   * Which tasks; all of them when left out.
   * @example { "status": ["CREATED", "IN_PROGRESS"] }
   */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  filter?: TaskFilterDto;

  /** Which columns, in this order; all of them when left out. @example ["number", "title", "status"] */
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
  format: 'CSV';
  /** The filter it was asked for. */
  filter: Record<string, unknown>;
  /**
   * While it is QUEUED: how many exports of the organization come before it. They run one at a time, and
   * organizations take turns.
   */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  position: number | null;
  /** Percent. 100 means that the file is whole. @example 100 */
  progress: number;
  /** While it is RUNNING, once there is something to go by. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  rowsPerSecond: number | null;
  /** While it is RUNNING: how much longer it takes if it goes on like this. */
  @ApiProperty({ type: 'integer', nullable: true, example: null })
  secondsLeft: number | null;
  /** Rows without the header: those so far while it is RUNNING, all once it is COMPLETED. @example 12 */
  rowCount: number | null;
  /** Bytes: as with the rows. @example 1843 */
  byteSize: number | null;
  /** Of the file, in hexadecimal. @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 */
  sha256: string | null;
  /** Where to download it, once it is COMPLETED. @example /exports/019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b/download */
  fileUrl: string | null;
  /** Why it FAILED. @example null */
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** When the file is removed; null when nothing is planned. @example null */
  expiresAt: Date | null;
}

export class ExportPageDto extends PageDto {
  data: ExportDto[];
}
