import { ApiProperty, PickType } from '@nestjs/swagger';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '../../tasks/task.js';
import { COLUMN_FIELDS, type ColumnField } from '../sources/source.js';
import type { DateOrder } from '../values/dates.js';
import { ImportOptionsDto, RefusalDto } from './import.dto.js';

export class PreviewOptionsDto extends PickType(ImportOptionsDto, [
  'delimiter',
  'mapping',
  'dateFormat',
  'sheet',
] as const) {}

/** Which field each column is, and what the values mean: `mapping` of an import takes it, as it is or corrected. */
export class ImportMappingDto {
  /** By the names of the columns; null is left out. @example {"Card Name": "title", "Vote Count": null} */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', nullable: true, enum: [...COLUMN_FIELDS, null] },
    example: { 'Card Name': 'title', 'Vote Count': null },
  })
  columns: Record<string, ColumnField | null>;

  /** @example {"status": {"Doing": "IN_PROGRESS"}, "priority": {}} */
  @ApiProperty({
    type: 'object',
    properties: {
      status: { type: 'object', additionalProperties: { type: 'string', enum: [...TASK_STATUSES] } },
      priority: { type: 'object', additionalProperties: { type: 'string', enum: [...TASK_PRIORITIES] } },
    },
    example: { status: { Doing: 'IN_PROGRESS' }, priority: {} },
  })
  values: { status?: Record<string, TaskStatus>; priority?: Record<string, TaskPriority> };

  /** The order of day and month in all dates; null where each column is read by its own. @example null */
  @ApiProperty({ enum: ['DMY', 'MDY'], nullable: true, example: null })
  dateFormat: DateOrder | null;
}

export class PreviewValueDto {
  /** @example Doing */
  value: string;
  /** How many of the rows that were read have it. @example 3 */
  count: number;
  /** What it means here; null where nothing is known. @example IN_PROGRESS */
  @ApiProperty({ type: String, nullable: true, example: 'IN_PROGRESS' })
  becomes: string | null;
}

export class PreviewValuesDto {
  /** Of columns with a status, and of lists. */
  status: PreviewValueDto[];
  priority: PreviewValueDto[];
}

export class KnownTaskDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example 7 */
  number: number;
  /** The fields of which the file says something else, which `onKnown=update` changes. @example ["labels"] */
  changes: string[];
}

export class PreviewTaskDto {
  /** @example 2 */
  line: number;
  /** @example "Order tiles" */
  title: string;
  /** With what has no place of its own below it. @example "Bath, upstairs" */
  @ApiProperty({ type: String, nullable: true, example: 'Bath, upstairs' })
  description: string | null;
  /** @example IN_PROGRESS */
  status: TaskStatus;
  /** @example NONE */
  priority: TaskPriority;
  /** @example Cottage */
  @ApiProperty({ type: String, nullable: true, example: 'Cottage' })
  project: string | null;
  /** As the file names them. @example ada */
  @ApiProperty({ type: String, nullable: true, example: 'ada' })
  assignee: string | null;
  /** @example ["Purchase"] */
  labels: string[];
  dueAt: Date | null;
  /** Null where it is the time of the import. */
  createdAt: Date | null;
  completedAt: Date | null;
  /** @example [] */
  comments: string[];
  /** By which the source knows it. @example c1 */
  @ApiProperty({ type: String, nullable: true, example: 'c1' })
  sourceId: string | null;
  /** The task here that came from it before; null where there is none. */
  known: KnownTaskDto | null;
}

export class UnclearDto {
  /** @example "List Name" */
  column: string;
  /** @example Ready */
  value: string;
  /** @example "is no status that is known" */
  reason: string;
  /** What becomes of it unless the mapping says something else. @example CREATED */
  proposal: string;
}

export class PreviewDto {
  /** The product that the file is from: `taskflow` for our own, `unknown` for none that is known. @example trello */
  source: string;
  /** Of text; `xlsx` of a workbook, `json` of JSON. @example utf-8 */
  encoding: string;
  /** The sheets of a workbook, of which `sheet` chooses one; none of other files. @example [] */
  sheets: string[];
  /** @example "," */
  delimiter: string;
  mapping: ImportMappingDto;
  values: PreviewValuesDto;
  /** The first 20 as they would be. */
  tasks: PreviewTaskDto[];
  /** The first 20 rows that would be refused. */
  refusals: RefusalDto[];
  unclear: UnclearDto[];
  /** The columns that are not read. @example ["Vote Count"] */
  leftOut: string[];
}
