import { OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsId } from '../../../common/id.js';
import { AsList } from '../../../http/as-list.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT, MAX_PAGE } from '../../../common/pagination.js';
import { IsLabel, IsLine, MaxLength, MayBeAbsent } from '../../../common/text.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '../task.js';
import { TASK_SORTS, type TaskSort } from '../task-sort.js';

/** Which tasks; everything given has to hold. */
export class TaskFilterDto {
  /** One of these statuses. @example ["CREATED"] */
  @MayBeAbsent()
  @AsList()
  @IsIn(TASK_STATUSES, { each: true })
  status?: TaskStatus[];

  /** One of these priorities. @example ["HIGH", "URGENT"] */
  @MayBeAbsent()
  @AsList()
  @IsIn(TASK_PRIORITIES, { each: true })
  priority?: TaskPriority[];

  /** At least one of these labels, in upper and lower case as they are. @example ["release"] */
  @MayBeAbsent()
  @AsList()
  @IsLabel({ each: true })
  label?: string[];

  /** Assigned to this user. */
  @MayBeAbsent()
  @IsId()
  assigneeId?: string;

  /** Created by this user. */
  @MayBeAbsent()
  @IsId()
  creatorId?: string;

  /** Of this project. */
  @MayBeAbsent()
  @IsId()
  projectId?: string;

  /** Due before that moment. @example 2031-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestamp()
  dueBefore?: Date;

  /** Due at that moment or later. @example 2026-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestamp()
  dueAfter?: Date;

  /** Created before that moment. @example 2031-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestamp()
  createdBefore?: Date;

  /** Created at that moment or later. @example 2026-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestamp()
  createdAfter?: Date;

  /**
   * With all these words in title or description, whatever their case; of the last one its beginning
   * is enough. Text without letters and digits finds nothing.
   * @example "release not"
   */
  @MayBeAbsent()
  @IsLine(1, 200)
  q?: string;
}

export class TaskQueryDto extends TaskFilterDto {
  /**
   * What to sort by, `-` for descending; ties go by number in the same direction. Tasks that are never
   * due come after all others. `relevance` needs `q`: the best match first, a word in the title before
   * one in the description, and of equal ones the newest.
   */
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

  /** `nextCursor` of the page before, with the same `sort`; not together with `page`. */
  @IsOptional()
  @IsString()
  @MaxLength(8000)
  cursor?: string;
}

/** What a list with a fixed assignee can be asked for. */
export class MyTasksQueryDto extends OmitType(TaskQueryDto, ['assigneeId']) {}

/** What the list of a project can be asked for. */
export class ProjectTasksQueryDto extends OmitType(TaskQueryDto, ['projectId']) {}
