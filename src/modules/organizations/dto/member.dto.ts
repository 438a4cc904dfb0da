import { IsIn } from 'class-validator';
import { IsId } from '../../../common/id.js';
import { PageDto } from '../../../http/page-query.dto.js';
import { ROLES, type Role } from '../../../context/principal.js';

export class MemberDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  userId: string;
  /** @example mia@acme.example */
  email: string;
  /** @example "Mia Member" */
  name: string;
  /** @example MEMBER */
  role: Role;
  joinedAt: Date;
}

export class MemberPageDto extends PageDto {
  data: MemberDto[];
}

export class TransferDto {
  /**
   * Who is the owner from now on: another member of the organization.
   * @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b
   */
  @IsId()
  userId: string;
}

export class ChangeRoleDto {
  /**
   * The new role: at most the caller's own.
   * @example ADMIN
   */
  @IsIn(ROLES)
  role: Role;
}
