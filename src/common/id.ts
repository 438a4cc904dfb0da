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

/** An id, or `none`. */
export const IsIdOrNone = (): PropertyDecorator =>
  ValidateBy(
    {
      name: 'isIdOrNone',
      validator: {
        validate: (value: unknown) => value === NONE || isId(value),
        defaultMessage: () => `$property must be a UUID or ${NONE}`,
      },
    },
    inSchema({
      anyOf: [
        { type: 'string', format: 'uuid' },
        { type: 'string', enum: [NONE] },
      ],
    }),
  );
