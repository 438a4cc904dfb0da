import { DEFAULT_LIMIT, IsQueryInt, MAX_LIMIT, MAX_PAGE } from '../common/pagination.js';

export class PageQueryDto {
  /** The page, counted from 1. */
  @IsQueryInt(1, MAX_PAGE)
  page: number = 1;

  /** How many a page. */
  @IsQueryInt(1, MAX_LIMIT)
  limit: number = DEFAULT_LIMIT;
}

/** What every page of a list carries beside its data. */
export class PageDto {
  /** @example 1 */
  page: number;
  /** @example 10 */
  limit: number;
  /** How many there are in all. @example 1 */
  total: number;
  /** The cursor of what follows; null at the end. */
  nextCursor: string | null;
}
