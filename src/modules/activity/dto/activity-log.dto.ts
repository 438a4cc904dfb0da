import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, Matches } from 'class-validator';
import { MaxLength } from '../../../common/text.js';
import { IsId } from '../../../common/id.js';
import { EVENT_TYPES } from '../../../change-log/event-types.js';
import type { ActivitySort } from '../../../change-log/change-log-reader.js';
import { AsList } from '../../../http/as-list.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT } from '../../../common/pagination.js';
import { IsTimestamp } from '../../../common/timestamp.js';
import { ChangeDataDto, EventDto } from '../../events/dto/events.dto.js';

const SORTS: ActivitySort[] = ['sequence', '-sequence'];
const TYPE = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;

export class TaskActivityQueryDto {
  /** One of these types. @example ["task.created", "task.status-changed"] */
  @ApiProperty({ enum: EVENT_TYPES, isArray: true, required: false })
  @IsOptional()
  @AsList(20)
  @Matches(TYPE, {
    each: true,
    message: 'each value in $property must be the type of an entry, such as task.created',
  })
  type?: string[];

  /** Made by this user. */
  @IsOptional()
  @IsId()
  actorId?: string;

  /** At that time or later. @example 2026-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  since?: Date;

  /** Before that time. @example 2031-01-01T00:00:00Z */
  @IsOptional()
  @IsTimestamp()
  until?: Date;

  /** Only changes after this sequence, oldest first unless `sort` is given. @example 120 */
  @IsOptional()
  @IsQueryInt(0, 999_999_999)
  after?: number;

  /** `-sequence`, newest first, or `sequence`. */
  @IsOptional()
  @IsIn(SORTS)
  sort?: ActivitySort;

  /** How many per page. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `nextCursor` of the page before; the rest of the query has to be the same. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

export class ActivityQueryDto extends TaskActivityQueryDto {
  /** Of the task or other subject with this id. */
  @IsOptional()
  @IsId()
  subjectId?: string;
}

/** An entry of the change log. */
export class ActivityEntryDto extends IntersectionType(OmitType(EventDto, ['data']), ChangeDataDto) {
  /** The `X-Request-Id` of the request that made the change. @example 0f8e2f4e-9c36-4ac2-bb5e-3f8cf1a4e0a7 */
  requestId: string | null;
}

/** A page of the change log. The log is long and grows all the time: it has no pages by number, and no total. */
export class ActivityPageDto {
  data: ActivityEntryDto[];
  /** @example 10 */
  limit: number;
  /** The cursor of the next page; null at the end. */
  nextCursor: string | null;
}

export class ChainStateDto {
  /** Whether every entry is as it was written, and none is missing. */
  isWhole: boolean;
  /** How many entries there are. @example 1042 */
  entries: number;
  /** The sequence of the last change. @example 1042 */
  sequence: number;
  /**
   * The hash of the last entry. Kept elsewhere, it proves later that the log up to it is still the same.
   * @example 5e884898da28047151d0e56f8dc6292773603d0d6aabbd62a11ef721d1542d8
   */
  hash: string;
  /** The first sequence whose entry is missing or altered; null when the log is whole. */
  @ApiProperty({ type: Number, nullable: true, example: null })
  brokenAt: number | null;
}
