import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ValidateBy } from 'class-validator';
import { type CalendarDate, isCalendarDate, YEARS } from './calendar.js';
import { inSchema } from './in-schema.js';

/** Without leap seconds, which Date doesn't know, and without the year 0. */
const RFC_3339 =
  /^(?!0000)\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Earlier and later ones have no four-digit year in UTC, so they could be stored but not said again. */
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');

/** @returns the moment that an RFC 3339 timestamp names, or undefined when it names none. */
export function parseTimestamp(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !RFC_3339.test(value)) return undefined;
  const date = new Date(value.toUpperCase());
  if (!(date.getTime() >= FIRST && date.getTime() <= LAST)) return undefined;
  // Date rolls 30 February over to March: the day must exist in its own month.
  const [year, month, day] = value.slice(0, 10).split('-').map(Number) as [number, number, number];
  // Date.UTC takes 0 to 99 for 1900 to 1999; 400 years later the calendar is the same.
  return day <= new Date(Date.UTC(year + 400, month, 0)).getUTCDate() ? date : undefined;
}

/** An RFC 3339 timestamp with its offset, read as a Date. */
export const IsTimestamp = () =>
  applyDecorators(
    Transform(({ value }) => parseTimestamp(value) ?? value),
    ValidateBy(
      {
        name: 'isTimestamp',
        validator: {
          validate: (value: unknown) => value instanceof Date,
          defaultMessage: () => '$property must be a timestamp with an offset, such as 2030-01-31T12:00:00Z',
        },
      },
      inSchema({ type: 'string', format: 'date-time', pattern: RFC_3339.source }),
    ),
  );

/** A moment, or a day of the organization: its time zone says when that begins and ends. */
export type MomentOrDay = Date | CalendarDate;

/** A timestamp as `IsTimestamp` knows it, read as a Date, or a day such as 2030-01-31, which stays text. */
export const IsTimestampOrDay = () =>
  applyDecorators(
    // Of a type that is two, the document would make an object.
    ApiProperty({ type: String }),
    Transform(({ value }) => parseTimestamp(value) ?? value),
    ValidateBy(
      {
        name: 'isTimestampOrDay',
        validator: {
          validate: (value: unknown) => value instanceof Date || isCalendarDate(value),
          defaultMessage: () =>
            '$property must be a timestamp with an offset, such as 2030-01-31T12:00:00Z, or a day, such as 2030-01-31',
        },
      },
      inSchema({
        anyOf: [
          { type: 'string', format: 'date-time', pattern: RFC_3339.source },
          { type: 'string', format: 'date', pattern: YEARS },
        ],
      }),
    ),
  );
