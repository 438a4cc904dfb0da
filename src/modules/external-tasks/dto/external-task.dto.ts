import { PickType } from '@nestjs/swagger';
import { TaskDto } from '../../tasks/dto/task.dto.js';
import type { TaskPriority, TaskStatus } from '../../tasks/task.js';

/** A local or an external task, with the fields that both have. */
export class MergedTaskDto extends PickType(TaskDto, ['title', 'description', 'dueAt'] as const) {
  /** The source of the task; only `local` ones can be read and written under /tasks. @example external */
  source: 'local' | 'external';
  /** The id of a local task, or the external source's id of an external one. @example OPS-17 */
  id: string;
  /** Of local tasks only. @example null */
  number: number | null;
  /** @example CREATED */
  status: TaskStatus;
  /** @example HIGH */
  priority: TaskPriority;
  /** Null for an external task whose source doesn't tell. */
  createdAt: Date | null;
  /** The page of an external task, if its source gives one. @example null */
  url: string | null;
}

export class ExternalWarningDto {
  /**
   * `external-source-unavailable`: only local tasks are listed. `external-source-stale`: external tasks are
   * some minutes old. `external-tasks-skipped`: some are not valid, or too many. `external-pages-skipped`: there are more
   * pages than are read. `external-tasks-incomplete`: some lack a value that couldn't be read.
   * @example external-source-unavailable
   */
  code:
    | 'external-source-unavailable'
    | 'external-source-stale'
    | 'external-tasks-skipped'
    | 'external-pages-skipped'
    | 'external-tasks-incomplete';
  /** @example "The source of external tasks doesn't answer: only local tasks are listed." */
  message: string;
}

export class MergedTaskPageDto {
  data: MergedTaskDto[];
  /** @example 1 */
  page: number;
  /** @example 10 */
  limit: number;
  /** All local tasks and the cached external ones. @example 1 */
  total: number;
  /** Why the list may be incomplete; empty when it isn't. */
  warnings: ExternalWarningDto[];
}
