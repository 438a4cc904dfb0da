import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsEmailAddress, MaxLength, MayBeAbsent } from '../../../common/text.js';
import { PageDto, PageQueryDto } from '../../../http/page-query.dto.js';
import { type Plan, PLANS } from '../../../config/environment.js';
import { IsDomain } from '../../organizations/dto/domain.dto.js';
import { IssuedInvitationDto } from '../../organizations/dto/invitation.dto.js';
import { CreateOrganizationDto } from '../../organizations/dto/organization.dto.js';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from '../../organizations/organization.entity.js';

/** An organization as operators see it: nothing of what is in it. */
export class AdminOrganizationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example Acme */
  name: string;
  /** @example acme */
  slug: string;
  /** @example ENTERPRISE */
  plan: Plan;
  /** `PURGING`: its removal has begun and can only be finished. @example ACTIVE */
  status: OrganizationStatus;
  createdAt: Date;
  /** Null unless it was deleted. */
  deletedAt: Date | null;
  /** From then on a worker removes its data for good. Null unless it was deleted. */
  purgeAfter: Date | null;
  /** How many belong to it. @example 4 */
  members: number;
  /** About how much its tables and indexes take, in bytes, as PostgreSQL last counted. @example 442368 */
  sizeBytes: number;
  /** When a member last signed in or switched to it. Null before the first sign-in. */
  lastActivityAt: Date | null;
}

export class AdminOrganizationPageDto extends PageDto {
  data: AdminOrganizationDto[];
}

export class AdminOrganizationQueryDto extends PageQueryDto {
  /** Only organizations in this status. */
  @IsOptional()
  @IsIn(ORGANIZATION_STATUSES)
  status?: OrganizationStatus;

  /** Only organizations with this plan. */
  @IsOptional()
  @IsIn(PLANS)
  plan?: Plan;

  /** Only organizations with this in their name, slug or domains. @example acme */
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}

export class CreateTenantDto extends CreateOrganizationDto {
  /** The plan; left out, that of `DEFAULT_PLAN`. @example BASIC */
  @MayBeAbsent()
  @IsIn(PLANS)
  plan?: Plan;

  /** A host name with its domain, which leads to it at once. @example tasks.globex.example */
  @MayBeAbsent()
  @IsDomain()
  domain?: string;

  /** The address to which an invitation goes: who accepts it is the owner. @example ann@example.com */
  @MayBeAbsent()
  @IsEmailAddress()
  owner?: string;
}

export class CreatedOrganizationDto extends AdminOrganizationDto {
  /** The invitation of its owner; null when none was asked for. */
  invitation: IssuedInvitationDto | null;
}

export class ChangePlanDto {
  /** The plan. An organization that has more than it allows keeps that, and can't add. @example BASIC */
  @IsIn(PLANS)
  plan: Plan;
}

export class PurgeOrganizationDto {
  /** The organization's slug, as a confirmation. @example acme */
  @IsString()
  @MaxLength(63)
  slug: string;
}

export class PurgedOrganizationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example acme */
  slug: string;
  /**
   * What was looked for afterwards, with nothing found.
   * @example ["schema", "role", "rows in public", "jobs", "cached pages and numbers", "files of exports"]
   */
  nothingLeftOf: string[];
  /**
   * Its database role, where that could not be dropped: another database of the server uses it, or another role has made
   * it. It has no rights here, and dropping it is tried again every hour.
   * @example null
   */
  roleLeft: string | null;
}
