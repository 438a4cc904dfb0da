import type { Cell } from '../files/csv-parser.js';

export type JsonObject = Record<string, unknown>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of a list; none where it isn't one. */
export const objectsIn = (value: unknown): JsonObject[] =>
  Array.isArray(value) ? value.filter((one) => isObject(one)) : [];

/** What an object is called: users, statuses, labels. */
const NAMES = ['name', 'title', 'displayName', 'fullName', 'username', 'login', 'email', 'text', 'value'];

/** A value as a cell: objects by their names, lists as JSON of names. */
export function cellOf(value: unknown): Cell {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    // Lists within lists as they are: text of JSON in text of JSON doubles with each level.
    const names = value
      .map((one) => (Array.isArray(one) ? JSON.stringify(one) : cellOf(one)))
      .filter((one) => one !== null);
    return names.length === 0 ? null : JSON.stringify(names);
  }
  const object = value as JsonObject;
  const name = NAMES.map((one) => object[one]).find((one) => typeof one === 'string' && one !== '');
  return (name as string | undefined) ?? JSON.stringify(object);
}

/** Names by ids. */
export const namesById = (value: unknown, name = 'name'): Map<unknown, Cell> =>
  new Map(objectsIn(value).map((one) => [one['id'], cellOf(one[name])]));

/** Lists by what refers to them. */
export const groupedBy = (value: unknown, key: string): Map<unknown, JsonObject[]> =>
  Map.groupBy(objectsIn(value), (one) => one[key]);

/** Comments as a cell: JSON of their texts, authors and times. */
export function commentsCell(comments: { text: unknown; by?: Cell | undefined; date?: unknown }[]): Cell {
  const texts = comments.filter(({ text }) => typeof text === 'string' && text.trim() !== '');
  return texts.length === 0 ? null : JSON.stringify(texts);
}
