import { OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { IsId, IsIdOrNone, IsUserOrNone } from '../../../common/id.js';
import { AsList } from '../../../http/as-list.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT, MAX_PAGE } from '../../../common/pagination.js';
import { IsLabel, IsSearchText, MaxLength, MayBeAbsent } from '../../../common/text.js';
import { IsTimestampOrDay, type MomentOrDay } from '../../../common/timestamp.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '../task.js';
import { TASK_SORTS, type TaskSort } from '../task-sort.js';
import { DUE_WORDS, type DueWord } from '../due-words.js';

/** Which tasks; everything given has to hold. */
export class TaskFilterDto {
  /** One of these statuses. @example ["CREATED"] */
  @MayBeAbsent()
  @AsList()
  @IsIn(TASK_STATUSES, { each: true })
  status?: TaskStatus[];

  /** None of these statuses. @example ["COMPLETED"] */
  @MayBeAbsent()
  @AsList()
  @IsIn(TASK_STATUSES, { each: true })
  notStatus?: TaskStatus[];

  /** One of these priorities. @example ["HIGH", "URGENT"] */
  @MayBeAbsent()
  @AsList()
  @IsIn(TASK_PRIORITIES, { each: true })
  priority?: TaskPriority[];

  /**
   * At least one of these labels, in upper and lower case as they are. `none` stands for no label at all; a label of
   * that name is found by `allLabels`.
   * @example ["release"]
   */
  @MayBeAbsent()
  @AsList()
  @IsLabel({ each: true })
  label?: string[];

  /** All of these labels. @example ["release", "urgent"] */
  @MayBeAbsent()
  @AsList()
  @IsLabel({ each: true })
  allLabels?: string[];

  /** Not one of these labels. `none` stands for no label at all, as in `label`. @example ["wontfix"] */
  @MayBeAbsent()
  @AsList()
  @IsLabel({ each: true })
  notLabel?: string[];

  /** Assigned to this user, with `me` to the caller, or with `none` to no user. In a shared view, `me` is who reads it. */
  @MayBeAbsent()
  @IsUserOrNone()
  assigneeId?: string;

  /** Created by this user. */
  @MayBeAbsent()
  @IsId()
  creatorId?: string;

  /** Of this project, or with `none` of no project. */
  @MayBeAbsent()
  @IsIdOrNone()
  projectId?: string;

  /** Subtasks of this task, or with `none` what is no subtask. */
  @MayBeAbsent()
  @IsIdOrNone()
  parentId?: string;

  /** Blocked by this task. */
  @MayBeAbsent()
  @IsId()
  blockedBy?: string;

  /** Of archived projects, or with `false` of no archived one. Left out, it makes no difference. @example false */
  @MayBeAbsent()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  archived?: boolean;

  /**
   * `overdue`: due before now. `today`, and `week`: due on this day, and on one of the seven that begin with it, of the
   * organization. These three leave out what is completed, unless `status` or `notStatus` says otherwise. `none`: never due.
   * @example overdue
   */
  @MayBeAbsent()
  @IsIn(DUE_WORDS)
  due?: DueWord;

  /**
   * Due before that moment, or before that day of the organization begins; as with all filters by time.
   * @example 2031-01-01T00:00:00Z
   */
  @MayBeAbsent()
  @IsTimestampOrDay()
  dueBefore?: MomentOrDay;

  /** Due at that moment, or when that day begins, or later. @example 2026-01-01 */
  @MayBeAbsent()
  @IsTimestampOrDay()
  dueAfter?: MomentOrDay;

  /** Created before that moment or day. @example 2031-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestampOrDay()
  createdBefore?: MomentOrDay;

  /** Created at that moment, or when that day begins, or later. @example 2026-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestampOrDay()
  createdAfter?: MomentOrDay;

  /** Completed before that moment or day. @example 2031-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestampOrDay()
  completedBefore?: MomentOrDay;

  /** Completed at that moment, or when that day begins, or later. @example 2026-01-01T00:00:00Z */
  @MayBeAbsent()
  @IsTimestampOrDay()
  completedAfter?: MomentOrDay;

  /**
   * With all these words, in whatever case and with or without accents, in the title, the labels and the description, or in
   * one comment; of the last one its beginning is enough. Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese are found
   * within words, too. Text without letters and digits finds nothing.
   * @example "release not"
   */
  @MayBeAbsent()
  @IsSearchText(1, 200)
  q?: string;
}

export class TaskQueryDto extends TaskFilterDto {
  /**
   * What to sort by, `-` for descending; ties go by number in the same direction. Tasks that are never
   * due come after all others in both directions. Titles sort as people sort them, numbers by their value. `relevance` needs `q`: the best match
   * first, a word in the title before one in a label, in the description and in a comment, and of equal ones the newest.
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
