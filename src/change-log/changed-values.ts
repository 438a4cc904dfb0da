import type { LoggedChange } from './change-log-reader.js';

type Changes = LoggedChange['changes'];

/** The values of the changed fields before the change; for a deletion, all of them. */
export function valuesBefore(changes: Changes): Record<string, unknown> {
  return mapValues(changes, ({ from }) => from);
}

/** The values of the changed fields after the change. */
export function valuesAfter(changes: Changes): Record<string, unknown> {
  return mapValues(changes, ({ to }) => to);
}

/** What a deletion logs: the whole of what it removes, of which no row is left to be read. */
export function deletionOf<Subject extends { id: string }>({ id: _id, ...fields }: Subject): Changes {
  return mapValues(fields, (from) => ({ from, to: null }));
}

function mapValues<From, To>(record: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([field, value]) => [field, to(value)]));
}
