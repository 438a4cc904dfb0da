import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** A whole number in a query. Only digits count: Number('1e3') and Number(' 1') would pass, too. */
export const IsQueryInt = (min: number, max: number) =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value)),
    IsInt(),
    Min(min),
    Max(max),
  );

/** One page of a list, as it goes over the wire. */
export interface Page<T> {
  data: T[];
  page: number;
  limit: number;
  total: number;
  nextCursor: string | null;
}

/** The part of a list that follows a cursor. */
export interface CursorPage<T> {
  data: T[];
  limit: number;
  nextCursor: string | null;
}

export const DEFAULT_LIMIT = 10;
export const MAX_LIMIT = 100;
export const MAX_PAGE = 1_000_000;

export interface PageQuery {
  page: number;
  limit: number;
}
