import { TaskDto } from './task.dto.js';

/** A page by number has `page` and `total`; one that follows a cursor has neither. */
export class TaskPageDto {
  data: TaskDto[];
  /** @example 1 */
  page?: number;
  /** @example 10 */
  limit: number;
  /** How many tasks match in all. What a filter lets through is counted up to 20,000. @example 1 */
  total?: number;
  /** Only there, and true, where more tasks match than were counted. @example true */
  totalIsCapped?: boolean;
  /** The cursor of what follows; null at the end. */
  nextCursor: string | null;
}

export class MyTaskPageDto extends TaskPageDto {
  /**
   * How many of them should be done by now and aren't, in pages by number. A cached page counts them up
   * to a minute late. @example 0
   */
  overdue?: number;
}
