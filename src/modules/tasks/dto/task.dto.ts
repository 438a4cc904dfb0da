import { applyDecorators } from '@nestjs/common';
import { ApiProperty, PartialType } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, Equals, IsArray, IsIn, IsOptional, IsString } from 'class-validator';
import { IsId } from '../../../common/id.js';
import { IsLabel, IsLine, MaxLength, MayBeAbsent } from '../../../common/text.js';
import { IsTimestampOrDay, type MomentOrDay } from '../../../common/timestamp.js';
import { IsRecurrence } from '../recurrence/recurrence.decorator.js';
import { TASK_PRIORITIES, TASK_STATUSES, type TaskPriority, type TaskStatus } from '../task.js';

/** How many labels a task has at most. */
export const MAX_LABELS = 20;

const AreLabels = () =>
  applyDecorators(MayBeAbsent(), IsArray(), ArrayMaxSize(MAX_LABELS), ArrayUnique(), IsLabel({ each: true }));

/** The fields that clients write. */
class TaskFieldsDto {
  /**
   * What is to be done, in one line.
   * @example "Write the release notes"
   */
  @IsLine(1, 500)
  title: string;

  /**
   * Anything more there is to say.
   * @example "For 2.0, from the merged pull requests."
   */
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  description?: string | null;

  /** @example HIGH */
  @MayBeAbsent()
  @IsIn(TASK_PRIORITIES)
  priority?: TaskPriority;

  /** Who does it: a member of the organization. */
  // A null in the comment doesn't reach the document, and Swagger UI would make up an id.
  @ApiProperty({ example: null })
  @IsOptional()
  @IsId()
  assigneeId?: string | null;

  /** What it belongs to: a project of the organization. */
  @ApiProperty({ example: null })
  @IsOptional()
  @IsId()
  projectId?: string | null;

  /**
   * The task that it is a subtask of. A subtask has none itself, and a task has at most 100. Needs the right to change
   * the parent, too. Subtasks are in lists like other tasks, and go to the trash with their parent.
   */
  @ApiProperty({ example: null })
  @IsOptional()
  @IsId()
  parentId?: string | null;

  /** @example ["release"] */
  @AreLabels()
  labels?: string[];

  /**
   * When it has to be done: a moment, or a day, which means its end in the time zone of the organization.
   * @example 2030-01-31T12:00:00.000Z
   */
  @IsOptional()
  @IsTimestampOrDay()
  dueAt?: MomentOrDay | null;

  /**
   * By which rule (RFC 5545, of days, weeks, months or years) the next task is made once this one is completed. It needs
   * `dueAt`: the next is due on the first day of the rule after it that is still to come, at the same time of day in the
   * organization's time zone. `COUNT` is how many tasks there are, with this one.
   * @example "FREQ=WEEKLY;BYDAY=MO"
   */
  @IsOptional()
  @IsRecurrence()
  recurrence?: string | null;
}

export class CreateTaskDto extends TaskFieldsDto {
  /** A task begins as CREATED. @example CREATED */
  @MayBeAbsent()
  @Equals('CREATED', { message: 'status of a new task must be CREATED' })
  status?: 'CREATED';
}

/** All writable fields: what is left out is emptied. The status stays when it is left out. */
export class ReplaceTaskDto extends TaskFieldsDto {
  /**
   * One step on: CREATED, IN_PROGRESS, COMPLETED. Where the organization's setting `allowReopen` is on, COMPLETED may go back
   * to IN_PROGRESS.
   * @example IN_PROGRESS
   */
  @MayBeAbsent()
  @IsIn(TASK_STATUSES)
  status?: TaskStatus;
}

/** The fields to change. With none at all the task is completed. */
export class UpdateTaskDto extends PartialType(ReplaceTaskDto, { skipNullProperties: false }) {
  /**
   * Labels to add to those that the task has, or that `labels` says, at most 20 labels in all: what others add at the same
   * time stays.
   * @example ["urgent"]
   */
  @AreLabels()
  addLabels?: string[];

  /** Labels to take off, also of those that are added. @example ["wontfix"] */
  @AreLabels()
  removeLabels?: string[];
}

export class SubtaskProgressDto {
  /** How many there are. @example 3 */
  total: number;
  /** How many of them are completed. @example 1 */
  completed: number;
}

export class TaskDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** Counts 1, 2, 3 within the organization. @example 42 */
  number: number;
  /** @example "Write the release notes" */
  title: string;
  /** @example "For 2.0, from the merged pull requests." */
  description: string | null;
  /** @example CREATED */
  status: TaskStatus;
  /** @example HIGH */
  priority: TaskPriority;
  /** Who does it. @example null */
  assigneeId: string | null;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  creatorId: string;
  /** What it belongs to. @example null */
  projectId: string | null;
  /** The task that it is a subtask of. @example null */
  parentId: string | null;
  /** The tasks that should be completed before it; `PUT /tasks/{id}/blockers/{blockerId}` adds one. @example [] */
  blockedBy: string[];
  /** @example ["release"] */
  labels: string[];
  /** @example 2030-01-31T12:00:00.000Z */
  dueAt: Date | null;
  /** By which rule the next task is made. A completed task has passed it on. @example null */
  recurrence: string | null;
  /** When it was completed. @example null */
  completedAt: Date | null;
  /** Rises with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
  /** How far its subtasks are. `version` doesn't count their changes. */
  subtasks: SubtaskProgressDto;
  /** Whether one of the tasks in `blockedBy` isn't completed. It may be started all the same. @example false */
  isBlocked: boolean;
}
