import type { ListQueryDto } from './list-query.dto.js';
import type { CursorPage, Page } from '../common/pagination.js';
import { ValidationFailed } from '../common/problem.js';

/** Where to read a list that is sorted by the number of the change that added each row. */
export interface SequenceWindow {
  /** Rows after this number. */
  after: number;
  /** Rows of earlier pages. */
  skip: number;
  /** One more than a page has: the one too many says that there is more. */
  take: number;
}

/**
 * Reads a page of a list in the order in which its rows were committed. A walk along the cursor
 * neither skips nor repeats a row, whatever is added or removed meanwhile.
 * @throws ValidationFailed for a cursor that is none, or that comes with a page
 */
export async function readSequenceList<Row extends { sequence: number }>(
  { page, limit, cursor }: ListQueryDto,
  find: (window: SequenceWindow) => Promise<Row[]>,
  count: () => Promise<number>,
): Promise<Page<Omit<Row, 'sequence'>> | CursorPage<Omit<Row, 'sequence'>>> {
  if (page !== undefined && cursor !== undefined)
    throw ValidationFailed.of('cursor', 'cursor and page exclude each other');
  const number = page ?? 1;
  const after = cursor === undefined ? 0 : readCursor(cursor);
  const found = await find({ after, skip: (number - 1) * limit, take: limit + 1 });
  const last = found[limit - 1];
  const data = found.slice(0, limit).map(({ sequence: _sequence, ...row }) => row);
  const nextCursor = found.length > limit && last ? writeCursor(last.sequence) : null;
  if (cursor !== undefined) return { data, limit, nextCursor };
  return { data, page: number, limit, total: await count(), nextCursor };
}

const writeCursor = (sequence: number): string => Buffer.from(`after:${sequence}`).toString('base64url');

function readCursor(cursor: string): number {
  const digits = /^after:(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1];
  if (digits === undefined)
    throw ValidationFailed.of('cursor', 'cursor must be the nextCursor of a page of this list');
  return Number(digits);
}
