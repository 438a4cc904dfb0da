import pg from 'pg';

const INT8 = 20;
const TIMESTAMPTZ = 1184;

type Parsers = pg.CustomTypesConfig;
type Format = Parameters<Parsers['getTypeParser']>[1];

/** Counters are bigint in the database and stay far below 2^53. */
const parserOf = (oid: number, format?: Format): unknown =>
  oid === INT8 && format !== 'binary' ? Number : pg.types.getTypeParser(oid, format);

/** How values of the database become those of JavaScript. */
export const TYPES: Parsers = { getTypeParser: parserOf };

/** The same for rows that are sent as JSON: a timestamp becomes the text that JSON has for it, without a Date between. */
export const TYPES_IN_JSON: Parsers = {
  getTypeParser: (oid: number, format?: Format) =>
    oid === TIMESTAMPTZ && format !== 'binary' ? timestampInJson : parserOf(oid, format),
};

/** A row as JSON shows it. */
export type InJson<Row> = {
  [Field in keyof Row]: Date extends Row[Field] ? Exclude<Row[Field], Date> | string : Row[Field];
};

/** As PostgreSQL writes a moment in UTC, of whose seconds it leaves out zeros at the end: 2030-01-31 12:00:00.12+00 */
const IN_UTC = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,3})?\+00$/;
const [DAY_END, SECONDS_END, OFFSET_LENGTH] = [10, 19, 3];

/** @returns what `toJSON` of a Date gives: in UTC, with milliseconds */
export function timestampInJson(text: string): string | null {
  if (!IN_UTC.test(text)) return dateInJson(text);
  const milliseconds = text.slice(SECONDS_END + 1, -OFFSET_LENGTH).padEnd(3, '0');
  return `${text.slice(0, DAY_END)}T${text.slice(DAY_END + 1, SECONDS_END)}.${milliseconds}Z`;
}

/** What is neither in UTC nor of this era, or no moment at all. */
function dateInJson(text: string): string | null {
  const parsed: unknown = pg.types.getTypeParser(TIMESTAMPTZ)(text);
  return parsed instanceof Date ? parsed.toJSON() : null;
}
