import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  buildMessage,
  IsEmail,
  IsString,
  Matches,
  ValidateBy,
  ValidateIf,
  type ValidationOptions,
} from 'class-validator';
import { countCharacters, hasAtMost } from './characters.js';
import { inSchema } from './in-schema.js';

/**
 * What shows nothing, as the inside of a character class: blanks, controls, and what only steers how others are shown
 * (Default_Ignorable_Code_Point of the Unicode Character Database), with the blanks among letters and symbols.
 */
const INVISIBLE =
  '\\s\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb';
/** Beyond the characters that every dialect of regular expressions can name: tags, and further selectors and fillers. */
const INVISIBLE_BEYOND =
  '\\u{13430}-\\u{1345f}\\u{16fe4}\\u{1bca0}-\\u{1bca3}\\u{1d159}\\u{1d173}-\\u{1d17a}\\u{e0000}-\\u{e0fff}';

const VISIBLE = `[^${INVISIBLE}]`;
const HAS_VISIBLE = new RegExp(`[^${INVISIBLE}${INVISIBLE_BEYOND}]`, 'u');

/** Whether a reader sees anything of a text. */
export const isVisible = (text: string): boolean => HAS_VISIBLE.test(text);

/** So many characters at least. class-validator's own counts a pair of a character and its variation selector as one. */
export const MinLength = (min: number, options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'minLength',
      constraints: [min],
      validator: {
        validate: (value: unknown) => typeof value === 'string' && countCharacters(value) >= min,
        defaultMessage: buildMessage(
          (each) => `${each}$property must be longer than or equal to $constraint1 characters`,
          options,
        ),
      },
    },
    options,
  );

/** So many characters at most, as `MinLength` counts them. */
export const MaxLength = (max: number, options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'maxLength',
      constraints: [max],
      validator: {
        validate: (value: unknown) => typeof value === 'string' && hasAtMost(value, max),
        defaultMessage: buildMessage(
          (each) => `${each}$property must be shorter than or equal to $constraint1 characters`,
          options,
        ),
      },
    },
    options,
  );

const IsVisible = () =>
  ValidateBy(
    {
      name: 'isVisible',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && isVisible(value),
        defaultMessage: () =>
          '$property must show something: it has only blanks, or characters that are never seen',
      },
    },
    inSchema({ pattern: VISIBLE }),
  );

const Trimmed = () => Transform(({ value }) => (typeof value === 'string' ? value.trim() : value));

/** Text that says something: trimmed, `min` to `max` characters, not all of which are invisible. */
export const IsText = (min: number, max: number) =>
  applyDecorators(Trimmed(), IsString(), MinLength(min), MaxLength(max), IsVisible());

/** Text to search for: trimmed, `min` to `max` characters, whatever they are. */
export const IsSearchText = (min: number, max: number) =>
  applyDecorators(
    Trimmed(),
    IsString(),
    MinLength(min, inSchema({ minLength: min, pattern: '\\S' })),
    MaxLength(max),
  );

/** As `IsText`, for what is shown in one line. */
export const IsLine = IsText;

const MaxBytes = (max: number) =>
  ValidateBy(
    {
      name: 'maxBytes',
      validator: {
        validate: (value: unknown) => typeof value === 'string' && Buffer.byteLength(value) <= max,
        defaultMessage: () => `$property must be at most ${max} bytes long`,
      },
    },
    inSchema({ maxLength: max }),
  );

/** bcrypt reads this much of a password and ignores the rest, so more is refused. */
export const MAX_PASSWORD_BYTES = 72;

/** A password for a new account. */
export const IsNewPassword = () => applyDecorators(IsString(), MinLength(8), MaxBytes(MAX_PASSWORD_BYTES));

/** A name to sign in with, which can't be taken for an e-mail address. */
export const IsUsername = () =>
  Matches(/^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$/, {
    message:
      '$property must be 2 to 40 letters, digits, dots, hyphens and underscores, and start with a letter or digit',
  });

/** The field may be left out, but not null: class-validator's IsOptional lets both through. */
export const MayBeAbsent = () => ValidateIf((_object, value) => value !== undefined);

const ATOM = "[\\w!#$%&'*+/=?^`{|}~-]+";
const HOST_LABEL = '[A-Za-z\\d](?:[A-Za-z\\d-]{0,61}[A-Za-z\\d])?';
const TOP_LEVEL = '(?:[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z\\d-]{1,58}[A-Za-z\\d])';

/** At most 64 characters before the @ (RFC 5321, 4.5.3.1). */
const PLAIN_ADDRESS = new RegExp(`^(?=[^@]{1,64}@)${ATOM}(?:\\.${ATOM})*@(?:${HOST_LABEL}\\.)+${TOP_LEVEL}$`);

/**
 * An e-mail address in ASCII, unquoted: look-alike letters can't pass for another user's, nor fold
 * into them. An internationalised domain goes by its xn-- name.
 */
export const IsEmailAddress = () =>
  applyDecorators(
    IsEmail({ allow_utf8_local_part: false }),
    Matches(PLAIN_ADDRESS, {
      message: '$property must be an e-mail address in plain ASCII (a domain in its xn-- form)',
    }),
  );

/** A label in JSON Schema. */
export const LABEL_SCHEMA = {
  type: 'string',
  minLength: 1,
  maxLength: 50,
  pattern: `^(?=[\\s\\S]*${VISIBLE})\\S([\\s\\S]*\\S)?$`,
};

/** Whether this is a label: 1 to 50 characters, with nothing blank around them, not all of which are invisible. */
export const isLabel = (value: unknown): value is string =>
  typeof value === 'string' && value === value.trim() && hasAtMost(value, 50) && isVisible(value);

/** A label, as `isLabel` knows it. */
export const IsLabel = (options?: ValidationOptions) =>
  ValidateBy(
    {
      name: 'isLabel',
      validator: {
        validate: isLabel,
        defaultMessage: () =>
          `${options?.each ? 'each value in ' : ''}$property must have 1 to 50 characters, some of them visible, and no blanks around them`,
      },
    },
    inSchema(LABEL_SCHEMA, options),
  );

const IS_ASCII = /^[\0-\x7f]*$/;

/**
 * A text in the form in which equal texts are equal: canonically composed (NFC; Unicode, UAX #15). What would become
 * ASCII by that, as the Kelvin sign does, stays: an e-mail address with it is refused, and not taken for another one.
 */
export function composed(text: string): string {
  const form = text.normalize('NFC');
  return form !== text && IS_ASCII.test(form) ? text : form;
}
