import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { IsLine, MaxLength, MayBeAbsent } from '../../../common/text.js';
import { PageDto } from '../../../http/page-query.dto.js';
import type { WorkStatus } from '../../../queue/work-status.js';
import { DELIMITERS, type Delimiter } from '../files/csv-reader.js';
import {
  IMPORT_MODES,
  type ImportMode,
  ON_KNOWN,
  type OnKnown,
  UNKNOWN_PEOPLE,
  UNKNOWN_PROJECTS,
  type UnknownPeople,
  type UnknownProjects,
} from '../import.entity.js';
import { DATE_ORDERS, type DateOrder } from '../values/dates.js';

export class ImportOptionsDto {
  /** `best-effort`, the default, imports every valid row; `all-or-nothing` all of them or none: up to 10,000, in 2 MiB. */
  @IsOptional()
  @IsIn(IMPORT_MODES)
  mode?: ImportMode;

  /**
   * What to do about a project that doesn't exist: create it, leave the task without one, or refuse
   * the row. By default, a row of our own format is refused; for files of other products it is created where the
   * caller may.
   */
  @IsOptional()
  @IsIn(UNKNOWN_PROJECTS)
  unknownProjects?: UnknownProjects;

  /**
   * What to do about an assignee who is no member: leave the task without one, or refuse
   * the row. By default, a row of our own format is refused; a task from another product has none, and
   * names them in its description.
   */
  @IsOptional()
  @IsIn(UNKNOWN_PEOPLE)
  unknownPeople?: UnknownPeople;

  /**
   * What to do about a row whose task came from the source before, which it knows by its id: leave it out, or change what
   * the file says differently. Only fields that a column says are changed, an empty cell included; an assignee or a
   * project that isn't found leaves the task's own, and so does a status that lies behind it. Comments aren't added again.
   */
  @IsOptional()
  @IsIn(ON_KNOWN)
  onKnown?: OnKnown;

  /** The separator of cells; detected from the header when left out. @example "," */
  @ApiProperty({ enum: DELIMITERS, required: false, example: ',' })
  @IsOptional()
  @IsIn(DELIMITERS)
  delimiter?: Delimiter;

  /**
   * What the columns are and their values mean, as a JSON object: the `mapping` of a preview, as it is or corrected. Columns that
   * it doesn't name are read as proposed.
   */
  @ApiProperty({ type: String, required: false, example: '{"columns": {"Topic": "title"}}' })
  @IsOptional()
  @IsString()
  @MaxLength(12_000)
  mapping?: string;

  /** The order of day and month in dates such as 03/04/2026, where the file doesn't tell. @example DMY */
  @ApiProperty({ enum: DATE_ORDERS, required: false, example: 'DMY' })
  @IsOptional()
  @IsIn(DATE_ORDERS)
  dateFormat?: DateOrder;

  /** Of a workbook, the sheet to read, by its name or its number from 1; by default the first that isn't hidden. @example Tasks */
  @MayBeAbsent()
  @IsLine(1, 100)
  sheet?: string;

  /** Whether to run all checks and report as an import does, but create nothing. @example true */
  @ApiProperty({ type: Boolean, required: false, example: true })
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  dryRun?: boolean;
}

export class AcceptedImportDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  importId: string;
}

export class RefusalDto {
  /** Where the row begins in the file; the header is in line 1. Of a workbook, the number of the row. @example 17 */
  line: number;
  /** Why. @example "title must be longer than or equal to 1 characters" */
  reason: string;
  /** The column with the error. @example title */
  @ApiProperty({ type: String, nullable: true, example: 'title' })
  field: string | null;
  /** What stands there. @example "" */
  @ApiProperty({ type: String, nullable: true, example: '31.02.2026' })
  value: string | null;
  /** What could stand there. @example "unknownPeople=skip" */
  @ApiProperty({ type: String, nullable: true, example: 'unknownPeople=skip' })
  proposal: string | null;
}

export class ImportSummaryDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example COMPLETED */
  status: WorkStatus;
  /** @example best-effort */
  mode: ImportMode;
  /** The product that the file is from; `taskflow` for our own, `unknown` for none that is known. @example trello */
  source: string;
  /** Whether it only checked: what it counts as accepted would have become tasks. @example false */
  dryRun: boolean;
  /** What becomes of rows whose tasks came from the source before. @example skip */
  onKnown: OnKnown;
  /** Percent. 100 means that the whole file was imported. @example 100 */
  progress: number;
  /** How many rows became tasks. @example 12 */
  accepted: number;
  /** How many rows changed a task that had come from the source before. @example 0 */
  updated: number;
  /** How many rows did neither. @example 1 */
  refused: number;
  /** How many rows were left out, as their tasks had come from the source before, and nothing is different. @example 0 */
  skipped: number;
  /** Why it FAILED. @example null */
  error: string | null;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
}

export class UndoneImportDto {
  /** How many tasks were moved to the trash. @example 12 */
  undone: number;
  /** How many stay, as they were changed, commented on or given a file since. @example 1 */
  kept: number;
}

export class ImportDto extends ImportSummaryDto {
  /** Of text; `xlsx` of a workbook, `json` of JSON. @example utf-8 */
  encoding: string;
  /** Which field each column was read as. @example {"Card Name": "title"} */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    example: { 'Card Name': 'title' },
  })
  columns: Record<string, string | null>;
  /** The columns that were not read. @example ["number"] */
  ignoredColumns: string[];
  /** The first 1,000 rows that were refused. */
  refusals: RefusalDto[];
}

export class ImportPageDto extends PageDto {
  data: ImportSummaryDto[];
}
