import type { LoggedChange } from './change-log-reader.js';

/**
 * A change as streams, polling clients and webhooks get it. It is the same for every reader at any time: beside the
 * change it contains the subject as the change left it, under the name of its type, and nothing of today.
 */
export interface ChangeEvent {
  sequence: number;
  type: string;
  at: Date;
  actorId: string | null;
  data: Pick<LoggedChange, 'subjectType' | 'subjectId' | 'changes'> & { [subjectType: string]: unknown };
}

/** @param state the subject as the change left it, where its type has one */
export function toChangeEvent(
  { sequence, type, at, actorId, subjectType, subjectId, changes }: LoggedChange,
  state?: object,
): ChangeEvent {
  const data = { subjectType, subjectId, changes, ...(state && { [subjectType]: state }) };
  return { sequence, type, at, actorId, data };
}

/** The type of an event, such as `task.created`, or `task.*` for all about tasks. */
export const EVENT_TYPE = /^[a-z]+(-[a-z]+)*\.([a-z]+(-[a-z]+)*|\*)$/;

/** @param types types of events; `task.*` is every one about tasks, `*` every one there is */
export function isOneOf(types: string[], type: string): boolean {
  return types.includes(type) || types.includes(`${type.split('.')[0]}.*`) || types.includes('*');
}
