import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsOptional, IsString, Matches } from 'class-validator';
import {
  IsEmailAddress,
  IsLine,
  IsNewPassword,
  IsUsername,
  MaxLength,
  MayBeAbsent,
} from '../../../common/text.js';

export class UpdateMeDto {
  /** @example "Ada Lovelace" */
  @MayBeAbsent()
  @IsLine(1, 200)
  name?: string;

  /** A second name to sign in with; null gives it up. */
  @ApiProperty({ type: String, required: false, nullable: true, example: 'ada' })
  @IsOptional()
  @IsUsername()
  username?: string | null;
}

const RECORD = { type: 'object', additionalProperties: true } as const;

/** The data of a user over all organizations. */
export class PersonalDataDto {
  exportedAt: Date;

  @ApiProperty({ ...RECORD, description: 'The account itself.', example: { email: 'ada@example.com' } })
  account: object;

  @ApiProperty({ type: 'array', items: RECORD, example: [{ ip: '192.0.2.7' }] })
  sessions: object[];

  @ApiProperty({ type: 'array', items: RECORD, example: [{ name: 'Script', hint: 'tfp_abcd' }] })
  apiTokens: object[];

  @ApiProperty({ type: 'array', items: RECORD, example: [{ network: '192.0.2.7' }] })
  signInAddresses: object[];

  @ApiProperty({ ...RECORD, example: { confirmedAt: null, recoveryCodesLeft: 0 } })
  secondFactor: object;

  @ApiProperty({
    type: 'array',
    items: RECORD,
    description: 'Those that the user sent, and those to their address.',
    example: [{ organization: 'Acme', email: 'ada@example.com', role: 'MEMBER' }],
  })
  invitations: object[];

  @ApiProperty({
    type: 'array',
    items: RECORD,
    description: 'Links to calendars, without their secrets.',
    example: [{ organization: 'acme', name: 'Phone', hint: 'cal_abcd' }],
  })
  calendarLinks: object[];

  @ApiProperty({
    type: 'array',
    items: RECORD,
    description: 'Each with the role, and what the user wrote, is assigned and was notified of there.',
    example: [{ name: 'Acme', slug: 'acme', role: 'MEMBER', tasks: [], comments: [], activity: [] }],
  })
  organizations: object[];
}

export class ChangeEmailDto {
  /** The new address; it counts once it is confirmed. @example ada@lovelace.example */
  @IsEmailAddress()
  email: string;

  /** The password that you sign in with. @example correct-horse-battery */
  @IsString()
  @MaxLength(1000)
  password: string;
}

export class ConfirmEmailDto {
  /** From the link in the mail. @example kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD */
  @IsString()
  @MaxLength(200)
  token: string;
}

export class ChangePasswordDto {
  /** @example correct-horse-battery */
  @IsString()
  @MaxLength(1000)
  currentPassword: string;

  /** 8 characters to 72 bytes. @example staple-correct-horse */
  @IsNewPassword()
  newPassword: string;

  /**
   * Whether your API tokens and calendar links end, in all organizations, as when it is left out. The mail lists those that are left.
   * @example true
   */
  @MayBeAbsent()
  @IsBoolean()
  endApiTokens?: boolean;
}

export class SignOutQueryDto {
  /** Whether your API tokens and calendar links end in all organizations, as when it is left out. The mail lists those left. */
  @IsOptional()
  @Transform(({ value }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  endApiTokens?: boolean;
}

export class ReauthenticateDto {
  /** The password that you sign in with. @example taskflow-demo */
  @IsString()
  @MaxLength(1000)
  password: string;

  /** What your authenticator shows, for an account with a second factor. @example "492039" */
  @MayBeAbsent()
  @Matches(/^\d{6}$/, { message: '$property must be the six digits that the authenticator shows' })
  code?: string;

  /** A recovery code in place of `code`; it works once. @example K7QD-XM2A-PL3V-STRE */
  @MayBeAbsent()
  @IsString()
  @MaxLength(50)
  recoveryCode?: string;
}

export class ForgotPasswordDto {
  /** The address of the account. @example ada@example.com */
  @IsEmailAddress()
  email: string;
}

export class ResetPasswordDto {
  /** From the link in the mail. @example kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD */
  @IsString()
  @MaxLength(200)
  token: string;

  /** 8 characters to 72 bytes. @example staple-correct-horse */
  @IsNewPassword()
  newPassword: string;
}
