import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { ArrayMaxSize } from 'class-validator';

/** A query value that may repeat is a list of at most `maxSize`, however often it was given. */
export const AsList = (maxSize = 100): PropertyDecorator =>
  applyDecorators(
    Transform(({ value }) => (value === undefined || Array.isArray(value) ? value : [value])),
    ArrayMaxSize(maxSize),
  );
