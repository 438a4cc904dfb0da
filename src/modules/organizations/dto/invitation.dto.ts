import { IsIn } from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import { IsEmailAddress } from '../../../common/text.js';
import { ROLES, type Role } from '../../../context/principal.js';

export class CreateInvitationDto {
  /**
   * Who is invited.
   * @example ann@example.com
   */
  @IsEmailAddress()
  email: string;

  /**
   * The role that the invited user gets: at most the caller's own.
   * @example MEMBER
   */
  @IsIn(ROLES)
  role: Role;
}

class InvitationBase {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example ann@example.com */
  email: string;
  /** @example MEMBER */
  role: Role;
  expiresAt: Date;
}

export class InvitationDto extends InvitationBase {
  createdAt: Date;
}

export class IssuedInvitationDto extends InvitationBase {
  /**
   * Shown this once: pass it on to the invited. The answer to a repeated `Idempotency-Key` lacks it.
   * @example inv_kW3oTz8v1nq4Y0m5cQbH2xL9sRfUeJaD
   */
  token?: string;
}

export class InvitationPageDto extends PageDto {
  data: InvitationDto[];
}
