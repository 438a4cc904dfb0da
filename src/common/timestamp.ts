import { Transform } from 'class-transformer';
import { applyDecorators } from '@nestjs/common';
import { ValidateBy } from 'class-validator';

const RFC_3339 = /^\d{4}-(\d\d)-(\d\d)T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/** @returns the moment that an RFC 3339 timestamp names, or undefined when it names none. */
export function parseTimestamp(value: unknown): Date | undefined {
  if (typeof value !== 'string' || !RFC_3339.test(value)) return undefined;
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) return undefined;
  // Date rolls 30 February over to March: the day must exist in its own month.
  const [year, month, day] = value.slice(0, 10).split('-').map(Number) as [number, number, number];
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate() ? date : undefined;
}

/** An RFC 3339 timestamp with its offset, read as a Date. */
export const IsTimestamp = () =>
  applyDecorators(
    Transform(({ value }) => parseTimestamp(value) ?? value),
    ValidateBy({
      name: 'isTimestamp',
      validator: {
        validate: (value: unknown) => value instanceof Date,
        defaultMessage: () => '$property must be a timestamp with an offset, such as 2030-01-31T12:00:00Z',
      },
    }),
  );
