import { IsString, Matches, ValidateIf } from 'class-validator';
import { IsId } from '../../../common/id.js';
import { AtLeastOneOf, ExactlyOneOf } from '../../../common/in-schema.js';
import {
  IsEmailAddress,
  IsLine,
  IsNewPassword,
  IsUsername,
  MaxLength,
  MayBeAbsent,
} from '../../../common/text.js';
import { IsSlug } from '../../organizations/dto/organization.dto.js';

@ExactlyOneOf('organizationName', 'invitationToken')
export class RegisterDto {
  /** @example ada@example.com */
  @IsEmailAddress()
  email: string;

  /**
   * 8 characters to 72 bytes.
   * @example correct-horse-battery
   */
  @IsNewPassword()
  password: string;

  /** @example "Ada Lovelace" */
  @IsLine(1, 200)
  name: string;

  /**
   * A second name to sign in with.
   * @example ada
   */
  @MayBeAbsent()
  @IsUsername()
  username?: string;

  /**
   * Creates this organization with you as its owner. Give this or `invitationToken`.
   * @example "Analytical Engines"
   */
  @MayBeAbsent()
  @IsLine(1, 200)
  organizationName?: string;

  /**
   * The new organization's short name in URLs, with `organizationName` only; made from that when left out.
   * @example analytical-engines
   */
  @MayBeAbsent()
  @IsSlug()
  organizationSlug?: string;

  /** Joins the organization that sent you this. @example inv_kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD */
  @MayBeAbsent()
  @IsString()
  @MaxLength(200)
  invitationToken?: string;
}

@AtLeastOneOf('email', 'username')
export class LoginDto {
  /**
   * Your e-mail address; or give `username`.
   * @example olivia@acme.example
   */
  @ValidateIf((body: LoginDto) => body.email !== undefined || body.username === undefined)
  @IsString()
  @MaxLength(320)
  email?: string;

  /** Your user name, in place of the e-mail address. @example olivia */
  @ValidateIf((body: LoginDto) => body.username !== undefined)
  @IsString()
  @MaxLength(320)
  username?: string;

  /** @example taskflow-demo */
  @IsString()
  @MaxLength(1000)
  password: string;

  /**
   * Slug of the organization to act in; left out, the one you used last.
   * @example acme
   */
  @MayBeAbsent()
  @IsString()
  @MaxLength(63)
  organization?: string;

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

export class RefreshDto {
  /** The refresh token of the session; it works once. Left out with `X-Session: cookie`. @example eyJhbGciOiJIUzI1NiJ9.eyJzaWQiOiIwMTlhIn0.c2ln */
  @MayBeAbsent()
  @IsString()
  @MaxLength(2000)
  refreshToken?: string;
}

export class SwitchDto {
  /** Another organization of yours. @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  @IsId()
  organizationId: string;
}

export class AcceptInvitationDto {
  /** The token of the invitation. @example inv_kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD */
  @IsString()
  @MaxLength(200)
  token: string;
}
