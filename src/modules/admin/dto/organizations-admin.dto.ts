import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { PageDto, PageQueryDto } from '../../../common/page-query.dto.js';
import type { Plan } from '../../../config/environment.js';
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
}

export class AdminOrganizationPageDto extends PageDto {
  data: AdminOrganizationDto[];
}

export class AdminOrganizationQueryDto extends PageQueryDto {
  /** Only organizations in this status. */
  @IsOptional()
  @IsIn(ORGANIZATION_STATUSES)
  status?: OrganizationStatus;
}

export class PurgeOrganizationDto {
  /** The organization's slug: whoever writes it down means this one. @example acme */
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
}
