import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import type { WorkStatus } from '../../../queue/work-status.js';
import { DELIMITERS, type Delimiter } from '../csv-reader.js';
import {
  IMPORT_MODES,
  type ImportMode,
  UNKNOWN_PEOPLE,
  UNKNOWN_PROJECTS,
  type UnknownPeople,
  type UnknownProjects,
} from '../import.entity.js';

export class ImportOptionsDto {
  /** `best-effort`, the default, imports every valid row; `all-or-nothing` all of them or none: up to 10,000, in 2 MiB. */
  @IsOptional()
  @IsIn(IMPORT_MODES)
  mode?: ImportMode;

  /**
   * What to do about a project that doesn't exist: create it, leave the task without one, or refuse
   * the row, which is the default.
   */
  @IsOptional()
  @IsIn(UNKNOWN_PROJECTS)
  unknownProjects?: UnknownProjects;

  /**
   * What to do about an assignee who is no member: leave the task without one, or refuse
   * the row, which is the default.
   */
  @IsOptional()
  @IsIn(UNKNOWN_PEOPLE)
  unknownPeople?: UnknownPeople;

  /** The separator of cells; detected from the header when left out. @example "," */
  @ApiProperty({ enum: DELIMITERS, required: false, example: ',' })
  @IsOptional()
  @IsIn(DELIMITERS)
  delimiter?: Delimiter;
}

export class AcceptedImportDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  importId: string;
}

export class RefusalDto {
  /** Where the row begins in the file; the header is in line 1. @example 17 */
  line: number;
  /** Why. @example "title must be longer than or equal to 1 characters" */
  reason: string;
  /** The column with the error. @example title */
  @ApiProperty({ type: String, nullable: true, example: 'title' })
  field: string | null;
}

export class ImportSummaryDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example COMPLETED */
  status: WorkStatus;
  /** @example best-effort */
  mode: ImportMode;
  /** Percent. 100 means that the whole file was imported. @example 100 */
  progress: number;
  /** How many rows became tasks. @example 12 */
  accepted: number;
  /** How many rows did not. @example 1 */
  refused: number;
  /** Why it FAILED. @example null */
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export class ImportDto extends ImportSummaryDto {
  /** The first 1,000 rows that were refused. */
  refusals: RefusalDto[];
}

export class ImportPageDto extends PageDto {
  data: ImportSummaryDto[];
}
