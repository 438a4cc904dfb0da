import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsObject,
  IsOptional,
  IsString,
  ValidateNested,
} from 'class-validator';
import { MaxLength } from '../../../common/text.js';
import { IsId } from '../../../common/id.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT } from '../../../common/pagination.js';
import { NOTIFICATION_KINDS, type NotificationKind } from '../notification.js';

export class NotificationQueryDto {
  /** Only unread ones, or only read ones. */
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  unread?: boolean;

  /** How many per page. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `nextCursor` of the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

export class NotificationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /**
   * `task-created`: a task without an assignee, for admins. `task-assigned`: to you. `task-mentioned`: you,
   * in a comment. `task-due`: a task of yours, on the day after. `task-changed`: the status or the due date of a task that you
   * watch. `task-commented`: a task that you watch. `task-reminder`: what you wanted to be reminded of.
   * @example task-assigned
   */
  kind: NotificationKind;
  /** How many notifications it stands for. More than 20 of a kind at a time become a digest, which names no task. @example 1 */
  count: number;
  @ApiProperty({ type: String, nullable: true, example: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b' })
  taskId: string | null;
  @ApiProperty({ type: Number, nullable: true, example: 42 })
  taskNumber: number | null;
  /** The title of the task, as it is now. */
  @ApiProperty({ type: String, nullable: true, example: 'Order brass' })
  title: string | null;
  /** The comment that mentions you, or that is new on a task that you watch. */
  @ApiProperty({ type: String, nullable: true, example: null })
  commentId: string | null;
  /** The user who caused it; null for the system or several users. */
  @ApiProperty({ type: String, nullable: true, example: '019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b' })
  actorId: string | null;
  createdAt: Date;
  readAt: Date | null;
}

export class UnreadDto {
  /** How many are unread, in the whole inbox. @example 3 */
  unread: number;
}

export class InboxDto extends UnreadDto {
  data: NotificationDto[];
  /** @example 10 */
  limit: number;
  /** The cursor of what follows; null at the end. */
  nextCursor: string | null;
}

export class ReadAllDto {
  /**
   * The newest notification that was seen: newer ones stay unread.
   * @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b
   */
  @IsId()
  upTo: string;
}

export class PreferenceDto {
  /** @example task-created */
  @IsIn(NOTIFICATION_KINDS)
  kind: NotificationKind;

  /** Whether it is in the inbox. @example true */
  @IsBoolean()
  inbox: boolean;

  /** Whether it is mailed. `task-changed` and `task-commented` are so only on request. @example false */
  @IsBoolean()
  email: boolean;
}

export class PreferencesDto {
  /** Each kind once; those that are left out are on, by mail only those that are mailed without a request. */
  @IsArray()
  @ArrayMaxSize(NOTIFICATION_KINDS.length)
  @ArrayUnique((preference: PreferenceDto | null) => preference?.kind, {
    message: '$property must name each kind once',
  })
  @IsObject({ each: true })
  @ValidateNested({ each: true })
  @Type(() => PreferenceDto)
  data: PreferenceDto[];
}
