import { TaskDto } from './task.dto.js';

export class DeletedTaskDto extends TaskDto {
  /** When it was deleted. It is gone for good 30 days later. */
  deletedAt: Date;
}

export class DeletedTaskPageDto {
  data: DeletedTaskDto[];
  /** @example 1 */
  page: number;
  /** @example 10 */
  limit: number;
  /** How many there are in all. @example 1 */
  total: number;
  /** Always null: the trash is read by page. */
  nextCursor: string | null;
}
