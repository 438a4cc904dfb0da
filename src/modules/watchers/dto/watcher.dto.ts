import { ApiProperty } from '@nestjs/swagger';
import { PageDto } from '../../../http/page-query.dto.js';
import { WATCH_REASONS, type WatchReason } from '../watcher.js';

export class WatcherDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  userId: string;
  /** Why: by choice, or as the task or a comment on it names them. @example assignee */
  @ApiProperty({ enum: WATCH_REASONS })
  reason: WatchReason;
}

export class WatchStateDto {
  /** Whether you watch it. @example true */
  isWatching: boolean;
}

export class WatcherPageDto extends PageDto {
  data: WatcherDto[];
  /** Whether you watch it. @example true */
  isWatching: boolean;
}
