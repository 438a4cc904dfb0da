import { isId } from '../../common/id.js';
import { ValidationFailed } from '../../common/problem.js';
import type { DeliveryPosition } from './webhook-deliveries.repository.js';

export function writeDeliveryCursor({ queuedAt, sequence, id }: DeliveryPosition): string {
  return Buffer.from(`${queuedAt.getTime()}:${sequence}:${id}`).toString('base64url');
}

/** @throws ValidationFailed when it is none */
export function readDeliveryCursor(cursor: string): DeliveryPosition {
  const text = Buffer.from(cursor, 'base64url').toString();
  const [, time, sequence, id] = /^(\d{1,14}):(\d{1,15}):([\da-f-]{36})$/.exec(text) ?? [];
  if (!isId(id)) throw ValidationFailed.of('cursor', 'cursor must be the nextCursor of a page of this list');
  return { queuedAt: new Date(Number(time)), sequence: Number(sequence), id: id as string };
}
