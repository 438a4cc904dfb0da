import { IsIn, IsOptional } from 'class-validator';
import { PageDto, PageQueryDto } from '../../../http/page-query.dto.js';

export const MIGRATION_STATES = ['CURRENT', 'PENDING', 'MIGRATING', 'FAILED'] as const;
export type MigrationState = (typeof MIGRATION_STATES)[number];

export class MigrationQueryDto extends PageQueryDto {
  /** Organizations in this state only. */
  @IsOptional()
  @IsIn(MIGRATION_STATES)
  state?: MigrationState;
}

export class MigrationCountDto {
  /** The version of the schemas. @example 3 */
  version: number;
  /** How the last migration ended; `PENDING` where one has yet to begin. @example CURRENT */
  state: MigrationState;
  /** How many organizations. @example 10000 */
  organizations: number;
}

export class OrganizationMigrationDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  organizationId: string;
  /** @example acme */
  slug: string;
  /** The version of its schema. @example 3 */
  version: number;
  /**
   * `PENDING`: there are newer migrations, which no migrator has begun here. `MIGRATING`: a migrator has
   * begun and not ended, or it was killed. `FAILED`: the schema is as it was before, see `error`.
   */
  state: MigrationState;
  /** How often the last migration was tried. @example 1 */
  attempts: number;
  /** How long the last try took, in milliseconds. @example 12 */
  durationMs: number | null;
  /** Why the last try failed. */
  error: string | null;
  /** When the version was reached. */
  migratedAt: Date;
}

export class MigrationPageDto extends PageDto {
  /** The version of the newest migration. @example 3 */
  newest: number;
  /** Organizations below this version are answered with 503. @example 3 */
  oldestServed: number;
  /** All organizations, whatever the filter. */
  counts: MigrationCountDto[];
  data: OrganizationMigrationDto[];
}
