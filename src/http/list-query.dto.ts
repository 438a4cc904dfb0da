import { IsOptional, IsString } from 'class-validator';
import { MaxLength } from '../common/text.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT, MAX_PAGE } from '../common/pagination.js';

/** A list that can be read by page, with a total, or by following a cursor, without one. */
export class ListQueryDto {
  /** The page, counted from 1; not together with `cursor`. */
  @IsOptional()
  @IsQueryInt(1, MAX_PAGE)
  page?: number;

  /** How many a page. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;

  /** `nextCursor` of the page before; not together with `page`. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

/** What such a list carries beside its data: `page` and `total` unless it follows a cursor. */
export class ListDto {
  /** @example 1 */
  page?: number;
  /** @example 10 */
  limit: number;
  /** How many there are in all. @example 1 */
  total?: number;
  /** The cursor of what follows; null at the end. */
  nextCursor: string | null;
}
