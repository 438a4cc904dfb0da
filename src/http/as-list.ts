import { Transform } from 'class-transformer';

/** A query value that may repeat is a list, however often it was given. */
export const AsList = () =>
  Transform(({ value }) => (value === undefined || Array.isArray(value) ? value : [value]));
