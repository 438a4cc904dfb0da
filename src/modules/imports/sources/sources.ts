import { nameKey } from '../values/names.js';
import { BOARDS } from './boards.js';
import type { Source } from './source.js';
import { TODO_APPS } from './todo-apps.js';
import { TRACKERS } from './trackers.js';

/** The products whose files are known. Those whose header says most about them come first. */
export const SOURCES: Source[] = [...BOARDS, ...TRACKERS, ...TODO_APPS];

/** Files of no known product: columns are read by their names. */
export const UNKNOWN_SOURCE: Source = {
  name: 'unknown',
  header: [],
  columns: {},
  idWith: ['title', 'name', 'summary', 'task', 'subject'],
};

export const sourceOf = (name: string): Source => SOURCES.find((one) => one.name === name) ?? UNKNOWN_SOURCE;

const SIGNATURES = SOURCES.flatMap((source) =>
  source.header.map((columns) => ({ source, keys: columns.map((name) => nameKey(name)) })),
).toSorted((a, b) => b.keys.length - a.keys.length);

/** The product whose file has these columns; undefined when none is known. The largest set of columns decides. */
export function recognise(header: readonly string[]): Source | undefined {
  const keys = new Set(header.map((name) => nameKey(name)));
  return SIGNATURES.find((one) => one.keys.every((key) => keys.has(key)))?.source;
}
