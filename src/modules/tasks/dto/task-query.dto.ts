import { IsIn, IsOptional, IsString, IsUUID, MaxLength } from 'class-validator';
import { AsList } from '../../../common/as-list.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT, MAX_PAGE } from '../../../common/pagination.js';
import { IsLabel } from '../../../common/text.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '../task.entity.js';
import { TASK_SORTS, type TaskSort } from '../task-sort.js';

/** Which tasks; everything given has to hold. */
export class TaskFilterDto {
  /** One of these statuses. @example ["CREATED"] */
  @IsOptional()
  @AsList()
  @IsIn(TASK_STATUSES, { each: true })
  status?: TaskStatus[];

  /** One of these priorities. @example ["HIGH", "URGENT"] */
  @IsOptional()
  @AsList()
  @IsIn(TASK_PRIORITIES, { each: true })
  priority?: TaskPriority[];

  /** At least one of these labels. @example ["release"] */
  @IsOptional()
  @AsList()
  @IsLabel({ each: true })
  label?: string[];

  /** Assigned to this person. */
  @IsOptional()
  @IsUUID()
  assigneeId?: string;

  /** Created by this person. */
  @IsOptional()
  @IsUUID()
  creatorId?: string;

  /** @example 2031-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  dueBefore?: Date;

  /** Due at that moment or later. @example 2026-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  dueAfter?: Date;

  /** @example 2031-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  createdBefore?: Date;

  /** Created at that moment or later. @example 2026-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  createdAfter?: Date;
}

export class TaskQueryDto extends TaskFilterDto {
  /** What to sort by, `-` for descending. Ties go by number. */
  @IsOptional()
  @IsIn(TASK_SORTS)
  sort: TaskSort = '-createdAt';

  /** The page, counted from 1; not together with `cursor`. */
  @IsOptional()
  @IsQueryInt(1, MAX_PAGE)
  page?: number;

  /** How many a page. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `nextCursor` of the page before; the same `sort` has to come with it. */
  @IsOptional()
  @IsString()
  @MaxLength(8000)
  cursor?: string;
}
