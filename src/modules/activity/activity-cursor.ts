import type { ActivitySort } from '../../activity/activity-log.repository.js';
import { ValidationFailed } from '../../common/problem.js';

/** Where a page ended, in the direction it was read. */
export function cursorAt(sort: ActivitySort, sequence: number): string {
  return Buffer.from(JSON.stringify([sort, sequence])).toString('base64url');
}

/** @returns the sequence. @throws ValidationFailed when it is no cursor, or one of the other direction. */
export function readCursor(sort: ActivitySort, cursor: string): number {
  const [, sorted, sequence] =
    /^\["(-?sequence)",(\d{1,15})\]$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (sequence === undefined) throw ValidationFailed.of('cursor', 'cursor must be the nextCursor of a page');
  if (sorted !== sort) throw ValidationFailed.of('cursor', `cursor belongs to a list with sort=${sorted}`);
  return Number(sequence);
}
