import type { ActivitySort } from '../../change-log/change-log-reader.js';
import { ValidationFailed } from '../../common/problem.js';

/** The cursor of the end of a page, in its sort order. */
export function writeActivityCursor(sort: ActivitySort, sequence: number): string {
  return Buffer.from(JSON.stringify([sort, sequence])).toString('base64url');
}

/** @returns the sequence. @throws ValidationFailed when it is no cursor, or one of the other sort order */
export function readActivityCursor(sort: ActivitySort, cursor: string): number {
  const [, sorted, sequence] =
    /^\["(-?sequence)",(\d{1,15})\]$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sequence === undefined) throw ValidationFailed.of('cursor', 'cursor must be the nextCursor of a page');
  if (sorted !== sort) throw ValidationFailed.of('cursor', `cursor belongs to a list with sort=${sorted}`);
  return Number(sequence);
}
