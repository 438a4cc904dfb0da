import type { LoggedChange } from './activity-log.repository.js';

/**
 * A change as those are told who follow from outside: on streams, by polling, by webhooks. It is the
 * same for everybody and whenever it is read, so it says nothing of how things stand.
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
