import { ApiProperty } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, IsOptional, Matches, ValidateNested } from 'class-validator';
import { IsLine, MayBeAbsent } from '../../../common/text.js';
import { PageDto } from '../../../http/page-query.dto.js';
import { TaskFilterDto } from '../../tasks/dto/task-query.dto.js';
import { CALENDAR_TOKEN_PATTERN } from '../calendar-token.js';

export class CreateCalendarLinkDto {
  /** Which calendar reads it. @example "My phone" */
  @IsLine(1, 100)
  name: string;

  /**
   * Which tasks, as in `GET /tasks`: those assigned to you when left out, all of the organization with `{}`.
   * It doesn't follow a label that is renamed: make another link then.
   * @example { "priority": ["HIGH", "URGENT"] }
   */
  @MayBeAbsent()
  @IsObject()
  @ValidateNested()
  @Type(() => TaskFilterDto)
  filter?: TaskFilterDto;
}

export class CalendarLinkDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "My phone" */
  name: string;
  /** How the token in the link begins, to recognize it by. @example cal_9Xk2 */
  hint: string;
  /** Which tasks. */
  @ApiProperty({ type: TaskFilterDto, example: { priority: ['HIGH', 'URGENT'] } })
  filter: Record<string, unknown>;
  createdAt: Date;
  /** To the minute; null when it was never used. */
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true, example: null })
  lastUsedAt: Date | null;
}

export class IssuedCalendarLinkDto extends CalendarLinkDto {
  /**
   * What a calendar subscribes to. It is shown this once: a client that has it reads the tasks without a sign-in.
   * @example "https://taskflow.example.com/calendar.ics?token=cal_9Xk2bT5vQmW8rLz3YcN7fHs1GdJp6KaE4uRx0Wq2Zt8"
   */
  url: string;
}

export class CalendarLinkPageDto extends PageDto {
  data: CalendarLinkDto[];
}

export class CalendarQueryDto {
  /** The token of a calendar link; without one there is no calendar. */
  @IsOptional()
  @Matches(CALENDAR_TOKEN_PATTERN, { message: 'token must be that of a calendar link' })
  token?: string;
}
