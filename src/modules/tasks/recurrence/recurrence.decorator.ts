import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ValidateBy } from 'class-validator';
import { hasAtMost } from '../../../common/characters.js';
import { inSchema } from '../../../common/in-schema.js';
import { canonicalRule, InvalidRule, MAX_RULE_LENGTH, parseRule } from './recurrence-rule.js';

/** Parts with values, which every rule is made of. What they mean is said in words. */
const PARTS = '^\\s*(?:[Rr]{2}[Uu][Ll][Ee]:)?[A-Za-z]+=[A-Za-z0-9,+-]+(?:;[A-Za-z]+=[A-Za-z0-9,+-]+)*;?\\s*$';

/** A recurrence rule of days (RFC 5545), with or without `RRULE:` in front. */
export const IsRecurrence = () =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? canonicalRule(value) : value)),
    ValidateBy(
      {
        name: 'isRecurrence',
        validator: {
          validate: (value: unknown) => refusalOf(value) === undefined,
          defaultMessage: (validation) => `$property ${refusalOf(validation?.value)}`,
        },
      },
      inSchema({ type: 'string', maxLength: MAX_RULE_LENGTH, pattern: PARTS }),
    ),
  );

/** What a rule must be; undefined when it is. */
function refusalOf(value: unknown): string | undefined {
  if (typeof value !== 'string' || !hasAtMost(value, MAX_RULE_LENGTH))
    return `must be a recurrence rule (RFC 5545) of at most ${MAX_RULE_LENGTH} characters`;
  try {
    parseRule(value);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidRule) return error.message;
    throw error;
  }
}
