import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  IsEmail,
  IsString,
  MaxLength,
  MinLength,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';

/** Text that says something: trimmed, `min` to `max` characters. */
export const IsText = (min: number, max: number) =>
  applyDecorators(
    Transform(({ value }) => (typeof value === 'string' ? value.trim() : value)),
    IsString(),
    MinLength(min),
    MaxLength(max),
  );

/** As `IsText`, for what is shown in one line. */
export const IsLine = IsText;

const MaxBytes = (max: number) =>
  ValidateBy({
    name: 'maxBytes',
    validator: {
      validate: (value: unknown) => typeof value === 'string' && Buffer.byteLength(value) <= max,
      defaultMessage: () => `$property must be at most ${max} bytes long`,
    },
  });

/** bcrypt reads this much of a password and ignores the rest, so more is refused. */
export const MAX_PASSWORD_BYTES = 72;

/** A password for a new account. */
export const IsNewPassword = () => applyDecorators(IsString(), MinLength(8), MaxBytes(MAX_PASSWORD_BYTES));

/** The field may be left out, but not null: class-validator's IsOptional lets both through. */
export const MayBeAbsent = () => ValidateIf((_object, value) => value !== undefined);

/** An e-mail address in ASCII: look-alike letters can't pass for somebody else's. */
export const IsEmailAddress = () => IsEmail({ allow_utf8_local_part: false });

/** A label: 1 to 50 characters, with nothing blank around them. */
export const IsLabel = (options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'isLabel',
      validator: {
        validate: (value: unknown) =>
          typeof value === 'string' && value.length >= 1 && value.length <= 50 && value === value.trim(),
        defaultMessage: () =>
          'each value in $property must have 1 to 50 characters and no blanks around them',
      },
    },
    options,
  );
