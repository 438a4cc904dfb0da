import { PickType } from '@nestjs/swagger';
import { TaskDto } from '../../tasks/dto/task.dto.js';
import type { TaskPriority, TaskStatus } from '../../tasks/task.entity.js';

/** A task of the organization or of the outside, by what both have. */
export class MergedTaskDto extends PickType(TaskDto, [
  'title',
  'description',
  'dueAt',
  'createdAt',
] as const) {
  /** Where the task is kept; only what is `local` can be read and written under /tasks. @example external */
  source: 'local' | 'external';
  /** Of a local task its id; of an external one whatever its source calls it. @example OPS-17 */
  id: string;
  /** Of local tasks only. @example null */
  number: number | null;
  /** @example CREATED */
  status: TaskStatus;
  /** @example HIGH */
  priority: TaskPriority;
  /** Where people find an external task, if its source says so. @example null */
  url: string | null;
}

export class ExternalWarningDto {
  /**
   * `external-source-unavailable`: only local tasks are listed. `external-source-stale`: external tasks are as
   * they were some minutes ago. `external-tasks-skipped`: some are not valid, or too many.
   * @example external-source-unavailable
   */
  code: 'external-source-unavailable' | 'external-source-stale' | 'external-tasks-skipped';
  /** @example "The source of external tasks doesn't answer: only local tasks are listed." */
  message: string;
}

export class MergedTaskPageDto {
  data: MergedTaskDto[];
  /** @example 1 */
  page: number;
  /** @example 10 */
  limit: number;
  /** All local tasks, and those external ones that are known now. @example 1 */
  total: number;
  /** What keeps the list from being whole; empty when nothing does. */
  warnings: ExternalWarningDto[];
}
