import type { Plan } from '../../../config/environment.js';
import { IsOptional, ValidateBy } from 'class-validator';
import { PageDto } from '../../../common/page-query.dto.js';
import { IsLine } from '../../../common/text.js';
import type { OrganizationStatus } from '../organization.entity.js';
import { isSlug, SLUG_RULE } from '../slug.js';

export const IsSlug = () =>
  ValidateBy({
    name: 'isSlug',
    validator: { validate: isSlug, defaultMessage: () => `$property ${SLUG_RULE}` },
  });

export class CreateOrganizationDto {
  /**
   * The organization's name.
   * @example Globex
   */
  @IsLine(1, 200)
  name: string;

  /**
   * Its short name in URLs; made from the name when left out.
   * @example globex
   */
  @IsOptional()
  @IsSlug()
  slug?: string;
}

export class OrganizationDto {
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
  /** What the organization has set for itself. */
  settings: Record<string, unknown>;
  createdAt: Date;
}

export class OrganizationPageDto extends PageDto {
  data: OrganizationDto[];
}
