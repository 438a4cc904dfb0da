import { isUUID, IsUUID, ValidateBy } from 'class-validator';
import { inSchema } from './in-schema.js';

/**
 * Whether this is written as a UUID (RFC 9562), of whatever version and variant: one that nothing has is an id that
 * isn't found, not one that isn't valid.
 */
export const isId = (value: unknown): value is string => isUUID(value, 'loose');

/** An id, as `isId` knows it. */
export const IsId = (): PropertyDecorator => IsUUID('loose');

/** In the place of an id: what has none. */
export const NONE = 'none';

/** In the place of a user's id: the caller. */
export const ME = 'me';

/** An id, or one of these words. */
const IsIdOr = (...words: string[]): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isIdOrWord',
      validator: {
        validate: (value: unknown) => words.includes(value as string) || isId(value),
        defaultMessage: () => `$property must be a UUID or ${words.join(' or ')}`,
      },
    },
    inSchema({
      anyOf: [
        { type: 'string', format: 'uuid' },
        { type: 'string', enum: words },
      ],
    }),
  );

/** An id, or `none`. */
export const IsIdOrNone = (): PropertyDecorator => IsIdOr(NONE);

/** The id of a user, `me`, or `none`. */
export const IsUserOrNone = (): PropertyDecorator => IsIdOr(ME, NONE);
