import { ValidateBy } from 'class-validator';
import { inSchema } from './in-schema.js';

/** Whether this is a name in the IANA time zone database, such as Europe/Zurich. Offsets are none. */
export function isTimeZone(value: unknown): value is string {
  if (typeof value !== 'string' || !/^[A-Za-z]/.test(value)) return false;
  try {
    Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

export const IsTimeZone = () =>
  ValidateBy(
    {
      name: 'isTimeZone',
      validator: {
        validate: isTimeZone,
        defaultMessage: () => '$property must be an IANA time zone, such as Europe/Zurich',
      },
    },
    inSchema({ type: 'string', minLength: 1, maxLength: 100, pattern: '^[A-Za-z]' }),
  );
