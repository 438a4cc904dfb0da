import { IsIn, IsOptional } from 'class-validator';
import { PageDto } from '../../../http/page-query.dto.js';
import { DEFAULT_LIMIT, IsQueryInt, MAX_PAGE } from '../../../common/pagination.js';
import type { Plan } from '../../../config/environment.js';
import { OrganizationSummaryDto } from '../../analytics/dto/figures.dto.js';
import { ORGANIZATION_STATUSES, type OrganizationStatus } from '../../organizations/organization.entity.js';

/** Each organization is a transaction of its own, so there are fewer on a page than elsewhere. */
const MAX_ORGANIZATIONS = 50;

export class OrganizationFiguresQueryDto {
  /** The page, counted from 1. */
  @IsQueryInt(1, MAX_PAGE)
  page: number = 1;

  /** How many a page. */
  @IsQueryInt(1, MAX_ORGANIZATIONS)
  limit: number = DEFAULT_LIMIT;

  /** Only organizations in this status. */
  @IsOptional()
  @IsIn(ORGANIZATION_STATUSES)
  status?: OrganizationStatus;

  /** Creations and completions of the last so many days, of 24 hours each. */
  @IsQueryInt(1, 366)
  days: number = 30;
}

export class OrganizationFiguresDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example Acme */
  name: string;
  /** @example acme */
  slug: string;
  /** @example ENTERPRISE */
  plan: Plan;
  /** @example ACTIVE */
  status: OrganizationStatus;
  /** Null while the organization can't be read: it is being purged, or waits to be migrated. */
  figures: OrganizationSummaryDto | null;
}

export class OrganizationFiguresPageDto extends PageDto {
  data: OrganizationFiguresDto[];
}
