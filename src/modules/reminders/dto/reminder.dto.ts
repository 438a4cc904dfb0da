import { PageDto } from '../../../http/page-query.dto.js';
import { IsTimestamp } from '../../../common/timestamp.js';

export class CreateReminderDto {
  /** When to remind you, to the minute: a moment in the future. @example 2030-01-31T08:00:00Z */
  @IsTimestamp()
  remindAt: Date;
}

export class ReminderDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  taskId: string;
  /** @example 2030-01-31T08:00:00.000Z */
  remindAt: Date;
  createdAt: Date;
}

export class ReminderPageDto extends PageDto {
  data: ReminderDto[];
}
