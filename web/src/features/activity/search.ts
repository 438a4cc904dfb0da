import { isId } from '../../api/id.ts';
import { CHANGES, type ChangeSubject, type ChangeType } from '../../texts/common.ts';
import { TYPES_OF } from '../../ui/change-types.ts';

/** What can be asked for together. */
export type Kind = ChangeSubject | 'deletions';

const TYPES: Record<Kind, ChangeType[]> = {
  ...TYPES_OF,
  deletions: (Object.keys(CHANGES) as ChangeType[]).filter((type) => type.endsWith('.deleted')),
};

export interface ActivitySearch {
  kind?: Kind;
  actor?: string;
  /** The first and the last day, of the reader's calendar. */
  from?: string;
  to?: string;
}

const isDay = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value));

/** Reads an address, and leaves out what means nothing. */
export function readActivitySearch(raw: Record<string, unknown>): ActivitySearch {
  const { kind, actor, from, to } = raw;
  return {
    ...(typeof kind === 'string' && Object.hasOwn(TYPES, kind) ? { kind: kind as Kind } : {}),
    ...(isId(actor) ? { actor } : {}),
    ...(isDay(from) ? { from } : {}),
    ...(isDay(to) ? { to } : {}),
  };
}

/** What the API is asked: it takes moments, of which the last one doesn't belong to the period. */
export function toActivityQuery({ kind, actor, from, to }: ActivitySearch) {
  const midnight = (day: string, days: number): string => {
    const date = new Date(`${day}T00:00:00`);
    date.setDate(date.getDate() + days);
    return date.toISOString();
  };
  return {
    type: kind && TYPES[kind],
    actorId: actor,
    since: from && midnight(from, 0),
    until: to && midnight(to, 1),
  };
}
