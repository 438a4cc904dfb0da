import { ApiProperty, PartialType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsOptional, IsString } from 'class-validator';
import { PageDto, PageQueryDto } from '../../../http/page-query.dto.js';
import { IsLine, MaxLength, MayBeAbsent } from '../../../common/text.js';

export class CreateProjectDto {
  /**
   * Unique in the organization; case makes no difference.
   * @example "Release 2.0"
   */
  @IsLine(1, 200)
  name: string;

  /** Its description. */
  @ApiProperty({ example: 'Everything that has to be done before 2.0.' })
  @IsOptional()
  @IsString()
  @MaxLength(20_000)
  description?: string | null;
}

/** The fields to change. */
export class UpdateProjectDto extends PartialType(CreateProjectDto, { skipNullProperties: false }) {
  /**
   * An archived project is left out of the list of projects and takes no new tasks. Its tasks stay as they are, can be read and
   * changed, and it counts for the plan like any other.
   * @example true
   */
  @MayBeAbsent()
  @IsBoolean()
  archived?: boolean;
}

/** Which projects a list shows: all, only those that are archived, or only the others. */
const ARCHIVED_FILTERS = ['false', 'true', 'all'] as const;
export type ArchivedFilter = (typeof ARCHIVED_FILTERS)[number];

export class ProjectQueryDto extends PageQueryDto {
  /** Archived projects are left out unless `true` asks for them alone, or `all` for these, too. @example all */
  @IsIn(ARCHIVED_FILTERS)
  archived: ArchivedFilter = 'false';
}

export class ProjectDto {
  /** @example 019aa3c0-7d5e-7000-8000-1c2d3e4f5a6b */
  id: string;
  /** @example "Release 2.0" */
  name: string;
  /** @example "Everything that has to be done before 2.0." */
  description: string | null;
  /** How many tasks belong to it. `version` doesn't count their changes. @example 12 */
  taskCount: number;
  /** Whether it is archived: it takes no new tasks. @example false */
  archived: boolean;
  /** Increases with every change. @example 1 */
  version: number;
  createdAt: Date;
  updatedAt: Date;
}

export class ProjectPageDto extends PageDto {
  data: ProjectDto[];
}
