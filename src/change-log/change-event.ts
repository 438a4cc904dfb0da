import type { LoggedChange } from './change-log-reader.js';

/**
 * A change as streams, polling clients and webhooks get it. It is the
 * same for every reader at any time, so it contains no current state.
 */
export interface ChangeEvent {
  sequence: number;
  type: string;
  at: Date;
  actorId: string | null;
  data: Pick<LoggedChange, 'subjectType' | 'subjectId' | 'changes'>;
}

export function toChangeEvent({
  sequence,
  type,
  at,
  actorId,
  subjectType,
  subjectId,
  changes,
}: LoggedChange): ChangeEvent {
  return { sequence, type, at, actorId, data: { subjectType, subjectId, changes } };
}

/** The type of an event, such as `task.created`, or `task.*` for all about tasks. */
export const EVENT_TYPE = /^[a-z]+(-[a-z]+)*\.([a-z]+(-[a-z]+)*|\*)$/;

/** @param types types of events; `task.*` is every one about tasks, `*` every one there is */
export function isOneOf(types: string[], type: string): boolean {
  return types.includes(type) || types.includes(`${type.split('.')[0]}.*`) || types.includes('*');
}
