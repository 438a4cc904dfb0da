import { ValidateBy } from 'class-validator';

/** What an item of an external source can say of a task. */
export const EXTERNAL_FIELDS = [
  'id',
  'title',
  'description',
  'status',
  /** Whether it is completed, or when. */
  'completed',
  'priority',
  'url',
  'dueAt',
  'createdAt',
] as const;
export type ExternalField = (typeof EXTERNAL_FIELDS)[number];

/**
 * Where a source has the fields of a task: names, or paths of names and indexes with dots between. `items` is where an
 * answer has its list.
 */
export type ExternalMap = Partial<Record<ExternalField | 'items', string>>;

const MAP_KEYS: readonly string[] = [...EXTERNAL_FIELDS, 'items'];

/** Names with dots between. */
export const FIELD_PATH = /^(?=.{1,200}$)[^.\s=,][^.=,]*(?:\.[^.=,]+){0,9}$/;

/**
 * How a source is asked for further pages: by the Link header, by a URL in the answer, or by a parameter that is the
 * number of the page, how many items come before, or what the answer names as the cursor.
 */
export const PAGES =
  /^(?:link|next:[^:]{1,200}|(?:page|offset):[\w.[\]-]{1,50}|cursor:[\w.[\]-]{1,50}:[^:]{1,200})$/;
export const PAGES_MESSAGE =
  'must be link, next:PATH, page:PARAMETER, offset:PARAMETER or cursor:PARAMETER:PATH';

/** @param text such as `title=name,status=state.label`, or a JSON object. @returns undefined for anything else */
export function parseExternalMap(text: string): ExternalMap | undefined {
  const entries = text.trimStart().startsWith('{') ? entriesOfJson(text) : pairsIn(text);
  const isValid = entries?.every(
    ([field, path]) => MAP_KEYS.includes(field) && typeof path === 'string' && FIELD_PATH.test(path),
  );
  return entries && isValid ? (Object.fromEntries(entries) as ExternalMap) : undefined;
}

const pairsIn = (text: string): [string, string][] =>
  text.split(',').map((pair) => {
    const [field = '', path = ''] = pair.split(/=(.*)/s).map((part) => part.trim());
    return [field, path];
  });

function entriesOfJson(text: string): [string, unknown][] | undefined {
  try {
    return Object.entries(JSON.parse(text) as object);
  } catch {
    return undefined;
  }
}

/** A variable that `parseExternalMap` reads. */
export const IsExternalMap = () =>
  ValidateBy({
    name: 'isExternalMap',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && parseExternalMap(value) !== undefined,
      defaultMessage: () =>
        `must be pairs such as title=name,status=state.label, or a JSON object, of ${MAP_KEYS.join(', ')}`,
    },
  });
