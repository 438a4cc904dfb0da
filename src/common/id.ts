import { isUUID, IsUUID } from 'class-validator';

/**
 * Whether this is written as a UUID (RFC 9562), of whatever version and variant: one that nothing has is an id that
 * isn't found, not one that isn't valid.
 */
export const isId = (value: unknown): value is string => isUUID(value, 'loose');

/** An id, as `isId` knows it. */
export const IsId = (): PropertyDecorator => IsUUID('loose');
